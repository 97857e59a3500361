import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { invariant } from '../base/assert';
import { AppShell } from '../views/AppShell';
import { LaboratoryContext } from '../views/laboratory';
import { createLaboratory } from './createLaboratory';

const root = document.getElementById('root');
invariant(root !== null, 'the page has no element #root');
createRoot(root).render(
  <StrictMode>
    <LaboratoryContext value={createLaboratory(window)}>
      <AppShell />
    </LaboratoryContext>
  </StrictMode>,
);
