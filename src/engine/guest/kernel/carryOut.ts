import type { PageCount, PageIndex } from '../../../base/units';
import type { KernelStep } from './bootSteps';
import type { MigrationControl } from './migrationControl';

/** The part of a status store that steps need. */
interface StatusSink {
  share(first: PageIndex, pages: PageCount): void;
  unshare(first: PageIndex, pages: PageCount): void;
}

/** Carries steps out on the host's side: page status into the store, READY into the VMM's copy of the MSR. */
export function carryOut(steps: readonly KernelStep[], store: StatusSink | undefined, control: MigrationControl | undefined): void {
  for (const step of steps) {
    if (step.kind === 'wrmsr') control?.write(step.data);
    else if (step.encrypted) store?.unshare(step.first, step.pages);
    else store?.share(step.first, step.pages);
  }
}
