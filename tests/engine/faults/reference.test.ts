import { describe, expect, it } from 'vitest';
import { computeRun } from '../../../src/cli/computeRun';
import { FAULTS } from '../../../src/engine/faults/catalogue';
import { decodeLinkStrict } from '../../../src/scenario/linkCodec';
import { FAULT_STORIES } from '../../../src/scenario/faultStories';
import { toConfig } from '../../../src/scenario/toConfig';

/**
 * confidential-migration.md 7.3, row by row: what finds the fault, and what the symptom and the right handling must speak of. `-`:
 * nothing of an invariant, another channel tells.
 */
const ROWS: Readonly<Record<string, readonly [detectedBy: string, symptom: RegExp, handling: RegExp]>> = {
  'F-01': ['INV-02 INV-14', /garbage.*No error/, /READY.*Report the divergence/],
  'F-02': ['INV-02', /Ciphertext.*verbatim.*decrypts garbage/, /report the divergence/],
  'F-03': ['INV-15', /crashes early/, /private at early boot.*system reset/],
  'F-04': ['INV-17 INV-16', /A to B to C.*misclassifies/, /Send the list.*READY until it is loaded/],
  'F-05': ['INV-09', /Under load/, /dirty log, then the list/],
  'F-06': ['INV-10', /old bytes.*new type/, /sent again/],
  'F-07': ['INV-14', /up to 7/, /Round up, and mask/],
  'F-08': ['INV-17', /64 shared pages stay private/, /Copy every word/],
  'F-09': ['INV-33', /halves.*convergence is lost/, /Queue.*wait.*admitted/],
  'F-10': ['trace', /-ETIMEDOUT.*100 s.*every SEV command/, /Cancel.*unfit.*keep its guests running/],
  'F-11': ['INV-08', /-EIO, firmware error 7.*runs on/, /Report/],
  'F-12': ['INV-08', /6 or 0x0A/, /before any page/],
  'F-13': ['trace', /-EBUSY/, /DF_FLUSH.*another host/],
  'F-14': ['MAC', /-EIO.*0x0B/, /SEND_CANCEL.*destination’s memory away/],
  'F-15': ['order of the stream', /older version/, /ordered stream.*sequence and address/],
  'F-16': ['timeout', /send fails, the destination waits/, /SEND_CANCEL.*decommissions/],
  'F-17': ['no acknowledgement', /cannot run/, /No SEND_FINISH before the acknowledgement/],
  'F-18': ['INV-03', /No copy can run/, /alarm/],
  'F-19': ['INV-13', /acknowledged.*refused/, /7\.4/],
  'F-20': ['INV-23 INV-26', /garbage/, /Pin.*never move/],
  'F-21': ['INV-25', /-ENOMEM.*does not start/, /Raise the limit/],
  'F-22': ['trace', /middle of the run.*dead/, /Reserve/],
  'F-23': ['INV-24', /neighbour’s pages/, /WBINVD first/],
  'F-24': ['INV-18', /-EINVAL/, /order of the calls/],
  'F-25': ['INV-02', /every tag is right, the contents are wrong/, /Compare the handles/],
  'F-26': ['INV-19', /lost or overwritten/, /Back-pressure.*HLT/],
  'F-27': ['watchdog', /stands still/, /after the HLT exit.*100 ms/],
  'F-28': ['trace', /fails/, /Stop the mirror.*source run on/],
  'F-29': ['INV-20', /crashes.*skipped in silence/, /Exclude.*report/],
  'F-30': ['INV-19', /faults and leaves/, /slot first/],
  'F-31': ['INV-32', /random errors/, /when it is registered/],
  'F-32': ['INV-27', /reboot/, /INIT_DONE converts/],
  'F-33': ['INV-29', /lost/, /bit 62/],
  'F-34': ['INV-28', /H_STATE/, /Abort/],
  'F-35': ['state table', /H_STATE; nothing changes/, /Refuse/],
  'F-36': ['trace', /-EBUSY/, /Stop all vCPUs/],
  'F-37': ['trace', /SIGBUS/, /Kill.*try again/],
  'F-38': ['INV-28', /share one page/, /Unmerge at INIT_START/],
  'F-39': ['3.3', /#GP/, /Inject #GP/],
  'F-40': ['2.4', /-EPERM.*-EINVAL.*does not change/, /before anything is recorded/],
};
/** Wrong handlings of history, and how a script chooses them. */
const VARIANTS: Readonly<Record<string, RegExp>> = {
  'F-03': /RFC v1 to v2/, 'F-04': /no SET/, 'F-07': /before v5/, 'F-08': /v1 of the series/, 'F-18': /AMD’s QEMU series v4.*failed/, 'F-31': /before patch 4/, 'F-32': /before patch 3/,
  'F-39': /QEMU series v4/,
};

const byWord = FAULTS.flatMap(({ id, target }) => (Array.isArray(target) ? (target as readonly string[]).map((word) => [id, word] as const) : []));

describe('the 40 rows of the reference', () => {
  it.each(FAULTS.map((fault) => [fault.id, fault] as const))('%s: found, seen and handled as written there', (id, { detectedBy, symptom, handling, variant }) => {
    const [by, seen, right] = ROWS[id]!;
    for (const name of by.match(/INV-\d\d/g) ?? [by]) expect(detectedBy).toContain(name);
    expect(symptom).toMatch(seen);
    expect(handling).toMatch(right);
    expect(variant ?? '').toMatch(VARIANTS[id] ?? /^/);
  });
});

describe('every word that may follow a fault', () => {
  /** What a run tells besides the fault's own line: events without their times. */
  function told(id: string, word: string | undefined): readonly string[] {
    const story = FAULT_STORIES[id]!.replace(new RegExp(`fault:${id}(:[a-z0-9-]+)?`), word === undefined ? `fault:${id}` : `fault:${id}:${word}`);
    const decoded = decodeLinkStrict(story);
    if (!decoded.ok) throw new Error(`${story}: ${decoded.error.text}`);
    const { scenario } = decoded.value;
    const script = word === undefined ? scenario.script.filter(({ action }) => action !== 'fault') : scenario.script;
    const { recording } = computeRun(toConfig({ ...scenario, script }), 0);
    const { outcome, integrity } = recording.result!;
    const events = recording.events.filter(({ name }) => name !== 'fault').map(({ host, name, value, ret, fwError }) => [host, name, value, ret, fwError].join(' '));
    return [outcome, JSON.stringify(integrity), ...events];
  }

  it.each(byWord)('%s:%s leaves a trace of its own', (id, word) => {
    const control = new Set(told(id, undefined));
    expect(told(id, word).filter((line) => !control.has(line) && !line.includes('fault refused'))).not.toEqual([]);
  });
});
