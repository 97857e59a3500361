import { formatBytes } from '../../base/format';
import type { MapHost } from '../../charts/maps/mapColours';
import { HOST_TITLES, MODE_TITLES } from '../../charts/maps/mapText';
import type { MapModeName } from '../../charts/maps/mapFrame';
import type { MapScene } from './mapScene';

const HOSTS = ['source', 'destination'] as const;

export interface MapPhoneBarProps {
  readonly scene: MapScene;
  readonly host: MapHost;
  readonly onHost: (host: MapHost) => void;
}

function HostSwitch({ host, onHost }: Pick<MapPhoneBarProps, 'host' | 'onHost'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset cannot be laid out as one line of buttons
    <div className="map-segments" role="group" aria-label="Host">
      {HOSTS.map((name) => (
        <button key={name} type="button" aria-pressed={name === host} onClick={() => onHost(name)}>{HOST_TITLES[name]}</button>
      ))}
    </div>
  );
}

/** On a phone: which of the two maps, and the mode in a list. */
export function MapPhoneBar({ scene, host, onHost }: MapPhoneBarProps) {
  const { mode, modes, onMode, hosts = HOSTS } = scene.props;
  return (
    <div className="map-phone-bar">
      {hosts.length > 1 ? <HostSwitch host={host} onHost={onHost} /> : <b>{HOST_TITLES[host]}</b>}
      <span className="map-space" />
      <select aria-label="Map mode" value={mode} onChange={(event) => onMode(event.target.value as MapModeName)}>
        {modes.map((name) => <option key={name} value={name}>{MODE_TITLES[name]}</option>)}
      </select>
      <span className="map-scale">{scene.props.note ?? `1 dot = ${formatBytes(scene.layout.tilePages * scene.pageBytes)}`}</span>
    </div>
  );
}
