import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/analysis/momentVerdict';
import { verdictAt } from '../../src/analysis/verdict';
import { computeRun } from '../../src/cli/computeRun';
import { decodeLinkStrict } from '../../src/scenario/linkCodec';
import { toConfig } from '../../src/scenario/toConfig';

const GUEST = '#v=1&memory=64MiB&working-set=16MiB&shared=1MiB&mechanism=psp';

function verdictsOf(link: string): readonly Verdict[] {
  const decoded = decodeLinkStrict(link);
  if (!decoded.ok) throw new Error(`${link}: ${decoded.error.text}`);
  const config = toConfig(decoded.value.scenario);
  const { recording } = computeRun(config, 0);
  const { series, events, result } = recording;
  return [0, result!.endNs / 2, result!.endNs].map((atNs) => verdictAt(config, result, series, events, atNs));
}

describe('what binds a migration that never came to the slowest stage', () => {
  it.each([['a policy that forbids to send', `${GUEST}&policy=nodbg,nosend&at=1s:migrate`], ['F-11', `${GUEST}&at=0s:fault:F-11:nosend&at=1s:migrate`], ['F-13, no ASID at the destination', `${GUEST}&at=0s:fault:F-13&at=1s:migrate`]])('%s: nothing, at every moment', (_, link) => {
    const verdicts = verdictsOf(link);
    expect(verdicts.map(({ binds }) => binds)).toEqual(['none', 'none', 'none']);
    expect(verdicts.flatMap(({ stages }) => stages.filter(({ binds }) => binds))).toEqual([]);
    expect(verdicts[0]!.title).toBe('Nothing binds: no page comes to the source PSP.');
    expect(verdicts[0]!.working).toMatch(/It fails at .*(SEND_START|sev_kvm_init)/);
    expect(verdicts.at(-1)!.title).toMatch(/^Failed at .*(SEND_START|sev_kvm_init)/);
  });

  it('one that fails in the middle was bound as any other, and so is one that moves at its second attempt', () => {
    expect(verdictsOf(`${GUEST}&at=1s:migrate&at=1200ms:fault:F-16`).map(({ binds }) => binds)).toEqual(['psp', 'psp', 'psp']);
    expect(verdictsOf(`${GUEST}&at=0s:fault:F-19:setup&at=1s:migrate&at=3s:migrate`).map(({ binds }) => binds)).toEqual(['psp', 'psp', 'psp']);
  });

  it('one that is refused by QEMU is the guest’s matter, as before', () => {
    expect(verdictsOf('#v=1&memory=64MiB&working-set=16MiB&mechanism=psp&status-interface=none&at=1s:migrate').at(-1)!.binds).toBe('guest');
  });
});
