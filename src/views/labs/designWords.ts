import type { HelperDesignId, HelperTopic } from './designFacts';

export interface DesignHead {
  readonly id: HelperDesignId;
  readonly title: string;
  readonly origin: string;
}

export const DESIGN_HEADS: readonly DesignHead[] = [
  { id: 'mirror-rfc', title: 'Mirror VM as posted', origin: 'Kalra, RFC v1, August 2021' },
  { id: 'mirror-ring', title: 'Ring sketch', origin: 'Bonzini\u2019s answer to it' },
  { id: 'mailbox', title: 'Mailbox helper', origin: 'Murik, Feldman-Fitzthum, RFC v2, August 2021' },
];

export interface TopicWords {
  readonly topic: HelperTopic;
  readonly name: string;
  /** The run does nothing of the kind, whatever the design says. */
  readonly unmodelled?: true;
  /** What each design says; names stand between back-ticks. */
  readonly says: Readonly<Record<HelperDesignId, string>>;
}

const says = (rfc: string, ring: string, mailbox: string): TopicWords['says'] => ({ 'mirror-rfc': rfc, 'mirror-ring': ring, mailbox });

/** Point by point. Source: thread 003; confidential-migration.md 4.3, the mailbox 4.5. */
export const DESIGN_WORDS: readonly TopicWords[] = [
  { topic: 'vcpus', name: 'Helper vCPUs', says: says('`-smp N,mirrorvcpus=M`: named and counted at the start', 'named nowhere: made when a migration starts', 'one, by `mirrorvcpus=1`') },
  { topic: 'lifetime', name: 'Lifetime', says: says('as long as QEMU', 'as long as a migration', 'as the mirror it stands on; in this model a migration') },
  { topic: 'fds', name: 'File descriptors', says: says('its own for VM and vCPUs, in the same QEMU', 'the same', 'the same') },
  { topic: 'context', name: 'Key of the guest', says: says('copied right after the machine is set up', 'copied when a migration starts', 'copied by the mirror it stands on') },
  { topic: 'address-space', name: 'Address space', says: says('the guest\u2019s: each slot is set twice', 'its own, by `ram_addr_t`; the helper very high in it', 'the guest\u2019s, through the mirror') },
  { topic: 'slots', name: 'Who adds slots', says: says('the `MemoryListener`, once more', 'a `RAMBlockNotifier`, on the mirror alone', 'the mirror\u2019s listener') },
  { topic: 'dirty-log', name: 'Dirty log', says: says('on, as the guest\u2019s: a second one to read, with the helper\u2019s own writes in it', 'never on', 'as the mirror\u2019s; this model reads none') },
  { topic: 'cpuid', name: 'CPUID', says: says('QEMU\u2019s CPU model', 'the host\u2019s: `KVM_GET_SUPPORTED_CPUID`', 'QEMU\u2019s CPU model') },
  { topic: 'run-loop', name: 'Run loop', says: says('`kvm_mirror_cpu_exec`: IO, MMIO, shutdown, errors, system events', '`KVM_RUN`; nothing but `KVM_EXIT_HLT` is expected', 'entered once, and spins there') },
  { topic: 'io', name: 'MMIO, port IO', says: says('needed: the mirror boots SEC, PEI and DXE', 'none', 'none once it polls') },
  { topic: 'interrupts', name: 'Interrupts', says: says('none: no irqchip, no exit for them', 'none: no irqchip, so that HLT leaves the kernel', 'none: it waits with PAUSE') },
  { topic: 'idle', name: 'Without work', says: says('polls', 'halts; `KVM_RUN` is the doorbell', 'polls, and so does the host') },
  { topic: 'hand-over', name: 'A page', says: says('not said; here a polled mailbox', 'a descriptor in a shared ring, many in flight', 'command and data in two shared pages at 0x820000, one in flight') },
  { topic: 'bracket', name: 'Begin and end', says: says('not said', 'the ring\u2019s first work and last HLT', '`INIT` before the first page, `RESET` after the last') },
  { topic: 'watchdog', name: 'No answer', says: says('not said; here as the mailbox', 'look at the ring again after the exit', 'after 100 ms of wall clock the page fails') },
  { topic: 'hiding', name: 'Out of the guest\u2019s sight', says: says('not paused or synchronised with it; out of ACPI, fewer CPUs in `fw_cfg`', 'nothing to hide', 'runs on when the guest stops') },
  { topic: 'postcopy', name: 'Post-copy', says: says('shared addresses clash with `userfaultfd`', 'possible: addresses of its own', 'shared addresses clash with `userfaultfd`') },
  { topic: 'sev-es', name: 'SEV-ES', unmodelled: true, says: says('open', 'the guest may give the VMSA that starts it', 'not covered') },
  { topic: 'future', name: 'Later', unmodelled: true, says: says('of use for VMPL0 on SNP', 'some code twice; too early to say', 'no third version was posted') },
];
