/** What the comparison of the helper designs shows; the analysis of it has this shape. */
export interface DesignFacts {
  readonly own: HelperDesignId;
  readonly usable: readonly HelperTopic[];
  readonly uses: readonly DesignUseFacts[];
  readonly bills: readonly DesignBillFacts[];
}

export type HelperDesignId = 'mirror-rfc' | 'mirror-ring' | 'mailbox';

export type HelperTopic =
  | 'vcpus' | 'lifetime' | 'fds' | 'context' | 'address-space' | 'slots' | 'dirty-log' | 'cpuid' | 'run-loop' | 'io' | 'interrupts' | 'idle'
  | 'hand-over' | 'bracket' | 'watchdog' | 'hiding' | 'postcopy' | 'sev-es' | 'future';

export interface DesignUseFacts {
  readonly topic: HelperTopic;
  readonly atNs: number;
  /** Name of the event or counter that shows it. */
  readonly by: string;
  readonly text: string;
  readonly broken: boolean;
}

export interface DesignBillFacts {
  readonly design: HelperDesignId;
  readonly by: 'run' | 'model';
  readonly cpuNs: number;
  readonly pages: number;
}
