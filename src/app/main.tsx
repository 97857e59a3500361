import { startTransition, StrictMode, useEffect, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { invariant } from '../base/assert';
import { AppShell } from '../views/AppShell';
import { LaboratoryContext } from '../views/laboratory';
import { afterPaint } from './afterPaint';
import { createLaboratory } from './createLaboratory';

const root = document.getElementById('root');
invariant(root !== null, 'the page has no element #root');
const { laboratory, start } = createLaboratory(window);

/** The page is on the screen before its first run is computed: where cores are few, the two would share them. */
function Page(): ReactElement {
  useEffect(() => afterPaint(window, start), []);
  return (
    <LaboratoryContext value={laboratory}>
      <AppShell />
    </LaboratoryContext>
  );
}

// In slices: the first rendering would be one long task.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  ),
);
