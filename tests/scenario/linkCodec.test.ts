import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScenario } from '../../src/scenario/fields';
import { setField } from '../../src/scenario/fields/field';
import { decodeFields, decodeFieldsStrict, decodeLink, decodeLinkStrict, encodeLink } from '../../src/scenario/linkCodec';
import { findPreset, PRESETS, scenarioOfPreset } from '../../src/scenario/presets';
import { MAX_LINK_CHARS } from '../../src/scenario/rawLink';
import { anyScenario } from './arbitraries';
import corpus from './links.v1.json';

const LONE_SURROGATE = /[\ud800-\udfff]/u;

interface CorpusLink {
  readonly name: string;
  readonly link: string;
  readonly canonical: string;
  readonly notices: readonly string[];
  /** `ok`, the exact error, or `-`: some error. Absent: as `ok`, and without a notice. */
  readonly strict?: string;
}

function strictOutcome(link: string): { readonly error?: string; readonly notices?: readonly string[] } {
  const result = decodeLinkStrict(link);
  return result.ok ? { notices: result.value.notices.map((notice) => notice.text) } : { error: result.error.text };
}

describe.each(corpus as readonly CorpusLink[])('$name', ({ link, canonical, notices, strict = 'ok' }) => {
  test('opens, with a notice for each problem', () => {
    const decoded = decodeLink(link);
    expect(decoded.notices.map((notice) => notice.text)).toEqual(notices);
    expect(encodeLink(decoded.scenario, decoded.preset, decoded.view)).toBe(canonical);
  });

  test('its canonical form means the same', () => {
    const decoded = decodeLink(link);
    const again = decodeLink(canonical);
    expect(again.scenario).toEqual(decoded.scenario);
    expect(again.preset).toBe(decoded.preset);
    expect(encodeLink(again.scenario, again.preset, again.view)).toBe(canonical);
  });

  test('strictly', () => {
    const outcome = strictOutcome(link);
    const isOneLine = /^[^\n\r]*; allowed: [^\n\r]+$/.test(outcome.error ?? '');
    expect(strict === '-' && isOneLine ? { error: '-' } : outcome).toEqual(strict === 'ok' ? { notices } : { error: strict });
  });
});

describe('round trip', () => {
  test('every scenario comes back from its link, field by field', () => {
    fc.assert(
      fc.property(anyScenario, fc.constantFrom('', ...PRESETS.map((preset) => preset.name)), (scenario, preset) => {
        const link = encodeLink(scenario, preset);
        expect(link).toMatch(/^#v=1(&[\w.-]+=[\w.,:=/@-]+)*$/);
        expect(decodeLink(link)).toEqual({ scenario, preset, notices: expect.any(Array), view: {}, version: 1 });
        const strict = decodeLinkStrict(link);
        expect(strict).toMatchObject({ ok: true, value: { scenario } });
        expect(encodeLink(decodeLink(link).scenario, preset)).toBe(link);
      }),
      { numRuns: 500 },
    );
  });

  test('every view comes back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }).map((key) => key.trim()), fc.string().map((value) => value.trim())), (view) => {
        const whole = Object.fromEntries(Object.entries(view).filter(([key, value]) => !LONE_SURROGATE.test(key + value)));
        const decoded = decodeLink(encodeLink(defaultScenario, '', whole));
        expect(new Map(Object.entries(decoded.view))).toEqual(new Map(Object.entries(whole)));
        expect(decoded.notices).toEqual([]);
      }),
    );
  });

  test('fields from elsewhere are judged as those of a link', () => {
    const fields = [{ key: 'memory', value: '8GiB' }, { key: 'at', value: '5s:reboot' }, { key: 'memroy', value: '1GiB' }];
    expect(decodeFields(fields)).toEqual(decodeLink('#memory=8GiB&at=5s:reboot&memroy=1GiB'));
    expect(decodeFieldsStrict(fields)).toEqual(decodeLinkStrict('#memory=8GiB&at=5s:reboot&memroy=1GiB'));
  });
});

describe('hostile text', () => {
  test('no text throws, and what comes out is canonical', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('#', '&', '=', '%', 'v', 'at', 'preset', 'memory', 'view.', '__proto__', '%23', '1', 'GiB', ':', 'guest', 'none'));
    fc.assert(
      fc.property(fc.array(piece).map((parts) => parts.join('')), (text) => {
        const decoded = decodeLink(text);
        decodeLinkStrict(text);
        const link = encodeLink(decoded.scenario, decoded.preset);
        expect(decodeLink(link).scenario).toEqual(decoded.scenario);
        for (const notice of decoded.notices) expect(notice.text).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 2000 },
    );
  });

  test('nothing reaches the prototype', () => {
    const decoded = decodeLink('#__proto__=1&constructor=2&view.__proto__=3&view.constructor=4');
    expect(Object.getPrototypeOf(decoded.scenario)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(decoded.view)).toBe(Object.prototype);
    expect(Object.entries(decoded.view)).toEqual([['__proto__', '3'], ['constructor', '4']]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('a link too long is read to its bound, and its mistakes are counted', () => {
    const long = `#v=1&memory=8GiB&${'x=1&y'.repeat(MAX_LINK_CHARS)}`;
    const decoded = decodeLink(long);
    expect(decoded.scenario.memory).toBe(8 * 1024 ** 3);
    expect(decoded.notices[0]?.text).toBe(`This link is longer than ${MAX_LINK_CHARS} characters. What is beyond was not read.`);
    expect(decodeLinkStrict(long)).toMatchObject({ ok: false });
    const many = decodeLink(Array.from({ length: 200 }, (_, index) => `zz${index}q=1`).join('&'));
    expect(many.notices).toHaveLength(50);
    expect(many.notices.at(-1)?.text).toBe('151 more fields of this link were not understood.');
  });

  test('a value of any length is shortened in its sentence', () => {
    const text = decodeLink(`#memory=${'9'.repeat(5000)}`).notices[0]?.text ?? '';
    expect(text.length).toBeLessThan(200);
  });

  test('more actions than a run takes', () => {
    const decoded = decodeLink(Array.from({ length: 257 }, (_, index) => `at=${index}s:compact`).join('&'));
    expect(decoded.scenario.script).toHaveLength(256);
    expect(decoded.notices.map((notice) => notice.text)).toEqual(['`at=256s:compact` is one action too many. Ignored.']);
  });
});

describe('what is written', () => {
  test('only what differs from the preset', () => {
    const preset = findPreset('sev-psp');
    if (preset === undefined) throw new Error('sev-psp is gone');
    const scenario = scenarioOfPreset(preset);
    expect(encodeLink(scenario, 'sev-psp')).toBe('#v=1&preset=sev-psp&model=1');
    expect(encodeLink(setField(scenario, 'writes', 300_000), 'sev-psp')).toBe('#v=1&preset=sev-psp&writes=300k&model=1');
    expect(encodeLink(scenario, 'no-such-story')).toBe('#v=1&memory=192GiB&writes=12k&working-set=4GiB&psp-page-time=4.096ms&mechanism=psp&model=1');
  });

  test('a script that the preset has and the scenario has not', () => {
    const scenario = decodeLink('#at=5s:migrate').scenario;
    expect(encodeLink({ ...scenario, script: [] })).toBe('#v=1&model=1');
    expect(encodeLink(scenario)).toBe('#v=1&at=5s:migrate&model=1');
  });

  test('any at= replaces the whole script', () => {
    expect(decodeLink('#at=5s:reboot&at=banana').scenario.script).toEqual([{ atNs: 5e9, action: 'reboot' }]);
    expect(decodeLink('#at=banana').scenario.script).toEqual([]);
  });
});
