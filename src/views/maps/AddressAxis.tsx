import { addressTicks } from '../../charts/maps/addressAxis';
import { AXIS_WIDTH } from '../../charts/maps/mapPlan';
import { mapSize } from '../../charts/maps/mapGeometry';
import type { MapScene } from './mapScene';

/** Room above and below the rows for half a label. */
const MARGIN = 5;

/** Guest addresses beside the rows; the summary and the hovered tile say the same in words. */
export function AddressAxis({ scene: { layout, order, pageBytes } }: { readonly scene: MapScene }) {
  const { height } = mapSize(layout);
  const { unit, ticks } = addressTicks(layout, order, pageBytes);
  const [first, second] = ticks;
  const unitPlace = first === undefined || second === undefined ? 0
    : layout.order === 'rows' ? ((first.place + second.place) / 2) * height : second.place * height + 12;
  return (
    <svg className="map-axis" width={AXIS_WIDTH} height={height + 4 * MARGIN} aria-hidden="true">
      {ticks.map(({ text, place }) => {
        const y = MARGIN + place * height;
        return (
          <g key={text}>
            <text x={30} y={y + (place === 1 ? -1 : 3)}>{text}</text>
            {layout.order === 'rows' ? <line x1={32} x2={36} y1={Math.round(y) + 0.5} y2={Math.round(y) + 0.5} /> : undefined}
          </g>
        );
      })}
      <text x={30} y={MARGIN + unitPlace + 3}>{unit}</text>
    </svg>
  );
}
