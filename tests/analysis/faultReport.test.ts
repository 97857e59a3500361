import { describe, expect, it } from 'vitest';
import { faultMenu } from '../../src/analysis/faultMenu';
import { faultReports, type FaultControl } from '../../src/analysis/faultReport';
import { computeRun } from '../../src/cli/computeRun';
import { FAULTS } from '../../src/engine/faults/catalogue';
import { FAULT_STORIES } from '../../src/scenario/faultStories';
import { decodeLink, decodeLinkStrict } from '../../src/scenario/linkCodec';
import type { Scenario } from '../../src/scenario/scenario';
import { canonicalScript, parseAction } from '../../src/scenario/script';
import { toConfig } from '../../src/scenario/toConfig';

const SMALL = '#v=1&memory=256MiB&shared=8MiB&working-set=32MiB&writes=1k&bandwidth=1Gbit/s&downtime-limit=100ms';

function judged(scenario: Scenario): Exclude<FaultControl, 'none' | undefined> {
  const { recording } = computeRun(toConfig(scenario), 0);
  return { result: recording.result!, events: recording.events };
}

function reportsOf(link: string) {
  const { scenario } = decodeLink(link);
  const control = judged({ ...scenario, script: canonicalScript(scenario.script.filter(({ action }) => action !== 'fault')) });
  const { result, events } = judged(scenario);
  return faultReports(toConfig(scenario), result, events, control);
}

describe('faultReports', () => {
  it.each(['F-12', 'F-14', 'F-21', 'F-28', 'F-35', 'F-39'])('%s in its story is what a real system shows, with the moments to go to', (id) => {
    const [report] = reportsOf(FAULT_STORIES[id]!);
    expect(report).toMatchObject({ id, standing: 'expected' });
    const { atNs, found } = report!;
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((sign) => (sign.atNs ?? -1) >= atNs)).toBe(true);
  });

  it('tells both channels of the command that failed, and what the run comes to instead', () => {
    const [report] = reportsOf(FAULT_STORIES['F-12']!);
    expect(report?.found[0]?.event).toMatchObject({ name: 'SEND_START', ret: -5, fwError: 6 });
    expect(report?.found.at(-1)?.text).toBe('The run comes to \u201cfailed\u201d; without the fault to \u201cconverges\u201d');
    expect(report).toMatchObject({ symptom: FAULTS.find(({ id }) => id === 'F-12')?.symptom, handling: 'Give up before any page.' });
  });

  it('says that nothing came of a fault whose occasion does not come', () => {
    const [report] = reportsOf(`${SMALL}&pinning=demand&at=2s:fault:F-22&at=3s:migrate`);
    expect(report).toMatchObject({ standing: 'silent', found: [] });
    expect(report?.verdict).toContain('does not come after 2 s');
  });

  it('says why the run refused one', () => {
    const [report] = reportsOf(`${SMALL}&at=0s:migrate&at=30s:fault:F-20`);
    expect(report).toMatchObject({ standing: 'refused', verdict: 'It did not happen: comes too late: the guest has moved to the destination.' });
  });

  it('is open before the run is done, before the run beside it is done, and where there is none', () => {
    const { scenario } = decodeLink(FAULT_STORIES['F-35']!);
    const config = toConfig(scenario);
    const { result, events } = judged(scenario);
    expect(faultReports(config, undefined, [], undefined)[0]).toMatchObject({ standing: 'open', found: [] });
    expect(faultReports(config, result, events, undefined)[0]).toMatchObject({ standing: 'open', verdict: 'Being compared with the same run without it.' });
    expect(faultReports(config, result, events, 'none')[0]?.verdict).toContain('Not compared');
  });

  it('holds of several faults each to its own signs', () => {
    const reports = reportsOf(`${SMALL}&at=500ms:fault:F-39&at=600ms:fault:F-40&at=1s:migrate`);
    expect(reports.map(({ id, standing }) => [id, standing])).toEqual([['F-39', 'expected'], ['F-40', 'expected']]);
  });
});

describe('faultMenu', () => {
  it('has all 40 in the order of their numbers, each with a story that is a good link', () => {
    const faults = faultMenu(decodeLink('#v=1').scenario, '0s').groups.flatMap((group) => group.faults);
    expect(faults.map(({ id }) => id)).toEqual(FAULTS.map(({ id }) => id));
    expect(faults.filter(({ story }) => !decodeLinkStrict(story).ok)).toEqual([]);
  });

  it.each(['#v=1', '#v=1&mechanism=psp', '#v=1&guest=pef&at=1s:esm', '#v=1&status-interface=rfc-v1&at=1s:reboot&at=9s:migrate', '#v=1&guest=none'])('%s: offers what a script may hold, and refuses the rest for the reason that a script gives', (link) => {
    const { scenario } = decodeLink(link);
    for (const { id, refusal } of faultMenu(scenario, '500ms').groups.flatMap((group) => group.faults)) {
      const action = parseAction(`500ms:fault:${id}`);
      if (!action.ok) throw new Error(action.error);
      const text = decodeLinkStrict(`${link}&at=500ms:fault:${id}${scenario.script.length === 0 ? '&at=0s:migrate' : ''}`);
      const said = text.ok ? 'allowed' : text.error.text;
      expect(`${id}: ${said}`).toContain(refusal ?? `${id}: allowed`);
    }
  });

  it('depends on the time: what must come later has to come later', () => {
    const { scenario } = decodeLink('#v=1&at=0s:migrate&at=10s:reboot');
    const f03 = (time: string) => faultMenu(scenario, time).groups.flatMap((group) => group.faults).find(({ id }) => id === 'F-03')?.refusal;
    expect([f03('1s'), f03('11s')]).toEqual([undefined, 'needs a reboot after it']);
  });

  it('says what is wrong with a time that is none', () => {
    expect(faultMenu(decodeLink('#v=1').scenario, 'soon').timeRefusal).toBe('`at=soon` does not begin with a time, such as 90s.');
  });
});
