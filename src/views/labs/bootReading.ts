import { valueOf } from '../../charts/labs/bootChart';
import type { BootFacts } from './bootFacts';
import { secondsText, sizeText } from './labText';

/** What a guest of some size takes to boot by the model, in both modes. */
export function bootReading({ launch, demand }: BootFacts, gb: number): string {
  const [all, some] = [valueOf(launch.model, gb), valueOf(demand.model, gb)];
  return `${sizeText(gb)} GB: ${secondsText(all)}, on demand ${secondsText(some)}`;
}
