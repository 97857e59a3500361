import { lensSize } from '../../charts/maps/lensDrawing';
import type { CellRect } from '../../charts/maps/mapGeometry';
import { mapSize, pageRect } from '../../charts/maps/mapGeometry';
import { LENS_GAP } from '../../charts/maps/mapPlan';
import type { MapScene } from './mapScene';

/** The frame around a cell: eight pixels across at least, so that one pixel is found. */
function frameOf({ x, y, width, height }: CellRect): CellRect {
  const [w, h] = [Math.max(8, width + 4), Math.max(8, height + 4)];
  return { x: x + width / 2 - w / 2, y: y + height / 2 - h / 2, width: w, height: h };
}

function Frame({ rect, className }: { readonly rect: CellRect; readonly className: string }) {
  return (
    <g className={className}>
      <rect {...rect} className="map-mark-shadow" />
      <rect {...rect} />
    </g>
  );
}

/** The chosen tile, the two lines that join it to the lens, and the tile under the pointer. */
export function MapMarks({ scene }: { readonly scene: MapScene }) {
  const { layout, order, width, lens, props } = scene;
  const { height } = mapSize(layout);
  const lensTop = height + LENS_GAP;
  const chosen = props.chosenPage === undefined ? undefined : pageRect(layout, order, props.chosenPage);
  const hovered = props.hoverPage === undefined ? undefined : pageRect(layout, order, props.hoverPage);
  const frame = chosen === undefined ? undefined : frameOf(chosen);
  return (
    <svg className="map-marks" width={width} height={lensTop} aria-hidden="true">
      {frame === undefined ? undefined : (
        <>
          {lens === undefined ? undefined : (
            <>
              <path
                className="map-cone"
                d={`M0 ${lensTop - 1.5}L${frame.x} ${frame.y + frame.height}M${lensSize(lens).width} ${lensTop - 1.5}L${frame.x + frame.width} ${frame.y + frame.height}`}
              />
              <path className="map-cone-base" d={`M0 ${lensTop - 1.5}H${lensSize(lens).width}`} />
            </>
          )}
          <Frame rect={frame} className="map-chosen" />
        </>
      )}
      {hovered === undefined ? undefined : <Frame rect={frameOf(hovered)} className="map-hovered" />}
    </svg>
  );
}
