import { formatCount } from '../base/format';
import type { RunEvent } from '../engine/record/runEvent';
import type { LifeScene } from './bootSentences';

/** What the event of a remap says of its range. */
const RANGE = /^pages (\d+) to (\d+): new frames$/;

/** The sentence of frames that the VMM replaced, until the guest starts anew or the host compacts; undefined before, and without. */
export function remapTitle({ config, events, atNs }: LifeScene): string | undefined {
  const last = lastOf(events, atNs);
  if (last === undefined) return undefined;
  const [, first = '0', end = '-1'] = RANGE.exec(last.value ?? '') ?? [];
  const head = `The VMM replaces the frames of ${formatCount(Number(end) - Number(first) + 1)} pages`;
  const gone = events.filter((event) => event.kind === 'violation' && event.name === 'INV-26' && event.atNs === last.atNs).reduce((sum, { count = 0 }) => sum + count, 0);
  if (gone === 0) return `${head}: nobody had written them, and nothing is lost.`;
  return `${head}: what was in ${formatCount(gone)} of them is gone, and the guest reads ${config.guest.kind === 'none' ? 'zeros' : 'garbage'} there.`;
}

/** What becomes of the pins. */
export function remapWorking({ config }: LifeScene): string {
  if (config.guest.kind === 'none') return 'Nothing of this guest is pinned: its next access to a page maps the new frame.';
  if (config.hosts.pinning === 'launch') return 'The region registered at launch holds the old frames: the new ones are mapped without a pin, and the host may move them.';
  return 'At its next access to a page: flush, unpin the old frame, pin the new one.';
}

function lastOf(events: readonly RunEvent[], atNs: number): RunEvent | undefined {
  const index = events.findLastIndex((event) => event.name === 'mmap' && event.atNs <= atNs);
  const isOver = events.slice(index + 1).some(({ kind, name, atNs: laterNs }) => kind === 'action' && (name === 'boot' || name === 'reboot' || name === 'compact') && laterNs <= atNs);
  return index < 0 || isOver ? undefined : events[index];
}
