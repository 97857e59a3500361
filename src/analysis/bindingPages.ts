import type { PageCount, SimNs } from '../base/units';
import type { StageId } from './capacity';
import { seriesAt } from './moment';
import type { SeriesId, SeriesSet } from '../engine/record/series';

const PSP: readonly SeriesId[] = ['sent-psp'];
const HELPER: readonly SeriesId[] = ['sent-helper'];
const ALL: readonly SeriesId[] = ['sent-plain', 'sent-zero', 'sent-psp', 'sent-helper'];
const SENT_BY: Readonly<Record<StageId, readonly SeriesId[]>> = {
  'psp-source': PSP, 'psp-destination': PSP, 'helper-source': HELPER, 'helper-destination': HELPER, link: ALL, 'max-bandwidth': ALL,
};

/** Pages that have gone through a stage up to `atNs`, in all migrations; undefined where nothing is recorded. */
export function bindingPages(stage: StageId, series: SeriesSet, atNs: SimNs): PageCount | undefined {
  const counts = SENT_BY[stage].map((id) => seriesAt(series, id, atNs));
  return counts.reduce<PageCount | undefined>((sum, count) => (count === undefined ? sum : (sum ?? 0) + count), undefined);
}
