/**
 * Begins something once what was rendered is on the screen: a second animation frame comes after the paint of the first.
 * @returns what ends it, or keeps it from beginning
 */
export function afterPaint(window: Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame'>, begin: () => () => void): () => void {
  let end: (() => void) | undefined;
  let frame = window.requestAnimationFrame(() => {
    frame = window.requestAnimationFrame(() => {
      end = begin();
    });
  });
  return () => {
    window.cancelAnimationFrame(frame);
    end?.();
  };
}
