import { formatCount } from '../base/format';
import type { RunEvent } from '../engine/record/runEvent';
import type { LifeScene } from './bootSentences';

/** What the host's compaction did, as its event has it. */
const MOVED = /^(\d+) pages moved, (\d+) pinned$/;

/** The sentence of a compaction, from its moment until the guest starts anew; undefined before, and without one. */
export function compactTitle({ config, events, atNs }: LifeScene): string | undefined {
  const last = lastOf(events, atNs);
  if (last === undefined) return undefined;
  const [, moved = '0', pinned = '0'] = MOVED.exec(last.value ?? '') ?? [];
  const head = `Compaction moves ${formatCount(Number(moved))} pages`;
  const broken = events.findLast((event) => event.kind === 'violation' && event.name === 'INV-26' && event.value?.startsWith('moved by the host') === true && event.atNs <= atNs);
  if (broken !== undefined) return `${head}, ${formatCount(broken.count ?? 0)} of them private ones in use: the guest reads garbage there.`;
  if (config.guest.kind === 'none') return `${head}: nothing of this guest is encrypted, so all may move.`;
  return `${head} that nobody had touched; ${formatCount(Number(pinned))} pinned ones stay where they are.`;
}

/** Why that is so. */
export function compactWorking(): string {
  return 'An encrypted page is decrypted by its physical address: moved, it is garbage, and neither KVM nor the host is told.';
}

function lastOf(events: readonly RunEvent[], atNs: number): RunEvent | undefined {
  const index = events.findLastIndex((event) => event.name === 'compact_memory' && event.atNs <= atNs);
  const isOver = events.slice(index + 1).some(({ kind, name, atNs: laterNs }) => kind === 'action' && (name === 'boot' || name === 'reboot') && laterNs <= atNs);
  return index < 0 || isOver ? undefined : events[index];
}
