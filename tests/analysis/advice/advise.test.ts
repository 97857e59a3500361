import { describe, expect, it } from 'vitest';
import { adviceSentence, failsText, outcomeText } from '../../../src/analysis/advice/adviceText';
import { outcomeOfFacts, type RunFacts } from '../../../src/analysis/advice/runFacts';
import { computedFacts, driven, wantedOf } from './drive';

/** 100,000 writes/s against 28,935 pages/s of link. */
const BUSY = '#v=1&guest=none&memory=256MiB&bandwidth=1Gbit/s&working-set=128MiB&writes=100k';
const HELPER = '#v=1&memory=2GiB&working-set=1536MiB&writes=2M&bandwidth=100Gbit/s&downtime-limit=100ms';
const PSP = '#v=1&memory=64MiB&mechanism=psp&psp-page-time=1ms&psp-load=2&working-set=32MiB&writes=900&shared=0';

function differences(changes: readonly { readonly difference: string }[]): readonly string[] {
  return changes.map(({ difference }) => difference);
}

/** The engine's facts with another outcome: what the advice asks next follows from that alone. */
function neverConverging(wanted: ReturnType<typeof wantedOf>): () => RunFacts {
  const facts = computedFacts(wanted.scenario);
  expect(facts.result.outcome).toBe('never-converges');
  return () => facts;
}

describe('advise', () => {
  it.each([[BUSY], [HELPER], [PSP], [`${BUSY}&max-bandwidth=32MiB/s&qemu=7.2`]])('lists for %s what the same link gives when it is opened again', (link) => {
    const { advice } = driven(wantedOf(link));
    expect(advice.situation).toBe('never-converges');
    expect(advice.helps.length).toBeGreaterThan(1);
    for (const { link: changed, arrives, outcome, totalMs, downtimeMs, passes, throttle } of [...advice.helps, ...advice.fails]) {
      const again = outcomeOfFacts(computedFacts(wantedOf(changed).scenario));
      expect({ arrives, outcome, totalMs, downtimeMs, passes, throttle }).toEqual({ totalMs: undefined, downtimeMs: undefined, passes: undefined, ...again });
    }
    expect(advice.helps.every(({ arrives }) => arrives)).toBe(true);
    expect(advice.fails.some(({ arrives }) => arrives)).toBe(false);
  });

  it('tries what binds first, and for an ordinary guest what only that can have', () => {
    const { advice, probes } = driven(wantedOf(`${BUSY}&max-bandwidth=32MiB/s`));
    expect(probes[0]?.difference).toBe('max-bandwidth=0');
    const tried = differences(probes).join(' ');
    for (const part of ['downtime-limit=', 'auto-converge=on', 'xbzrle=on&xbzrle-cache-size=128MiB', 'postcopy-ram=on&at=0s:migrate&at=9s:migrate-start-postcopy', 'writes=']) expect(tried).toContain(part);
    expect(tried).not.toContain('bandwidth=10Gbit/s');
    expect(differences(advice.helps)).toContain('auto-converge=on');
  });

  it('gives a helper more vCPUs, as many as make something else bind, and a firmware that is asked by nobody else', () => {
    expect(differences(driven(wantedOf(HELPER)).probes)).toContain('helper-vcpus=8');
    const psp = differences(driven(wantedOf(PSP)).probes);
    expect(psp).toContain('psp-load=0');
    expect(psp).toContain('mechanism=mirror-ring');
    expect(psp.join(' ')).not.toMatch(/xbzrle|postcopy|bandwidth/);
  });

  it('asks for no run twice, counts them, and keeps the last resort for the end of hope', () => {
    const wanted = wantedOf(BUSY);
    const { advice, probes } = driven(wanted, neverConverging(wanted));
    expect(new Set(differences(probes)).size).toBe(probes.length);
    expect(probes.map(({ number }) => number)).toEqual(probes.map((_, index) => index + 1));
    expect(probes.every(({ number, atMost }) => number <= atMost)).toBe(true);
    expect(differences(probes).some((each) => each.startsWith('auto-converge=on&downtime-limit='))).toBe(true);
    expect(differences(driven(wanted).probes).some((each) => each.startsWith('auto-converge=on&downtime-limit='))).toBe(false);
    expect(advice.helps).toEqual([]);
    expect(adviceSentence(advice)).toBe(`0 of ${probes.length} changes that were run let it converge. No setting of QEMU\u2019s that was tried does.`);
    expect(failsText(advice.fails)).toContain('auto-converge=on (does not converge); ');
  });

  it('keeps to the downtime that is wanted, in every change', () => {
    const link = '#v=1&guest=none&memory=512MiB&bandwidth=1Gbit/s&working-set=256MiB&writes=26000';
    const downtimeMs = outcomeOfFacts(computedFacts(wantedOf(link).scenario)).downtimeMs ?? 0;
    expect(downtimeMs).toBeGreaterThan(100);
    expect(driven(wantedOf(link)).advice).toEqual({ situation: 'converges', helps: [], fails: [] });
    expect(driven(wantedOf(link, 2000)).advice.situation).toBe('converges');
    const { advice } = driven(wantedOf(link, 100));
    expect(advice.situation).toBe('too-long');
    expect(advice.helps.length).toBeGreaterThan(2);
    for (const change of advice.helps) expect(change.downtimeMs).toBeLessThanOrEqual(100);
    for (const change of advice.fails) expect(change.arrives && (change.downtimeMs ?? 0) <= 100).toBe(false);
  });

  it('tries for a refused migration what its explanation offers, and lists what then moves', () => {
    const silent = driven(wantedOf('#v=1&memory=64MiB&working-set=16MiB&shared=1MiB&status-interface=none')).advice;
    expect(silent.situation).toBe('blocked');
    expect(differences(silent.helps)).toEqual(['status-interface=merged&firmware-announces=on']);
    expect(differences(silent.fails)).toContain('at=0s:boot');
    const forbidden = driven(wantedOf('#v=1&memory=64MiB&working-set=16MiB&shared=1MiB&mechanism=psp&policy=nodbg,nosend')).advice;
    expect(forbidden.situation).toBe('blocked');
    expect(differences(forbidden.helps)).toContain('guest=sev&policy=nodbg&mechanism=mirror-ring');
  });

  it.each([
    ['#v=1&guest=none&memory=64MiB&working-set=16MiB&at=0s:migrate&at=100ms:migrate_cancel&bandwidth=100Mbit/s', 'cancelled'],
    ['#v=1&memory=64MiB&working-set=16MiB&at=0s:boot', 'no-migration'],
  ] as const)('tries nothing for %s: %s', (link, situation) => {
    const { advice, probes } = driven(wantedOf(link));
    expect([advice.situation, probes]).toEqual([situation, []]);
    expect(adviceSentence(advice)).toMatch(/nothing/);
  });

  it('says of one change that it is one', () => {
    const { advice } = driven(wantedOf('#v=1&guest=pef&memory=64MiB&at=0s:migrate'));
    expect(adviceSentence(advice)).toBe('The one change that was run does not help.');
  });

  it('counts one thing as one: a change that helps among several, a single pass', () => {
    const change = { kind: 'setting', difference: 'auto-converge=on', remark: '', link: '', outcome: 'converges', throttle: 0, arrives: true } as const;
    expect(adviceSentence({ situation: 'never-converges', helps: [change], fails: [change] })).toBe('1 of 2 changes that were run lets it converge.');
    expect(adviceSentence({ situation: 'too-long', helps: [change, change], fails: [] })).toBe('2 of 2 changes that were run keep to the wanted downtime.');
    expect(outcomeText({ outcome: 'converges', arrives: true, totalMs: 1000, passes: 1, throttle: 0 })).toBe('1 s, 1 pass');
  });

  it('says a stop of less than a millisecond, and how far the guest was slowed', () => {
    expect(outcomeText({ outcome: 'converges', arrives: true, totalMs: 109_900, passes: 24, downtimeMs: 0, throttle: 50 })).toBe('109.9 s, 24 passes, less than 1 ms down, guest slowed by 50 %');
    expect(outcomeText({ outcome: 'failed', arrives: false, throttle: 0 })).toBe('fails');
  });
});
