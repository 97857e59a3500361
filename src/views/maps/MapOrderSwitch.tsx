import type { MapScene } from './mapScene';

const ORDERS = [['rows', 'rows'], ['hilbert', 'Hilbert']] as const;

/** Rows or Hilbert curve. */
export function MapOrderSwitch({ scene }: { readonly scene: MapScene }) {
  const { order, onOrder } = scene.props;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset cannot be laid out as one line of buttons
    <div className="map-segments" role="group" aria-label="Page order">
      {ORDERS.map(([id, text]) => (
        <button key={id} type="button" aria-pressed={order === id} onClick={() => onOrder(id)}>{text}</button>
      ))}
    </div>
  );
}
