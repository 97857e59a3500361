import { describe, expect, test } from 'vitest';
import { withField } from '../../src/scenario/editScenario';
import { FAULT_STORIES } from '../../src/scenario/faultStories';
import { decodeLink, decodeLinkStrict, encodeLink } from '../../src/scenario/linkCodec';
import { printAction } from '../../src/scenario/script';

describe('faults of a script', () => {
  test('one that cannot happen is bad input where input is strict, and is left out with a notice where it is not', () => {
    const link = '#v=1&guest=sev&at=0s:migrate&at=1s:fault:F-03&at=2s:fault:F-20';
    const strict = decodeLinkStrict(link);
    expect(strict.ok ? '' : strict.error.text).toBe('`at=1s:fault:F-03` needs a reboot after it; allowed: a fault that can happen in the scenario; `sealift faults` prints a link for each.');
    const { scenario, notices } = decodeLink(link);
    expect(scenario.script.map(printAction)).toEqual(['0s:migrate', '2s:fault:F-20']);
    expect(notices.map(({ text }) => text)).toEqual(['`at=1s:fault:F-03` needs a reboot after it. Ignored.']);
  });

  test('without its fault a script is what it says without', () => {
    expect(decodeLink('#v=1&at=0s:migrate&at=1s:fault:F-03').scenario.script).toEqual([]);
  });

  test('an occasion that the guest cannot give is none', () => {
    const { notices } = decodeLink('#v=1&guest=pef&at=0s:fault:F-33&paged-out=8MiB&gfn-states=off&at=1s:esm');
    expect(notices.map(({ text }) => text)).toEqual(['`at=0s:fault:F-33` needs gfn-states=on. Ignored.']);
  });

  test('a field that takes the occasion away takes the fault with it', () => {
    const { scenario } = decodeLink('#v=1&conversions=10&at=0s:migrate&at=1s:fault:F-05');
    const changed = withField(scenario, 'conversions', 0);
    expect(changed.ok && changed.value.scenario.script).toEqual([]);
    expect(changed.ok && changed.value.notices.map(({ text }) => text)).toEqual(['`at=1s:fault:F-05` needs conversions above 0. Ignored.']);
  });

  test.each(Object.entries(FAULT_STORIES))('%s: its story is a good link, and comes back from its scenario', (_, story) => {
    const decoded = decodeLinkStrict(story);
    expect(decoded).toMatchObject({ ok: true, value: { notices: [] } });
    const { scenario } = decodeLink(story);
    expect(decodeLink(encodeLink(scenario)).scenario).toEqual(scenario);
  });
});
