import { formatBytes, formatCount } from '../base/format';
import { formatDuration, formatMoment } from '../base/formatTime';
import type { EngineConfig } from '../engine/config';
import type { SecureReset, SecureSwitchResult, SlotPlug } from '../engine/record/runResult';
import type { LifeScene } from './bootSentences';
import { gfnCountsAt, gfnCurve } from './gfnCurve';
import { lifePhaseAt, lifePhases } from './lifePhases';
import { secureSwitchModel } from './secureSwitchModel';
import { switchBindsText } from './switchBinds';

/** The sentence of a switch into secure mode at a moment; undefined for a script without one, or a guest that has no ultravisor. */
export function switchTitle(scene: LifeScene): string | undefined {
  const { config, result, events, atNs } = scene;
  const action = config.script.find((each) => each.action === 'esm');
  if (config.guest.kind !== 'pef' || action === undefined) return undefined;
  if (atNs < action.atNs) return `The VM is NORMAL; it calls UV_ESM at ${formatMoment(action.atNs)}.`;
  const kind = lifePhaseAt(lifePhases(config, events), atNs)?.kind;
  const run = result?.secureSwitch;
  if (kind === 'aborting') return 'H_SVM_INIT_ABORT: secure memory is full, and every page goes back where it was.';
  if (kind === 'transient' || kind === 'converting') return underWay(scene, kind);
  const reset = run?.resets.findLast((each) => each.atNs <= atNs && each.ret === 0);
  const plug = run?.plugs.findLast((each) => each.atNs <= atNs && each.vmState === 'SECURE');
  if (reset !== undefined && reset.atNs > (plug?.atNs ?? 0)) return resetTitle(reset);
  if (plug !== undefined) return plugTitle(plug);
  if (run !== undefined && run.outcome !== 'secure' && run.endNs <= atNs) return givenUp(config, run);
  return run === undefined ? 'The VM is SECURE.' : secureTitle(config, run);
}

/** The working under it: what binds, which pages crossed, which did not, and what follows. */
export function switchWorking(scene: LifeScene): string {
  const binds = switchBindsText(scene);
  const crossed = crossedText(scene);
  return binds === '' ? crossed : `${binds} ${crossed}`;
}

function crossedText({ config, result }: LifeScene): string {
  const { esm } = config;
  const { pagedIn, converted, gfnStates, fits } = secureSwitchModel(config, esm);
  const run = result?.secureSwitch;
  if (!fits || (run !== undefined && run.outcome !== 'secure')) return 'H_SVM_INIT_ABORT pages everything out: the guest goes on as a NORMAL one.';
  const asked = `The Ultravisor pages in ${formatCount(run?.pagedIn ?? pagedIn)} GFNs.`;
  if (converted > 0) return `${asked} \`H_SVM_INIT_DONE\` converts the other ${formatCount(run?.converted ?? converted)} without a call of it.`;
  if (gfnStates.normal > 0) return `${asked} The old hypervisor's \`H_SVM_INIT_DONE\` sets a flag and goes on treating the rest as its own.`;
  if (esm.gfnStates === 'counter-proposal') return `${asked} All cross, so nothing is saved; UV_PAGE_IN refuses the shared ones.`;
  return `${asked} Every page crosses one by one under the guest's one lock: the time grows with its memory.`;
}

function underWay({ config, events, atNs }: LifeScene, kind: 'transient' | 'converting'): string {
  const counts = gfnCountsAt(gfnCurve(config, events), atNs);
  const doing = kind === 'transient' ? 'the guest is inside UV_ESM' : 'H_SVM_INIT_DONE goes through what is left';
  return `TRANSIENT: ${doing}; ${formatCount(counts.secure)} GFNs are SECURE, ${formatCount(counts.normal)} still NORMAL.`;
}

function secureTitle(config: EngineConfig, { startNs, endNs, gfnStates }: SecureSwitchResult): string {
  const took = formatDuration(endNs - startNs);
  const all = secureSwitchModel(config, { pages: 'all', gfnStates: 'off' }).timeNs;
  const memory = formatBytes(config.guest.pages * config.guest.pageBytes);
  if (gfnStates.normal > 0) {
    return `${took} instead of ${formatDuration(all)}, but ${formatCount(gfnStates.normal)} GFNs stay NORMAL in a secure VM: what the guest writes there is lost at a reset.`;
  }
  if (endNs - startNs < all / 2) return `${took} instead of ${formatDuration(all)}, and no GFN is left NORMAL.`;
  return `${memory} take ${took} to become secure, ${formatDuration((endNs - startNs) / config.guest.pages)} a GFN; no GFN is left NORMAL.`;
}

function resetTitle({ atNs, dropped, kept, twoOwners }: SecureReset): string {
  const head = `Reset at ${formatMoment(atNs)}: ${formatCount(dropped)} secure pages dropped`;
  if (twoOwners > 0) return `${head}, but ${formatCount(twoOwners)} GFNs had two owners: the guest now reads stale memory there.`;
  return kept > 0 ? `${head}, ${formatCount(kept)} GFNs kept as the hypervisor's own; none of them was written.` : `${head}, and every GFN is NORMAL again.`;
}

function plugTitle({ atNs, pages, refused, normal }: SlotPlug): string {
  const head = `Slot plugged at ${formatMoment(atNs)}`;
  if (normal === 0) return `${head}: all ${formatCount(pages)} GFNs of it are SECURE or SHARED.`;
  const why = refused > 0 ? 'the hypervisor cannot serve a page-in inside UV_REGISTER_MEM_SLOT' : 'nobody asked for them';
  return `${head}: ${formatCount(normal)} of its ${formatCount(pages)} GFNs stay NORMAL, since ${why}.`;
}

function givenUp(config: EngineConfig, run: SecureSwitchResult): string {
  if (run.outcome === 'refused') return 'H_SVM_INIT_START is refused: the VM stays NORMAL.';
  if (run.outcome === 'running') return 'The run ends while the VM is TRANSIENT.';
  const limit = config.hosts.secureMemoryBytes;
  return `The switch is given up after ${formatDuration(run.endNs - run.startNs)}: ${formatBytes(limit)} of secure memory are too few, and every GFN is NORMAL again.`;
}
