import { invariant } from '../base/assert';
import { hostLetter } from '../base/hostLetter';
import { movesBefore } from '../analysis/movesBefore';
import { regionWorking } from '../analysis/regionWorking';
import { verdictAt } from '../analysis/verdict';
import type { EngineConfig } from '../engine/config';
import type { RunEvent } from '../engine/record/runEvent';
import type { DowntimeParts, Integrity, MigrationResult, RunResult, SecureReset, SlotPlug } from '../engine/record/runResult';
import { FIELDS } from '../scenario/fields';
import { printField } from '../scenario/fields/printField';
import type { Scenario } from '../scenario/scenario';
import { effectiveScript, printAction } from '../scenario/script';
import type { ComputedRun } from './computeRun';

/** What `run` prints: keys are the contract's; times in ms, sizes in bytes. Blocks that do not apply are absent. */
export function runReport({ scenario, link, recording, wallMs }: ComputedRun & { readonly scenario: Scenario; readonly link: string }): object {
  const { config, result, series, events } = recording;
  invariant(result !== undefined, 'the run is computed to its end');
  const verdict = verdictAt(config, result, series, events, result.endNs);
  return {
    link,
    fingerprint: result.fingerprint,
    'model-version': result.modelVersion,
    scenario: scenarioTexts(scenario),
    migrations: migrationReports(result),
    ...refusalsReport(events),
    ...regionReport(config),
    ...bootReport(result),
    ...movesReport(result),
    ...unplugsReport(result),
    ...remapsReport(result, config),
    ...switchReport(result),
    integrity: integrityReport(result.integrity),
    verdict: { binds: verdict.binds, outcome: verdict.outcome, text: verdict.text },
    'simulated-ms': result.endNs / 1e6,
    cost: {
      'wall-ms': Math.round(wallMs * 10) / 10,
      'page-events': result.cost.pageEvents,
      'bytes-per-page': Math.round(result.cost.bytesPerPage * 1000) / 1000,
      'recording-bytes': result.cost.recordingBytes,
    },
  };
}

/** Every field as a link writes it, and the script as it ran: a JSON file that `run` reads again. */
function scenarioTexts(scenario: Scenario): Readonly<Record<string, string | readonly string[]>> {
  const fields = FIELDS.map((field) => [field.name, printField(field, scenario[field.name])] as const);
  return { ...Object.fromEntries(fields), script: effectiveScript(scenario.script).map(printAction) };
}

function downtimeReport({ stop, lastPages, deviceState, acknowledgement }: DowntimeParts): object {
  return { stop, 'last-pages': lastPages, 'device-state': deviceState, acknowledgement };
}

/** Each `migrate`; of a guest that moved on also from which host to which, and what the oracle found where it lived on. */
function migrationReports({ migrations }: RunResult): readonly object[] {
  if (movesBefore(migrations, migrations.length) === 0) return migrations.map(migrationReport);
  return migrations.map((migration, index) => {
    const moves = movesBefore(migrations, index);
    const { integrity } = migration;
    return {
      'from-host': hostLetter(moves), 'to-host': hostLetter(moves + 1), 'start-ms': migration.startNs / 1e6, ...migrationReport(migration),
      ...(integrity === undefined ? {} : { integrity: integrityReport(integrity) }),
    };
  });
}

function migrationReport({ queryMigrate, confidential, downtimeParts }: MigrationResult): object {
  return {
    ...queryMigrate,
    ...(downtimeParts === undefined ? {} : { 'downtime-parts-ms': downtimeReport(downtimeParts) }),
    ...(confidential === undefined ? {} : { confidential }),
  };
}

const REFUSED = ' refused';

/** Actions of the script that were not carried out, and the answer in the VMM's words. */
function refusalsReport(events: readonly RunEvent[]): object {
  const refused = events.filter(({ kind, name }) => kind === 'qmp' && name.endsWith(REFUSED));
  if (refused.length === 0) return {};
  return { refused: refused.map(({ atNs, name, value = '' }) => ({ 'at-ms': atNs / 1e6, command: name.slice(0, -REFUSED.length), reason: value })) };
}

/** The marginal cost of one region through the PSP, with its working. */
function regionReport(config: EngineConfig): object {
  const working = regionWorking(config);
  if (working === undefined) return {};
  const { regionBytes, blocks, firmwareNs, waitNs, savedNs, totalNs, singlesNs, ret, text } = working;
  return {
    'psp-region-cost': {
      'region-bytes': regionBytes, blocks, 'firmware-ms': firmwareNs / 1e6, 'wait-ms': waitNs / 1e6, 'saved-ms': savedNs / 1e6,
      'total-ms': totalNs / 1e6, 'page-by-page-ms': singlesNs / 1e6, ret, text,
    },
  };
}

function bootReport({ boot }: RunResult): object {
  if (boot === undefined) return {};
  const { timeNs, pinnedPages, touchedPages, pinMetadataBytes } = boot;
  return { boot: { 'time-ms': timeNs / 1e6, 'pinned-pages': pinnedPages, 'touched-pages': touchedPages, 'pin-metadata-bytes': pinMetadataBytes } };
}

function movesReport({ contextMoves = [] }: RunResult): object {
  return contextMoves.length === 0 ? {} : { 'context-moves': contextMoves.map(({ atNs, pauseNs }) => ({ 'at-ms': atNs / 1e6, 'pause-ms': pauseNs / 1e6 })) };
}

function unplugsReport({ unplugs = [] }: RunResult): object {
  if (unplugs.length === 0) return {};
  return { hotunplugs: unplugs.map(({ atNs, pages, unpinned, flushed }) => ({ 'at-ms': atNs / 1e6, pages, 'unpinned-pages': unpinned, flushed })) };
}

function remapsReport({ remaps = [] }: RunResult, { guest }: EngineConfig): object {
  if (remaps.length === 0) return {};
  return { remaps: remaps.map(({ atNs, first, pages, lost }) => ({ 'at-ms': atNs / 1e6, gpa: first * guest.pageBytes, pages, 'contents-lost': lost })) };
}

function switchReport({ secureSwitch }: RunResult): object {
  if (secureSwitch === undefined) return {};
  const { startNs, endNs, outcome, pagedIn, converted, pagedOut, gfnStates, plugs, resets } = secureSwitch;
  const { secure, shared, normal } = gfnStates;
  return {
    'secure-switch': {
      'time-ms': (endNs - startNs) / 1e6, outcome, 'paged-in': pagedIn, converted, 'paged-out': pagedOut,
      'gfn-states': { secure, 'paged-out': gfnStates.pagedOut, shared, normal },
      ...(plugs.length === 0 ? {} : { hotplugs: plugs.map(plugReport) }),
      ...(resets.length === 0 ? {} : { resets: resets.map(resetReport) }),
    },
  };
}

function plugReport({ atNs, pages, vmState, refused, normal }: SlotPlug): object {
  return { 'at-ms': atNs / 1e6, gfns: pages, 'vm-state': vmState, refused, normal };
}

function resetReport({ atNs, ret, dropped, kept, twoOwners }: SecureReset): object {
  return { 'at-ms': atNs / 1e6, ret, dropped, kept, 'two-owners': twoOwners };
}

/** The oracle's word, under the contract's names. */
export function integrityReport(integrity: Integrity): object {
  return {
    'pages-checked': integrity.pagesChecked,
    stale: integrity.stale,
    'wrong-key': integrity.wrongKey,
    misclassified: integrity.misclassified,
    lost: integrity.lost,
    'unpinned-moves': integrity.unpinnedMoves,
    violations: integrity.violations.map(({ invariant: name, pages, count, text }) => ({ invariant: name, pages, count, text })),
  };
}
