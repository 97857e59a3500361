import type { ReactElement } from 'react';
import { useLaboratory } from '../laboratory';
import { lateViews } from '../lateViews';
import { useAppState } from '../useAppState';
import { useThrottledCursor } from '../useThrottledCursor';

/** Gives the lab of the scenario that is shown what it needs; nothing before there is a run. */
export function LabPane({ part }: { readonly part: 'main' | 'side' }): ReactElement | null {
  const { readings, openVariant } = useLaboratory();
  const boot = useAppState(readings.boot);
  const secureSwitch = useAppState(readings.secureSwitch);
  const cursorNs = useThrottledCursor();
  if (boot !== undefined) return <lateViews.BootLab facts={boot} part={part} onTry={openVariant} />;
  return secureSwitch === undefined ? null : <lateViews.SwitchLab facts={secureSwitch} part={part} cursorNs={cursorNs} onTry={openVariant} />;
}
