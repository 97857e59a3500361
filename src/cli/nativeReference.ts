import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = 'tests/fixtures/native/engine.c';
const COMPILERS = ['cc', 'gcc', 'clang'] as const;
/** Arguments of the reference: 25 Gbit/s, 300,000 writes/s, 300 ms downtime, uniform (0), 10 % zero. */
const ARGUMENTS = ['25', '300000', '300', '0', '10'] as const;

export interface NativeRun {
  readonly wallMs: number;
  readonly nsPerPageEvent: number;
}

/** The engine's inner loop in C, compiled with -O2 for this machine; undefined without a compiler or outside the checkout. */
export class NativeReference {
  private readonly program: string;

  private constructor(program: string) {
    this.program = program;
  }

  static compile(): NativeReference | undefined {
    const source = findUpwards(SOURCE);
    if (source === undefined) return undefined;
    const program = join(mkdtempSync(join(tmpdir(), 'sealift-bench-')), 'engine');
    const built = COMPILERS.some((compiler) => spawnSync(compiler, ['-O2', '-fno-strict-aliasing', '-o', program, source, '-lm']).status === 0);
    return built ? new NativeReference(program) : undefined;
  }

  /** One run over a guest of so many GiB; time without the set-up of its memory. */
  run(gib: number): NativeRun {
    const { stdout } = spawnSync(this.program, [String(gib), ...ARGUMENTS], { encoding: 'utf8' });
    const { wall_ms: wallMs, Mev_s: millionsPerSecond } = JSON.parse(stdout) as { wall_ms: number; Mev_s: number };
    return { wallMs, nsPerPageEvent: 1000 / millionsPerSecond };
  }

  remove(): void {
    rmSync(dirname(this.program), { recursive: true, force: true });
  }
}

/** A file of the checkout that this program was built in. */
function findUpwards(path: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return join(folder, path);
    if (folder === dirname(folder)) return undefined;
  }
}
