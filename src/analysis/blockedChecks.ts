import { formatBytes } from '../base/format';
import type { EngineConfig } from '../engine/config';
import type { BlockedCheck, Refusal } from './blocked';

const NOSEND = 1 << 3;

const POLICY_BITS = ['NODBG', 'NOKS', 'ES', 'NOSEND', 'DOMAIN', 'SEV'] as const;

function policyText(policy: number): string {
  const names = POLICY_BITS.filter((_, bit) => (policy & (1 << bit)) !== 0);
  return `0x${policy.toString(16)}${names.length === 0 ? '' : ` = ${names.join(' + ')}`}`;
}

function mentions({ blockedReasons, errorDesc }: Refusal, pattern: RegExp): boolean {
  return [...blockedReasons, errorDesc ?? ''].some((text) => pattern.test(text));
}

function policyCheck({ guest }: EngineConfig, refusal: Refusal): BlockedCheck {
  const stop = (guest.policy & NOSEND) !== 0 || mentions(refusal, /NOSEND|POLICY_FAILURE/i);
  return {
    id: 'policy', mark: stop ? 'stop' : 'pass', what: 'Policy word', name: policyText(guest.policy),
    finding: stop ? 'NOSEND: SEND_START answers \u2212EIO, error 7' : 'NOSEND clear', source: 'psp-sev.h',
  };
}

/** READY is the guest's own word (confidential-migration.md 2.6, 3.4): no interface, no word; EFI without the variable, none either. */
function readyCheck({ guest }: EngineConfig, refusal: Refusal): BlockedCheck {
  const needsVariable = guest.statusInterface === 'merged' || guest.statusInterface === 'v13-msr';
  const silent = guest.statusInterface === 'none' || (needsVariable && !guest.firmwareAnnounces);
  const stop = mentions(refusal, /READY/i) || (silent && mentions(refusal, /announce|MSR|encryption status/i));
  const never = guest.statusInterface === 'none' ? 'the guest\u2019s kernel does not announce' : 'never written: firmware sets no EFI variable';
  const finding = silent ? never : stop ? 'not written yet: its kernel was before late_initcall' : 'written at late_initcall';
  return { id: 'ready', mark: stop ? 'stop' : 'pass', what: 'Guest announces READY', name: 'MSR 0x4b564d08 bit 0', finding, source: 'kvm/msr.rst' };
}

const BLOCKERS: Readonly<Record<string, string>> = { 'sev-es': 'SEV: Migration is not implemented', 'sev-snp': 'SEV-SNP: Migration is not implemented' };

function blockerCheck({ guest }: EngineConfig, refusal: Refusal): BlockedCheck {
  const text = refusal.blockedReasons.find((reason) => /not implemented/i.test(reason)) ?? BLOCKERS[guest.kind];
  const stop = text !== undefined;
  return {
    id: 'blocker', mark: stop ? 'stop' : 'pass', what: 'Migration blocker', name: 'blocked-reasons',
    finding: stop ? `\u201c${text}\u201d` : 'lifted by the patches that add the mechanism', source: 'target/i386/sev.c',
  };
}

function registerCheck({ guest }: EngineConfig): BlockedCheck {
  const findings: Readonly<Record<string, string>> = {
    'sev-es': '\u2212EINVAL: id 10 has no handler', 'sev-snp': '\u2212EPERM: below SNP_LAUNCH_START (100)',
  };
  const finding = findings[guest.kind];
  return {
    id: 'registers', mark: finding === undefined ? 'pass' : 'stop', what: `Register state of ${guest.vcpus} vCPUs`,
    name: finding === undefined ? 'KVM_GET_REGS' : 'SEND_UPDATE_VMSA', finding: finding ?? 'not encrypted: QEMU reads it', source: 'svm/sev.c',
  };
}

function memoryCheck({ guest }: EngineConfig): BlockedCheck {
  const refused = guest.kind === 'sev-snp';
  return {
    id: 'memory', mark: refused ? 'stop' : 'not-reached', what: 'Memory', name: 'SEND_UPDATE_DATA',
    finding: refused ? '\u2212EPERM: id 9 is below 100 too' : 'not reached', source: refused ? 'svm/sev.c' : '',
  };
}

function pefChecks(refusal: Refusal): readonly BlockedCheck[] {
  return [
    { id: 'capability', mark: 'pass', what: 'Secure guest', name: 'KVM_CAP_PPC_SECURE_GUEST', finding: 'enabled', source: 'kvm/book3s_hv.c' },
    {
      id: 'blocker', mark: 'stop', what: 'Migration blocker', name: 'blocked-reasons',
      finding: refusal.blockedReasons[0] === undefined ? 'registered with the capability' : `\u201c${refusal.blockedReasons[0]}\u201d`, source: 'hw/ppc/pef.c',
    },
    { id: 'memory', mark: 'not-reached', what: 'Memory', name: 'UV_PAGE_OUT', finding: 'not reached', source: '' },
  ];
}

/** What keeps the VM from its start; undefined where it started. Sources: svm/sev.c, sev_pin_memory, sev_guest_init. */
function startCheck({ guest, hosts }: EngineConfig, refusal: Refusal): BlockedCheck | undefined {
  if (mentions(refusal, /RLIMIT_MEMLOCK/)) {
    return {
      id: 'memlock', mark: 'stop', what: `Locking ${formatBytes(guest.pages * guest.pageBytes)} of guest memory`, name: 'KVM_MEMORY_ENCRYPT_REG_REGION',
      finding: hosts.memlockBytes < Number.MAX_SAFE_INTEGER ? `\u2212ENOMEM: RLIMIT_MEMLOCK is ${formatBytes(hosts.memlockBytes)}` : '\u2212ENOMEM: RLIMIT_MEMLOCK is below it', source: 'svm/sev.c',
    };
  }
  if (!mentions(refusal, /KVM_SEV_INIT|LAUNCH_/)) return undefined;
  return { id: 'launch', mark: 'stop', what: 'Launch of the guest', name: 'KVM_SEV_INIT', finding: `\u201c${refusal.blockedReasons[0] ?? ''}\u201d`, source: 'svm/sev.c' };
}

/** A refusal that no rule here explains is shown as it is, so that nothing is made up. */
function otherCheck(refusal: Refusal): BlockedCheck {
  const text = refusal.blockedReasons[0] ?? refusal.errorDesc ?? '';
  return { id: 'other', mark: 'stop', what: 'Answer of the VMM', name: 'migrate', finding: `\u201c${text}\u201d`, source: '' };
}

/**
 * What stands between `migrate` and the first page, in the order in which it is met. The first `stop` decides; later ones
 * are listed too, so that nobody fixes only one. Sources: confidential-migration.md 1.5, 1.7, 3.4; qemu-migration.md 7.1.
 */
export function blockedChecks(config: EngineConfig, refusal: Refusal): readonly BlockedCheck[] {
  const capability: BlockedCheck = {
    id: 'capabilities', mark: 'pass', what: 'QEMU capabilities', name: 'migrate', finding: 'no capability conflicts', source: `${config.vmm.qemu} options.c`,
  };
  if (config.guest.kind === 'pef') return [capability, ...pefChecks(refusal)];
  const confidential = config.guest.kind === 'none'
    ? []
    : [policyCheck(config, refusal), readyCheck(config, refusal), blockerCheck(config, refusal), registerCheck(config), memoryCheck(config)];
  const start = startCheck(config, refusal);
  if (start !== undefined) {
    return [start, ...[capability, ...confidential].map((check): BlockedCheck => (check.mark === 'pass' ? { ...check, mark: 'not-reached', finding: 'not reached' } : check))];
  }
  const checks = [capability, ...confidential];
  return checks.some((check) => check.mark === 'stop') ? checks : [...checks, otherCheck(refusal)];
}
