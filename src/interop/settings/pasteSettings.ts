import { formatDuration } from '../../base/formatTime';
import type { SimNs } from '../../base/units';
import type { Scenario, ScriptAction } from '../../scenario/scenario';
import { effectiveScript } from '../../scenario/script';
import { hmpListen, hmpMigrate, hmpSetLines } from './hmpText';
import { launchBlocks, SNP_POLICY } from './launchText';
import { type MigrationSetting, migrationSettings, settingOfAction } from './migrationSettings';
import { type PasteBlock, PLACEHOLDERS } from './pasteBlock';
import { qmpCommand, qmpListen, qmpMigrate, qmpSetLines, settingsOfBoth } from './qmpText';
import { virshChange, virshText } from './virshText';

/** A scenario's settings as the texts that bring them to a real system. */
export interface PasteSettings {
  readonly blocks: readonly PasteBlock[];
  /** What the texts do not say, and why: one sentence each. */
  readonly notes: readonly string[];
}

const DESTINATION = 'host B, started with -incoming defer';
const SOURCE = 'host A';

/**
 * The texts to paste, for QMP, HMP and virsh; of an encrypted guest what it is launched with before them.
 * @param memlockXml libvirt's line for the memory that the guest locks
 */
export function pasteSettings(scenario: Scenario, memlockXml: string | undefined): PasteSettings {
  const launch = launchBlocks(scenario, memlockXml);
  const script = effectiveScript(scenario.script);
  const first = script.findIndex(({ action }) => action === 'migrate');
  const impossible = first === -1 ? 'The scenario has no `migrate`: there is nothing to set for one.' : releasedRefusal(scenario);
  if (impossible !== undefined) return { blocks: launch, notes: [...launchNotes(scenario), impossible] };
  const settings = migrationSettings(scenario);
  const virsh = virshText(settings);
  const startNs = script[first]?.atNs ?? 0;
  const later = script.slice(first + 1);
  return {
    blocks: [...launch, ...qmpBlocks(settings), ...laterBlocks('QMP', later, startNs), ...hmpBlocks(settings), ...laterBlocks('HMP', later, startNs), ...virshBlocks(virsh), ...laterBlocks('virsh', later, startNs)],
    notes: [
      ...launchNotes(scenario), ...treeNotes(scenario), `\`${PLACEHOLDERS.domain}\`, \`${PLACEHOLDERS.host}\` and port ${PLACEHOLDERS.port} stand for your names.`,
      ...virsh.notes, 'libvirt turns `pause-before-switchover` on by itself, and `return-path` unless `--tunnelled`.',
      ...(later.some(({ action }) => action === 'migrate') ? ['A further `migrate` is the same again, between the two hosts of that move.'] : []),
    ],
  };
}

function qmpBlocks(settings: readonly MigrationSetting[]): readonly PasteBlock[] {
  return [
    block('qmp-destination', 'QMP', DESTINATION, [...qmpSetLines(settingsOfBoth(settings)), qmpListen()]),
    block('qmp-source', 'QMP', SOURCE, [...qmpSetLines(settings), qmpMigrate()]),
  ];
}

function hmpBlocks(settings: readonly MigrationSetting[]): readonly PasteBlock[] {
  return [
    block('hmp-destination', 'HMP', DESTINATION, [...hmpSetLines(settingsOfBoth(settings)), hmpListen()]),
    block('hmp-source', 'HMP', SOURCE, [...hmpSetLines(settings), hmpMigrate()]),
  ];
}

function virshBlocks({ before, migrate, during }: ReturnType<typeof virshText>): readonly PasteBlock[] {
  return [
    block('virsh', 'virsh', SOURCE, [...before, migrate]),
    ...(during.length === 0 ? [] : [block('virsh-during', 'virsh', 'host A, a second shell, as soon as it runs', during)]),
  ];
}

/** What the script does once the migration was asked for, each moment a text of its own. */
function laterBlocks(dialect: 'QMP' | 'HMP' | 'virsh', later: readonly ScriptAction[], startNs: SimNs): readonly PasteBlock[] {
  const moments = new Map<SimNs, string[]>();
  for (const action of later) {
    const lines = laterLines(dialect, action);
    if (lines.length > 0) moments.set(action.atNs, [...(moments.get(action.atNs) ?? []), ...lines]);
  }
  return [...moments].map(([atNs, lines], index) => block(`${dialect.toLowerCase()}-later-${index + 1}`, dialect, `host A, ${formatDuration(atNs - startNs)} after migrate`, lines));
}

function laterLines(dialect: 'QMP' | 'HMP' | 'virsh', action: ScriptAction): readonly string[] {
  const setting = settingOfAction(action);
  if (setting !== undefined) return dialect === 'QMP' ? qmpSetLines([setting]) : dialect === 'HMP' ? hmpSetLines([setting]) : virshChange(setting);
  if (action.action !== 'migrate-start-postcopy' && action.action !== 'migrate_cancel') return [];
  return [COMMANDS[action.action][dialect]];
}

/** Source: qapi/migration.json; hmp-commands.hx; virsh.rst. */
const COMMANDS = {
  'migrate-start-postcopy': { QMP: qmpCommand('migrate-start-postcopy'), HMP: 'migrate_start_postcopy', virsh: `virsh migrate-postcopy ${PLACEHOLDERS.domain}` },
  migrate_cancel: { QMP: qmpCommand('migrate_cancel'), HMP: 'migrate_cancel', virsh: `virsh domjobabort ${PLACEHOLDERS.domain}` },
} as const;

/** A guest that no posted code moves: lines for it would be a lie. Source: qemu-migration.md 7.1, confidential-migration.md 1.7. */
function releasedRefusal({ guest, mechanism, qemu }: Scenario): string | undefined {
  if (guest === 'pef') return `No lines for \`migrate\`: QEMU ${qemu} blocks it for a secure guest of the Ultravisor.`;
  if (mechanism !== 'psp' || guest === 'none' || guest === 'sev') return undefined;
  return `No lines for \`migrate\`: neither QEMU ${qemu} nor any posted series moves ${guest === 'sev-es' ? 'an SEV-ES' : 'an SEV-SNP'} guest through the firmware.`;
}

/** Whose code takes the lines; no released QEMU moves an encrypted guest. */
function treeNotes({ guest, mechanism, qemu, ...scenario }: Scenario): readonly string[] {
  if (guest === 'none') return [];
  const refusal = `QEMU ${qemu} as released answers \`${guest === 'sev-snp' ? 'SEV-SNP: Migration is not implemented' : 'SEV: Migration is not implemented'}\`.`;
  switch (mechanism) {
    case 'psp':
      return [`${refusal} The lines are for AMD's unmerged series (v4), which takes the certificates of host B as parameters besides: \`sev-pdh\`, \`sev-plat-cert\`, \`sev-amd-cert\`.`];
    case 'mirror-ring':
      return [`${refusal} The ring is a sketch of the discussion: no code of it was posted${guest === 'sev' ? '' : `, and guest=${guest} with it is a what-if`}.`];
    default:
      return [`${refusal} The lines are for the unmerged helper series: QEMU starts with \`-smp ${scenario.vcpus},mirrorvcpus=${scenario['helper-vcpus']}\`, and \`start-migration-handler\` comes before \`migrate\`.`];
  }
}

function launchNotes({ guest }: Scenario): readonly string[] {
  if (!guest.startsWith('sev')) return [];
  return [
    'libvirt before 8.4 also wants `cbitpos` and `reducedPhysBits`: `virsh domcapabilities` prints both.',
    ...(guest === 'sev-snp' ? [`The policy word of SNP has a layout of its own: ${SNP_POLICY} is QEMU's default, not the scenario's \`policy\`.`] : []),
  ];
}

function block(id: string, dialect: PasteBlock['dialect'], place: string, lines: readonly string[]): PasteBlock {
  return { id, dialect, place, text: lines.join('\n') };
}
