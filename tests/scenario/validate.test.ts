import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScenario, FIELDS } from '../../src/scenario/fields';
import { parseField, withField } from '../../src/scenario/editScenario';
import { decodeLink, decodeLinkStrict } from '../../src/scenario/linkCodec';
import type { Scenario } from '../../src/scenario/scenario';
import { validateScenario } from '../../src/scenario/validate';
import { anyScenario, valueOf } from './arbitraries';

const GIB = 1024 ** 3;
const notices = (link: string) => decodeLink(link).notices.map((notice) => notice.text);
const strict = (link: string) => {
  const result = decodeLinkStrict(link);
  return result.ok ? 'ok' : result.error.text;
};

describe('rules between fields', () => {
  test('the guest decides which mechanisms there are', () => {
    expect(decodeLink('#guest=none').scenario.mechanism).toBe('plain');
    expect(decodeLink('#guest=pef').scenario.mechanism).toBe('plain');
    expect(decodeLink('#guest=sev-snp').scenario.mechanism).toBe('mirror-ring');
    for (const guest of ['sev', 'sev-es', 'sev-snp']) {
      for (const mechanism of ['psp', 'mirror-rfc', 'mirror-ring', 'mailbox']) expect(strict(`#guest=${guest}&mechanism=${mechanism}`)).toBe('ok');
    }
    expect(strict('#guest=pef&mechanism=psp')).toBe('`mechanism=psp` does not go with guest=pef; allowed: plain.');
  });

  test('what follows from silence is bounded and said, and is no mistake', () => {
    const link = '#v=1&memory=64MiB';
    const { scenario } = decodeLink(link);
    expect(scenario['working-set']).toBe(64 * 1024 ** 2);
    expect(scenario['hot-set']).toBe(64 * 1024 ** 2);
    expect(scenario.shared).toBe(64 * 1024 ** 2);
    expect(notices(link)).toEqual(['`working-set=1GiB` is above memory=64MiB. Used 64MiB.']);
    expect(strict(link)).toBe('ok');
    expect(notices('#v=1&memory=64MiB&workload=idle')).toEqual([]);
  });

  test('what was asked for and does not fit is a mistake', () => {
    expect(notices('#memory=1GiB&working-set=2GiB&hot-set=3GiB')).toEqual([
      '`working-set=2GiB` is above memory=1GiB. Used 1GiB.', '`hot-set=3GiB` is above working-set=1GiB. Used 1GiB.',
    ]);
    expect(strict('#memory=1GiB&working-set=2GiB')).toBe('`working-set=2GiB` is above memory=1GiB; allowed: up to 1GiB.');
    expect(strict('#memory=1GiB&shared=2GiB')).toBe('`shared=2GiB` is above memory=1GiB; allowed: up to 1GiB.');
    expect(notices('#memory=1GiB&shared=256MiB&zero=80')).toEqual(['`zero=80` and the shared memory are more than all memory. Used 75.']);
  });

  test('QEMU refuses in its own words', () => {
    expect(strict('#cpu-throttle-initial=50&max-cpu-throttle=40')).toBe(
      "`max-cpu-throttle=40` is below cpu-throttle-initial=50 (QEMU: Parameter 'max_cpu_throttle' expects an integer in the range of cpu_throttle_initial to 99); allowed: 50 to 99.",
    );
    expect(strict('#multifd=on&xbzrle=on')).toContain('Multifd is not compatible with xbzrle');
    expect(strict('#qemu=10.0&multifd=on&postcopy-ram=on')).toContain('Postcopy is not yet compatible with multifd');
    expect(strict('#qemu=10.2&multifd=on&postcopy-ram=on')).toBe('ok');
    expect(strict('#xbzrle-cache-size=100MiB')).toBe(
      "`xbzrle-cache-size=100MiB` is not a power of two; allowed: 4KiB to 64GiB. QEMU: Parameter 'xbzrle_cache_size' expects a power of two no less than the target page size.",
    );
    expect(strict('#guest=sev&accel=tcg')).toBe('`accel=tcg` does not go with guest=sev; allowed: kvm.');
    expect(strict('#guest=none&accel=tcg')).toBe('ok');
  });

  test('validating twice changes nothing, and leaves nothing inconsistent', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const again = validateScenario(scenario, new Set(FIELDS.map((field) => field.name)));
        expect(again.scenario).toEqual(scenario);
        expect(again.problems.filter(({ kind }) => kind !== 'keep')).toEqual([]);
        expect(scenario['hot-set']).toBeLessThanOrEqual(scenario['working-set']);
        expect(scenario['working-set']).toBeLessThanOrEqual(scenario.memory);
        expect(scenario.shared).toBeLessThanOrEqual(scenario.memory);
      }),
    );
  });
});

describe('editing one field', () => {
  test('what was typed is read, or told off', () => {
    expect(parseField('memory', '192GiB')).toEqual({ ok: true, value: 192 * GIB });
    expect(parseField('ring-depth', '2000')).toEqual({
      ok: false, error: { field: 'ring-depth', given: '2000', text: '`ring-depth=2000` is above 1024; allowed: 1 to 1024.' },
    });
    expect(parseField('guest', 'tdx')).toMatchObject({ ok: false });
  });

  test('others give way, with a notice', () => {
    const change = withField(defaultScenario, 'memory', GIB / 2);
    expect(change).toMatchObject({ ok: true, value: { scenario: { memory: GIB / 2, 'working-set': GIB / 2 }, notices: [{ field: 'working-set', used: '512MiB' }] } });
    expect(withField(defaultScenario, 'guest', 'none')).toMatchObject({ ok: true, value: { scenario: { mechanism: 'plain' }, notices: [] } });
  });

  test('a slider hands over what it has', () => {
    const memory = (value: number) => withField(defaultScenario, 'memory', value);
    expect(memory(3 * GIB + 12_345)).toMatchObject({ ok: true, value: { scenario: { memory: 3 * GIB } } });
    expect(memory(1e30)).toMatchObject({ ok: true, value: { scenario: { memory: 1024 * GIB } } });
    expect(memory(NaN)).toMatchObject({ ok: true, value: { scenario: { memory: 16 * GIB } } });
    expect(withField(defaultScenario, 'xbzrle-cache-size', 100e6)).toMatchObject({ ok: true, value: { scenario: { 'xbzrle-cache-size': 128 * 1024 ** 2 } } });
    expect(withField(defaultScenario, 'hot-share', 33.33333)).toMatchObject({ ok: true, value: { scenario: { 'hot-share': 33.333 } } });
  });

  test('what cannot be is refused', () => {
    expect(withField(defaultScenario, 'mechanism', 'plain')).toEqual({
      ok: false, error: { field: 'mechanism', given: 'plain', text: '`mechanism=plain` does not go with guest=sev; allowed: mirror-ring, psp, mirror-rfc, mailbox.' },
    });
    const multifd: Scenario = { ...defaultScenario, multifd: true };
    expect(withField(multifd, 'xbzrle', true)).toMatchObject({ ok: false, error: { text: expect.stringContaining('Multifd is not compatible with xbzrle') } });
    expect(withField(defaultScenario, 'max-cpu-throttle', 10)).toMatchObject({ ok: false });
  });

  test('whatever is edited, the scenario stays consistent and shareable', () => {
    const edit = fc.constantFrom(...FIELDS).chain((field) => valueOf(field).map((value) => [field.name, value] as const));
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        let scenario = defaultScenario;
        for (const [name, value] of edits) {
          const change = withField(scenario, name, value);
          if (change.ok) scenario = change.value.scenario;
        }
        expect(validateScenario(scenario, new Set(FIELDS.map((field) => field.name)))).toEqual({ scenario, problems: [] });
      }),
    );
  });
});
