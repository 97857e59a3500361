import { formatRounded } from '../base/format';
import { bootTitle, bootWorking } from './bootSentences';
import { compactTitle, compactWorking } from './compactSentences';
import { writesPerSecondOf } from './distinctWrites';
import type { AloneSentences, Scene } from './momentSentences';
import { remapTitle, remapWorking } from './remapSentences';
import { switchBinds } from './switchBinds';
import { switchTitle, switchWorking } from './switchSentences';

/** A run without `migrate`: the guest's life alone. */
export const aloneSentences: AloneSentences = {
  title(scene: Scene): string {
    const head = scene.result === undefined ? 'So far no migration' : 'No migration in this run';
    return remapTitle(scene) ?? compactTitle(scene) ?? bootTitle(scene) ?? switchTitle(scene)
      ?? `${head}: the guest writes ${formatRounded(writesPerSecondOf(scene.config.workload))} pages/s.`;
  },
  working(scene: Scene): string {
    if (remapTitle(scene) !== undefined) return remapWorking(scene);
    if (compactTitle(scene) !== undefined) return compactWorking();
    if (bootTitle(scene) !== undefined) return bootWorking();
    return switchTitle(scene) === undefined ? '' : switchWorking(scene);
  },
  binds: switchBinds,
};
