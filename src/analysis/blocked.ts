import { formatBytes } from '../base/format';
import { GIB, NS_PER_SECOND } from '../base/units';
import { formatDuration } from '../base/formatTime';
import type { EngineConfig } from '../engine/config';
import { bootCost } from '../engine/host/memory/bootCosts';
import type { MigrationResult } from '../engine/record/runResult';
import { blockedChecks } from './blockedChecks';
import { capacityOf } from './capacity';
import { memlockAdvice } from './memlock';

export interface BlockedCheck {
  readonly id: string;
  readonly mark: 'pass' | 'stop' | 'not-reached';
  readonly what: string;
  /** A name that one can grep for. */
  readonly name: string;
  readonly finding: string;
  /** File or document that the rule is in. */
  readonly source: string;
}

export interface BlockedAlternative {
  readonly id: string;
  readonly title: string;
  /** Names stand between back-ticks. */
  readonly text: string;
  /** What it would take, with its number where there is one. */
  readonly outcome: string;
  readonly estimate: boolean;
  /** What differs from the scenario at hand, in the link's grammar (`guest=sev&mechanism=psp`); absent: no scenario shows it. */
  readonly link?: string;
}

/** Why a `migrate` was refused, what is checked, and what to do instead. */
export interface BlockedExplanation {
  readonly title: string;
  readonly explanation: string;
  readonly reasons: readonly string[];
  readonly checks: readonly BlockedCheck[];
  readonly alternatives: readonly BlockedAlternative[];
  /** Question and answer word for word, as QMP has them. */
  readonly qmp: string;
  /** The firmware states of both hosts and where the road ends; empty where no firmware is asked. */
  readonly lanes: readonly FirmwareLane[];
}

export interface FirmwareLane {
  readonly host: 'source' | 'destination';
  readonly steps: readonly {
    readonly state: string;
    /** `here`: the guest is in it; `reached`: behind; `never`: out of reach. */
    readonly standing: 'here' | 'reached' | 'never';
    /** Command that leads to the next state, and whether it is refused. */
    readonly next?: { readonly command: string; readonly refused: boolean };
  }[];
}

/** The parts of a migration's result that say why it did not start, or failed at once. */
export type Refusal = Pick<MigrationResult, 'blockedReasons' | 'errorDesc'>;

/** Explains a refused migration. Sources: confidential-migration.md 1.5, 1.7, 1.12, 2.6, 3.4, 6; qemu-migration.md 7.1. */
export function explainBlocked(config: EngineConfig, refusal: Refusal): BlockedExplanation {
  const checks = blockedChecks(config, refusal);
  const decisive = checks.find((check) => check.mark === 'stop');
  return {
    ...sentences(config, decisive?.id, refusal),
    reasons: refusal.blockedReasons,
    checks,
    alternatives: alternatives(config, decisive?.id),
    qmp: qmpText(refusal),
    lanes: lanes(config, decisive?.id),
  };
}

type Sentences = Pick<BlockedExplanation, 'title' | 'explanation'>;

function sentences(config: EngineConfig, decisive: string | undefined, refusal: Refusal): Sentences {
  const before = refusal.blockedReasons.length > 0 ? 'Blocked before the first page' : 'Refused before the first page';
  const unharmed = 'The guest was not paused and lost nothing.';
  const asked = formatBytes(config.guest.pages * config.guest.pageBytes);
  switch (decisive) {
    case 'memlock':
      return {
        title: `Blocked before the start: ${asked} must be locked, and RLIMIT_MEMLOCK allows less.`,
        explanation: `\`KVM_MEMORY_ENCRYPT_REG_REGION\` answers \u2212ENOMEM as QEMU registers guest memory, with either \`pinning\`: what is pinned on demand is accounted all the same. The VM does not start, so there is nothing to move.`,
      };
    case 'launch':
      return {
        title: 'Blocked before the start: the guest could not be launched.',
        explanation: `QEMU says: ${refusal.blockedReasons[0] ?? refusal.errorDesc ?? ''}. The VM does not start, so there is nothing to move.`,
      };
    case 'policy':
      return {
        title: `${before}: the policy word forbids to send this guest.`,
        explanation: `NOSEND is fixed at launch. \`SEND_START\` answers \u2212EIO with firmware status 7, POLICY_FAILURE, and the guest stays RUNNING. ${unharmed}`,
      };
    case 'ready':
      return {
        title: `${before}: the guest has not said that it may be moved.`,
        explanation: `Bit 0 of MSR \`0x4b564d08\` is 0 until the guest's kernel has announced which pages are shared. ${unharmed}`,
      };
    default:
      return kindSentences(config, before, unharmed, refusal);
  }
}

function kindSentences(config: EngineConfig, before: string, unharmed: string, refusal: Refusal): Sentences {
  switch (config.guest.kind) {
    case 'sev-es':
      return {
        title: `${before}: an SEV-ES guest has no way to send its registers.`,
        explanation: `Mainline KVM defines \`SEND_UPDATE_VMSA\` (id 10) and \`RECEIVE_UPDATE_VMSA\` (id 14) but handles neither, and QEMU ${config.vmm.qemu} refuses earlier. ${unharmed}`,
      };
    case 'sev-snp':
      return {
        title: `${before}: the SEND commands do not exist for an SEV-SNP guest.`,
        explanation: `KVM answers every command id below \`SNP_LAUNCH_START\` (100) with \u2212EPERM, and QEMU ${config.vmm.qemu} refuses earlier. ${unharmed}`,
      };
    case 'pef':
      return {
        title: `${before}: a secure guest of the Ultravisor cannot be moved.`,
        explanation: `QEMU registers a migration blocker with \`KVM_CAP_PPC_SECURE_GUEST\`; its story here is the switch into secure mode, \`esm\`. ${unharmed}`,
      };
    default:
      return { title: `${before}: ${refusal.blockedReasons[0] ?? refusal.errorDesc ?? 'no reason was given'}`, explanation: unharmed };
  }
}

function passText(config: EngineConfig, mechanism: 'psp' | 'mirror-ring'): string {
  const { passNs } = capacityOf({ ...config, mechanism });
  return `${formatDuration(passNs)} for one pass over ${Math.round(((config.guest.pages * config.guest.pageBytes) / GIB) * 10) / 10} GiB`;
}

function alternatives(config: EngineConfig, decisive: string | undefined): readonly BlockedAlternative[] {
  if (config.guest.kind === 'pef') return [shutDown(config), switchToSecure()];
  if (decisive === 'memlock') return [raiseLimit(config), ordinary()];
  if (decisive === 'launch') return [ordinary()];
  if (decisive === 'ready') return [isSilent(config) ? announce() : wait(), { ...helper(config), link: `${HELPER_LINK}&${ANNOUNCING}` }, shutDown(config), moveContext(config)];
  const moves = decisive === 'policy' ? [allowSending()] : [plainSev(config)];
  return [...moves, helper(config), shutDown(config), moveContext(config)];
}

const ANNOUNCING = 'status-interface=merged&firmware-announces=on';
const HELPER_LINK = 'guest=sev&policy=nodbg&mechanism=mirror-ring';

/** A guest that never says READY: nobody taught it to, or its firmware does not let it. */
function isSilent({ guest }: EngineConfig): boolean {
  return guest.statusInterface === 'none' || !guest.firmwareAnnounces;
}

function raiseLimit(config: EngineConfig): BlockedAlternative {
  const advice = memlockAdvice(config);
  const line = advice?.lines[0];
  return {
    id: 'memlock', title: 'Raise the limit, or grant CAP_IPC_LOCK', estimate: false,
    text: line === undefined ? 'Of the QEMU process.' : `In the ${line.place}: \`${line.text}\``,
    outcome: advice === undefined ? 'the VM starts' : `${formatBytes(advice.lockedBytes + advice.marginBytes)} with what QEMU locks itself`,
    ...(config.hosts.memlockBytes < Number.MAX_SAFE_INTEGER ? { link: 'memlock-limit=unlimited' } : {}),
  };
}

function ordinary(): BlockedAlternative {
  return {
    id: 'ordinary', title: 'An ordinary guest', estimate: false, text: 'Its memory is neither encrypted nor registered: nothing is locked and no ASID is taken.',
    outcome: 'moves as ever', link: 'guest=none&mechanism=plain',
  };
}

function wait(): BlockedAlternative {
  return {
    id: 'wait', title: 'Wait until its kernel is up', estimate: false,
    text: 'The kernel writes READY at late_initcall; a reboot takes it back until then. Ask for `migrate` later in the script.', outcome: 'allowed then',
  };
}

function announce(): BlockedAlternative {
  return {
    id: 'announce', title: 'A guest kernel from 5.15 on, and firmware that announces', estimate: false,
    text: 'The kernel writes READY at late_initcall if the EFI variable `SevLiveMigrationEnabled` is set.',
    outcome: 'allowed at once', link: ANNOUNCING,
  };
}

function allowSending(): BlockedAlternative {
  return {
    id: 'policy', title: 'Launch with NOSEND clear', estimate: false,
    text: 'The policy is measured at launch: it can only change with a new start of the guest.',
    outcome: 'needs a restart', link: 'policy=nodbg',
  };
}

function plainSev(config: EngineConfig): BlockedAlternative {
  return {
    id: 'plain-sev', title: 'Plain SEV, kernel parts of 5.14', estimate: true,
    text: 'Policy 0x1. Needs VMM patches that were never merged (AMD QEMU series, version 4).',
    outcome: `${passText(config, 'psp')} by PSP`, link: 'guest=sev&policy=nodbg&mechanism=psp',
  };
}

function helper(config: EngineConfig): BlockedAlternative {
  return {
    id: 'helper', title: 'Mirror VM helper, plain SEV', estimate: true,
    text: 'The helper runs in the guest\u2019s trust domain and copies memory itself.',
    outcome: passText(config, 'mirror-ring'), link: HELPER_LINK,
  };
}

function shutDown(config: EngineConfig): BlockedAlternative {
  const ns = bootCost(config.guest.pages, 'launch').totalNs;
  return {
    id: 'shut-down', title: 'Shut down in the window, start on B', estimate: true,
    text: 'No live move. `evictionStrategy: None` says so to the drain.',
    outcome: config.guest.kind === 'pef' ? 'as long as a start' : `boot: ${formatDuration(ns)}, all memory pinned`,
    ...(config.guest.kind === 'pef' ? {} : { link: 'at=0s:boot' }),
  };
}

/** Without a boot a script begins with the `migrate` that was refused: so the guest boots first, and a second after it is up it moves. */
function moveContext({ guest, hosts }: EngineConfig): BlockedAlternative {
  const upNs = bootCost(guest.pages, hosts.pinning).totalNs;
  return {
    id: 'move', title: 'Move the VMM on this host only', estimate: false,
    text: '`KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM`: new QEMU, same host, same ASID.',
    outcome: 'no page is copied',
    // KVM moves no SNP context: -EINVAL.
    ...(guest.kind === 'sev-snp' ? {} : { link: `at=0s:boot&at=${Math.ceil(upNs / NS_PER_SECOND) + 1}s:move-enc-context` }),
  };
}

function switchToSecure(): BlockedAlternative {
  return {
    id: 'esm', title: 'Watch its switch into secure mode', estimate: false,
    text: '`UV_ESM` pages the guest into secure memory; that is its own story.',
    outcome: 'no move', link: 'at=500ms:esm',
  };
}

/** What QMP says, line by line: a blocker answers `migrate` with an error; a failure shows in `query-migrate` alone. */
function qmpText({ blockedReasons, errorDesc }: Refusal): string {
  const reason = blockedReasons[0];
  const answer = reason === undefined ? { return: {} } : { error: { class: 'GenericError', desc: reason } };
  const state = reason === undefined
    ? { return: { status: 'failed', ...(errorDesc === undefined ? {} : { 'error-desc': errorDesc }) } }
    : { return: { 'blocked-reasons': blockedReasons } };
  return [
    '-> {"execute": "migrate"}',
    `<- ${spaced(answer)}`,
    '-> {"execute": "query-migrate"}',
    `<- ${spaced(state)}`,
  ].join('\n');
}

/** JSON as QMP's monitor prints it: a space after colon and comma, outside strings. */
function spaced(value: unknown): string {
  return JSON.stringify(value, undefined, 1).replace(/\n */g, ' ').replace(/([{[]) /g, '$1').replace(/ ([}\]])/g, '$1');
}

/** The guest's firmware states (confidential-migration.md 1.4) and the command that is refused. */
function lanes(config: EngineConfig, decisive: string | undefined): readonly FirmwareLane[] {
  if (config.guest.kind === 'pef' || config.guest.kind === 'none' || decisive === 'memlock' || decisive === 'launch') return [];
  const atStart = decisive === 'policy' || decisive === 'ready' || config.guest.kind === 'sev-snp';
  const update = config.guest.kind === 'sev-es' ? 'UPDATE_VMSA' : 'UPDATE_DATA';
  return [
    { host: 'source', steps: [
      { state: 'LSECRET', standing: 'reached', next: { command: 'LAUNCH_FINISH', refused: false } },
      { state: 'RUNNING', standing: 'here', next: { command: 'SEND_START', refused: atStart } },
      { state: 'SUPDATE', standing: 'never', next: { command: `SEND_${update}`, refused: !atStart } },
      { state: 'SENT', standing: 'never' },
    ] },
    { host: 'destination', steps: [
      { state: 'UNINIT', standing: 'reached', next: { command: 'RECEIVE_START', refused: atStart } },
      { state: 'RUPDATE', standing: 'never', next: { command: `RECEIVE_${update}`, refused: !atStart } },
      { state: 'RUNNING', standing: 'never' },
    ] },
  ];
}
