import { cpus } from 'node:os';
import { MessageChannel, receiveMessageOnPort, type TransferListItem } from 'node:worker_threads';
import { GIB, PAGE_BYTES } from '../base/units';
import { err, ok, type Result } from '../base/result';
import type { EngineConfig } from '../engine/config';
import type { Frame } from '../engine/record/frame';
import { frameBuffers } from '../engine/record/frameBuffers';
import { Player } from '../engine/record/player';
import { decodeLinkStrict } from '../scenario/linkCodec';
import { toConfig } from '../scenario/toConfig';
import { invariant } from '../base/assert';
import type { Command, CommandOutput } from './command';
import { computeRun } from './computeRun';
import { NativeReference } from './nativeReference';

const QUICK = '--quick';
/** Tiles of 512 pages, as the lens shows them. */
const TILE_PAGES = 512;

interface Plan {
  readonly gib: readonly number[];
  readonly repeats: number;
  /** Simulated time of the firmware run. */
  readonly firmwareUntil: string;
}
const FULL_PLAN: Plan = { gib: [16, 32, 64, 128, 192], repeats: 5, firmwareUntil: 'auto' };
const QUICK_PLAN: Plan = { gib: [4, 8], repeats: 1, firmwareUntil: '600s' };

/** `bench [--quick]`: the numbers of docs/performance.md, measured here and now, the native reference in turn with the engine. */
export const benchCommand: Command = (args): Result<CommandOutput, string> => {
  const option = args.find((argument) => argument !== QUICK);
  if (option !== undefined) return err(`\`${option}\` is not an option of bench; allowed: ${QUICK}`);
  const plan = args.includes(QUICK) ? QUICK_PLAN : FULL_PLAN;
  const native = NativeReference.compile();
  computeRun(plainConfig(4));
  const runs = plan.gib.map((gib) => benchPlain(gib, plan.repeats, native));
  native?.remove();
  const largest = plan.gib.at(-1) ?? 16;
  return ok({
    json: {
      machine: { cpu: cpus()[0]?.model ?? 'unknown', node: process.version },
      plain: runs,
      'growth-exponent': round(exponentOf(runs), 3),
      ...benchPlayer(largest),
      firmware: benchFirmware(largest, plan.firmwareUntil),
    },
    messages: native === undefined ? ['no C compiler or no checkout: the native reference was left out'] : [],
  });
};

/** 25 Gbit/s, 300,000 uniform writes/s over all memory, 10 % of it never touched, no encryption. */
function plainConfig(gib: number): EngineConfig {
  return configOf(`#v=1&guest=none&memory=${gib}GiB&bandwidth=25Gbit/s&writes=300000&working-set=${gib}GiB&zero=10`);
}

function configOf(link: string): EngineConfig {
  const decoded = decodeLinkStrict(link);
  invariant(decoded.ok, `the link ${link} is good`);
  return toConfig(decoded.value.scenario);
}

interface PlainBench {
  readonly 'memory-gib': number;
  readonly 'wall-ms': number;
}

/** The fastest of some runs: what else the machine does can only add. */
function benchPlain(gib: number, repeats: number, native: NativeReference | undefined): PlainBench {
  let wallMs = Infinity;
  let nativeNs = Infinity;
  let cost = { pageEvents: 0, bytesPerPage: 0, recordingBytes: 0 };
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { recording, wallMs: took } = computeRun(plainConfig(gib));
    cost = recording.result?.cost ?? cost;
    wallMs = Math.min(wallMs, took);
    if (native !== undefined) nativeNs = Math.min(nativeNs, native.run(gib).nsPerPageEvent);
  }
  const engineNs = (wallMs * 1e6) / cost.pageEvents;
  return {
    'memory-gib': gib,
    'wall-ms': round(wallMs, 1),
    'page-events': cost.pageEvents,
    'ns-per-page-event': round(engineNs, 2),
    ...(native === undefined ? {} : { 'native-ns-per-page-event': round(nativeNs, 2), 'ratio-to-native': round(engineNs / nativeNs, 2) }),
    'bytes-per-page': round(cost.bytesPerPage, 3),
    'recording-mib': round(cost.recordingBytes / 2 ** 20, 1),
  } as PlainBench;
}

/** Least squares of log(wall) over log(memory): 1 is linear. */
function exponentOf(runs: readonly PlainBench[]): number {
  const points = runs.map((run) => [Math.log(run['memory-gib']), Math.log(run['wall-ms'])] as const);
  const mean = (of: (point: readonly [number, number]) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([px]) => px), mean(([, py]) => py)];
  return mean(([px, py]) => (px - x) * (py - y)) / mean(([px]) => (px - x) ** 2);
}

/** A picture of the whole guest, and a jump to the middle of the run, in the largest guest of the plan. */
function benchPlayer(gib: number): object {
  const config = plainConfig(gib);
  const { recording, wallMs } = computeRun(config);
  const player = new Player(config, recording);
  const middleNs = Math.round((recording.result?.endNs ?? 0) / 2);
  const seekMs = timed(() => {
    while (!player.seek(middleNs));
  });
  const tileCount = (gib * GIB) / PAGE_BYTES / TILE_PAGES;
  const request = { atNs: middleNs, mode: 'state', tilePages: TILE_PAGES, firstTile: 0, tileCount } as const;
  const frameMs = Math.min(...Array.from({ length: 20 }, () => timed(() => player.frame(request))));
  return {
    frame: { 'memory-gib': gib, tiles: tileCount, 'build-ms': round(frameMs, 2), 'hand-over-ms': round(handOverMs(() => player.frame(request)), 3) },
    seek: { 'memory-gib': gib, 'wall-ms': round(seekMs, 1), 'share-of-run': round(seekMs / wallMs, 3) },
  };
}

/** From the thread that built a picture to the one that draws it: the buffers change hands, the rest is copied. */
function handOverMs(build: () => Frame): number {
  const { port1, port2 } = new MessageChannel();
  const once = (): number => {
    const frame = build();
    return timed(() => {
      port1.postMessage(frame, frameBuffers(frame) as TransferListItem[]);
      receiveMessageOnPort(port2);
    });
  };
  const fastest = Math.min(...Array.from({ length: 20 }, once));
  port1.close();
  return fastest;
}

/** Days of firmware time: memory through the PSP while the guest writes 12,000 pages/s. */
function benchFirmware(gib: number, until: string): object {
  const config = configOf(`#v=1&preset=sev-psp&memory=${gib}GiB&until=${until}`);
  const { recording, wallMs } = computeRun(config);
  const { result } = recording;
  invariant(result !== undefined, 'the run is computed to its end');
  return {
    'memory-gib': gib,
    'wall-ms': round(wallMs, 1),
    'simulated-hours': round(result.endNs / 3600e9, 1),
    'guest-writes': Math.round((result.endNs / 1e9) * config.workload.writesPerSecond),
    'bytes-per-page': round(result.cost.bytesPerPage, 3),
  };
}

function timed(work: () => void): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
