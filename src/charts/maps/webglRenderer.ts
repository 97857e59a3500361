import type { CellPicture, MapRenderer } from './mapRenderer';

const VERTEX = `#version 300 es
void main() {
  // One triangle over the whole canvas.
  vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D cells;
uniform sampler2D palette;
out vec4 colour;
void main() {
  ivec2 size = textureSize(cells, 0);
  ivec2 cell = ivec2(int(gl_FragCoord.x), size.y - 1 - int(gl_FragCoord.y));
  int code = int(texelFetch(cells, cell, 0).r * 255.0 + 0.5);
  colour = texelFetch(palette, ivec2(code, 0), 0);
}`;

interface Program {
  readonly program: WebGLProgram;
  readonly cells: WebGLTexture;
  readonly palette: WebGLTexture;
}

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader | undefined {
  const shader = gl.createShader(type);
  if (shader === null) return undefined;
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  return shader;
}

function createTexture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  return texture;
}

/** Undefined when the context was lost or refuses the program. */
function createProgram(gl: WebGL2RenderingContext): Program | undefined {
  const program = gl.createProgram();
  const shaders = [compile(gl, gl.VERTEX_SHADER, VERTEX), compile(gl, gl.FRAGMENT_SHADER, FRAGMENT)];
  for (const shader of shaders) if (shader !== undefined) gl.attachShader(program, shader);
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return undefined;
  gl.useProgram(program);
  gl.uniform1i(gl.getUniformLocation(program, 'cells'), 0);
  gl.uniform1i(gl.getUniformLocation(program, 'palette'), 1);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  return { program, palette: createTexture(gl, 1), cells: createTexture(gl, 0) };
}

function paint(gl: WebGL2RenderingContext, { program, cells, palette }: Program, picture: CellPicture): void {
  const { columns, rows } = picture;
  gl.viewport(0, 0, columns, rows);
  gl.useProgram(program);
  gl.activeTexture(gl.TEXTURE1);
  gl.bindTexture(gl.TEXTURE_2D, palette);
  const colours = new Uint8Array(picture.palette.buffer, picture.palette.byteOffset, 1024);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colours);
  gl.activeTexture(gl.TEXTURE0);
  gl.bindTexture(gl.TEXTURE_2D, cells);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, columns, rows, 0, gl.RED, gl.UNSIGNED_BYTE, picture.cells);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}

/** One byte per cell goes to the GPU, which looks up its colour. Undefined where the browser has no WebGL2. */
export function createWebglRenderer(canvas: HTMLCanvasElement): MapRenderer | undefined {
  const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false, preserveDrawingBuffer: true });
  if (gl === null) return undefined;
  let program = createProgram(gl);
  if (program === undefined) return undefined;
  let last: CellPicture | undefined;
  const onLost = (event: Event): void => {
    // The browser gives the context back only if the loss was expected.
    event.preventDefault();
    program = undefined;
  };
  const onRestored = (): void => {
    program = createProgram(gl);
    if (program !== undefined && last !== undefined) paint(gl, program, last);
  };
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);
  return {
    kind: 'webgl2',
    draw(picture) {
      last = picture;
      if (canvas.width !== picture.columns) canvas.width = picture.columns;
      if (canvas.height !== picture.rows) canvas.height = picture.rows;
      if (program !== undefined) paint(gl, program, picture);
    },
    dispose() {
      canvas.removeEventListener('webglcontextlost', onLost);
      canvas.removeEventListener('webglcontextrestored', onRestored);
      if (program === undefined) return;
      gl.deleteTexture(program.cells);
      gl.deleteTexture(program.palette);
      gl.deleteProgram(program.program);
      program = undefined;
    },
  };
}
