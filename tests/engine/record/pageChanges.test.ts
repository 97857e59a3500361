import { describe, expect, test } from 'vitest';
import { computeRun } from '../../../src/cli/computeRun';
import type { PageFacts, PageLife } from '../../../src/engine/record/frame';
import { LifeReplay } from '../../../src/engine/record/pageLife';
import { Player } from '../../../src/engine/record/player';
import { FAULT_STORIES } from '../../../src/scenario/faultStories';
import { decodeLink } from '../../../src/scenario/linkCodec';
import { toConfig } from '../../../src/scenario/toConfig';

const SMALL = '#v=1&memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms';

/** What the inspector is told of one page of a run: its facts at a moment, and its life. */
function told(link: string, page: number, atNs: number): { readonly facts: PageFacts; readonly life: PageLife } {
  const config = toConfig(decodeLink(link).scenario);
  const { recording } = computeRun(config);
  const replay = new LifeReplay(config, page);
  while (!replay.advance(1e7));
  return { facts: new Player(config, recording).page(page, atNs), life: replay.life };
}

function struckPage(link: string): number {
  const { recording } = computeRun(toConfig(decodeLink(link).scenario), 0);
  return recording.result!.integrity.violations.find(({ pages }) => pages.length > 0)!.pages[0]!;
}

describe('what befalls a page', () => {
  test('a page that the host moves while it is encrypted is unpinned and moved, and is garbage at the destination', () => {
    const link = FAULT_STORIES['F-20']!;
    const page = struckPage(link);
    const { facts, life } = told(link, page, 1e12);
    expect(life.changes.slice(0, 2)).toEqual([{ atNs: 0.5e9, kind: 'pin', to: 'unpinned' }, { atNs: 0.5e9, kind: 'moved' }]);
    expect(facts.wrong).toEqual(expect.arrayContaining(['moved', 'wrongKey']));
    expect(told(link, page, 0.4e9).facts).toMatchObject({ pinned: true, wrong: [] });
  });

  test('a lost call turns a page over for the guest alone: guest and host differ', () => {
    const link = FAULT_STORIES['F-01']!;
    const page = struckPage(link);
    const { facts, life } = told(link, page, 0.6e9);
    expect(facts).toMatchObject({ guestStatus: 'shared', hostStatus: 'private' });
    expect(life.changes).toEqual([{ atNs: 0.5e9, kind: 'guest', to: 'shared' }]);
  });

  test('a conversion is the guest\u2019s first and the host\u2019s when it reads it, and the last send goes under the status that the host then believes', () => {
    const link = `${SMALL}&conversions=2000&mechanism=psp&psp-page-time=50us`;
    const config = toConfig(decodeLink(link).scenario);
    const lives = [1024, 8192, 16_384, 30_000, 40_000, 61_000].map((page) => {
      const replay = new LifeReplay(config, page);
      while (!replay.advance(1e7));
      return replay.life;
    });
    for (const { changes } of lives) {
      const of = (kind: string) => changes.filter((change) => change.kind === kind);
      expect(of('host').length).toBeLessThanOrEqual(of('guest').length);
      for (const [index, { atNs }] of of('host').entries()) expect(atNs).toBeGreaterThanOrEqual(of('guest')[index]!.atNs);
    }
  });

  test('a frame of a POWER guest goes from NORMAL to SECURE, and has no status of a page', () => {
    const { facts, life } = told(FAULT_STORIES['F-35']!, 3, 40e9);
    expect(life.changes.map((change) => ('to' in change ? change.to : change.kind))).toEqual(['NORMAL', 'SECURE']);
    expect(life.changes[0]?.atNs).toBe(0);
    expect(facts).toMatchObject({ gfn: 'SECURE', wrong: [] });
    expect(Object.keys(facts)).not.toContain('guestStatus');
  });

  test('an ordinary guest has neither', () => {
    const { facts, life } = told('#v=1&guest=none&memory=256MiB&bandwidth=1Gbit/s', 77, 0);
    expect(life.changes).toEqual([]);
    expect([facts.guestStatus, facts.hostStatus, facts.gfn]).toEqual([undefined, undefined, undefined]);
  });

  test('a frame that stays NORMAL in a secure VM is said to be wrong', () => {
    const link = FAULT_STORIES['F-31']!;
    const page = struckPage(link);
    expect(told(link, page, 50e9).facts).toMatchObject({ gfn: 'NORMAL' });
  });
});
