import { expect, it } from 'vitest';
import { createReadings } from '../../src/app/readings';
import { openedFrom } from '../../src/app/urlSync';
import type { MigrationResult, RunResult } from '../../src/engine/record/runResult';
import { createAppStore } from '../../src/store/createAppStore';

const completed: MigrationResult = { startNs: 1, endNs: 5, status: 'completed', queryMigrate: {}, blockedReasons: [] };
const refused: MigrationResult = { startNs: 8, endNs: 8, status: 'none', queryMigrate: {}, blockedReasons: ['not READY'] };

it('a run is drawn as refused where no migration of it began; a guest that has moved and may not move on did move', () => {
  const refusedAt = (migrations: readonly MigrationResult[]) => {
    const { scenario } = openedFrom('#v=1');
    const store = createAppStore({ scenario, preset: '' });
    store.setState({ shownScenario: scenario, result: { outcome: 'blocked', endNs: 9, migrations } as unknown as RunResult });
    return createReadings().timeline(store.getState())?.refusedNs;
  };
  expect([[refused], [refused, refused], [completed, refused], []].map(refusedAt)).toEqual([8, 8, undefined, undefined]);
});

it('a send that the policy forbids is drawn as the refused command that it is', () => {
  const { scenario } = openedFrom('#v=1&mechanism=psp&policy=nodbg,nosend');
  const store = createAppStore({ scenario, preset: '' });
  const failed: MigrationResult = { startNs: 1, endNs: 6, status: 'failed', queryMigrate: {}, blockedReasons: [], errorDesc: "SEND_START ret=-5 fw_error=7 'Policy is not allowed'" };
  store.setState({ shownScenario: scenario, result: { outcome: 'failed', endNs: 9, migrations: [failed] } as unknown as RunResult });
  expect(createReadings().timeline(store.getState())).toMatchObject({ refusedNs: 6, refusedCommand: 'SEND_START' });
});
