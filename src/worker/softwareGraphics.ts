/** ANGLE's, Mesa's, Windows' and Apple's renderers that compute on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render|software/i;

/** True for a WebGL renderer that has no GPU behind it. */
export function isSoftware(rendererName: string): boolean {
  return SOFTWARE.test(rendererName);
}
