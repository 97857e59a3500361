import type { KeyboardEvent } from 'react';
import { mapColours } from '../../charts/maps/mapColours';
import { MODE_TITLES } from '../../charts/maps/mapText';
import { tileClasses } from '../../charts/maps/tileClasses';
import { MapOrderSwitch } from './MapOrderSwitch';
import type { MapScene } from './mapScene';

const KEY_TITLES = { state: 'to send again', status: 'shared' } as const;

/** The classes of the map by their least number of pages; nothing where a tile has none. */
function ClassKey({ scene }: { readonly scene: MapScene }) {
  const { mode, theme } = scene.props;
  const classes = tileClasses(mode, scene.layout.tilePages);
  if ((mode !== 'state' && mode !== 'status') || classes.length < 2) return undefined;
  const colours = mapColours(mode, theme, 'source');
  return (
    <p className="map-key">
      <em>
        {KEY_TITLES[mode]}
        <span className="map-key-unit">
          , <span className="map-key-pages">pages </span>per tile
        </span>
      </em>
      {classes.map(({ code, least }) => (
        <span key={code}>
          <i style={{ background: colours.get(code) }} />
          {least}
          {least < scene.layout.tilePages ? '+' : ''}
        </span>
      ))}
    </p>
  );
}

/** Modes as tabs, the key of the classes, the page order. */
export function MapBar({ scene }: { readonly scene: MapScene }) {
  const { mode, modes, onMode } = scene.props;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = modes[(modes.indexOf(mode) + step + modes.length) % modes.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMode(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[modes.indexOf(next)]?.focus();
  };
  return (
    <div className="map-bar">
      {/* Arrows move between tabs, which are the stops. */}
      <div className="map-tabs" role="tablist" aria-label="Map mode" tabIndex={-1} onKeyDown={onKeyDown}>
        {modes.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={name === mode} tabIndex={name === mode ? 0 : -1} onClick={() => onMode(name)}>
            {MODE_TITLES[name]}
          </button>
        ))}
      </div>
      <span className="map-space" />
      <ClassKey scene={scene} />
      <MapOrderSwitch scene={scene} />
    </div>
  );
}
