import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { invariant } from '../base/assert';
import { AppShell } from '../views/AppShell';
import { LaboratoryContext } from '../views/laboratory';
import { createLaboratory } from './createLaboratory';

const root = document.getElementById('root');
invariant(root !== null, 'the page has no element #root');
const laboratory = createLaboratory(window);
// In slices: the first rendering would be one long task.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <LaboratoryContext value={laboratory}>
        <AppShell />
      </LaboratoryContext>
    </StrictMode>,
  ),
);
