import { isSoftware } from './softwareGraphics';

/**
 * Name of the renderer behind WebGL2; undefined where there is none, or one that Chromium itself knows to compute on the CPU:
 * starting that would halt the page for as long. WEBGL_debug_renderer_info; Firefox tells the name without.
 */
function rendererName(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (gl === null) return undefined;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}

const name = rendererName();
self.postMessage(name !== undefined && !isSoftware(name));
self.close();
