import type { Scenario } from '../../scenario/scenario';
import { toConfig } from '../../scenario/toConfig';
import type { PasteBlock } from './pasteBlock';

/** The policy word of SNP has another layout than the scenario's; this is QEMU's default: SMT allowed, bit 17 always one. Source: SNP ABI 4.3; qapi/qom.json. */
export const SNP_POLICY = '0x00030000';

/** What an encrypted guest is launched with: it can not be changed while the guest runs. Nothing for an ordinary one. */
export function launchBlocks(scenario: Scenario, memlockXml: string | undefined): readonly PasteBlock[] {
  if (scenario.guest === 'none') return [];
  if (scenario.guest === 'pef') {
    // Source: QEMU docs/system/ppc/pseries.rst, docs/papr-pef.txt.
    return [{ id: 'launch', dialect: 'QEMU options', place: 'both hosts, at launch', text: '-object pef-guest,id=pef0 -machine pseries,confidential-guest-support=pef0' }];
  }
  const isSnp = scenario.guest === 'sev-snp';
  const policy = isSnp ? SNP_POLICY : `0x${toConfig(scenario).guest.policy.toString(16).padStart(4, '0')}`;
  const security = [`<launchSecurity type='${isSnp ? 'sev-snp' : 'sev'}'>`, `  <policy>${policy}</policy>`, '</launchSecurity>'];
  return [{ id: 'launch', dialect: 'libvirt XML', place: 'domain XML of both hosts, at launch', text: [...(memlockXml === undefined ? [] : [memlockXml]), ...security].join('\n') }];
}
