/** Where a migration through the PSP stands when it is cancelled or fails. Source: section 7.4 of the mechanisms' reference. */
export type CancelPhase = 'before-start' | 'pre-copy' | 'stopped-before-ack' | 'acknowledged' | 'finished';

/** What is right to do, and where both contexts end. */
export interface CancelPlan {
  readonly source: readonly ('SEND_CANCEL' | 'resume' | 'SEND_FINISH')[];
  readonly destination: readonly ('DEACTIVATE' | 'DECOMMISSION')[];
  readonly sourceAfter: 'RUNNING' | 'SENT';
  /** False once the destination may run: two runnable copies would exist, or none. */
  readonly cancellable: boolean;
}

const UNDO = ['DEACTIVATE', 'DECOMMISSION'] as const;

const PLANS: Readonly<Record<CancelPhase, CancelPlan>> = {
  'before-start': { source: [], destination: [], sourceAfter: 'RUNNING', cancellable: true },
  'pre-copy': { source: ['SEND_CANCEL'], destination: UNDO, sourceAfter: 'RUNNING', cancellable: true },
  'stopped-before-ack': { source: ['SEND_CANCEL', 'resume'], destination: UNDO, sourceAfter: 'RUNNING', cancellable: true },
  acknowledged: { source: ['SEND_FINISH'], destination: [], sourceAfter: 'SENT', cancellable: false },
  finished: { source: [], destination: [], sourceAfter: 'SENT', cancellable: false },
};

/** The right handling of a cancel in each phase. */
export function cancelPlan(phase: CancelPhase): CancelPlan {
  return PLANS[phase];
}
