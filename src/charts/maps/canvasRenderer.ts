import { invariant } from '../../base/assert';
import type { CellPicture, MapRenderer } from './mapRenderer';

function paint(context: CanvasRenderingContext2D, image: ImageData, picture: CellPicture): void {
  // Both arrays hold bytes in the same order, so whole pixels can be copied whatever that order is.
  const colours = new Uint32Array(picture.palette.buffer, picture.palette.byteOffset, 256);
  const pixels = new Uint32Array(image.data.buffer);
  const { cells } = picture;
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[cells[i] ?? 0] ?? 0;
  context.putImageData(image, 0, 0);
}

/** The fallback: a table look-up per cell into an image. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): MapRenderer {
  const context = canvas.getContext('2d');
  invariant(context !== null, 'a canvas has a 2D context unless it has another kind');
  let image: ImageData | undefined;
  return {
    kind: '2d',
    draw(picture) {
      const { columns, rows } = picture;
      if (canvas.width !== columns) canvas.width = columns;
      if (canvas.height !== rows) canvas.height = rows;
      if (image?.width !== columns || image.height !== rows) image = context.createImageData(columns, rows);
      paint(context, image, picture);
    },
    dispose() {
      image = undefined;
    },
  };
}
