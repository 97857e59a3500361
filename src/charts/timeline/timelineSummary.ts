import type { SimNs } from '../../base/units';
import { countedOne } from '../../base/countedOne';
import { formatCompact, formatCount } from '../../base/format';
import { formatClock } from '../../base/formatTime';
import type { MomentValues } from './momentValues';
import { momentValues } from './momentValues';
import type { TimelineInput } from './timelineInput';
import type { TimelineScene } from './timelineScene';

type SummaryScene = Pick<TimelineScene, 'recording' | 'phases' | 'input' | 'window' | 'frame'>;

/** One sentence that says what the timeline shows at a moment. */
export function timelineSummary(scene: SummaryScene, atNs: SimNs): string {
  return countedOne(summaryOf(scene, atNs));
}

function summaryOf(scene: SummaryScene, atNs: SimNs): string {
  const { input, window, frame } = scene;
  const values = momentValues(scene, atNs, (window.toNs - window.fromNs) / frame.plotWidth);
  const end = input.done ? `of ${formatClock(input.endNs, 1)}` : `recorded to ${formatClock(input.computedNs, 1)}, ${input.stopped === true ? 'not computed further' : 'still computing'}`;
  const where = `Timeline at ${formatClock(values.atNs, 1)} ${end}: ${values.phase}.`;
  if (input.refusedNs !== undefined) return `${where} ${input.refusedCommand ?? 'migrate'} was refused; nothing was sent. The guest writes ${formatCompact(values.writesPerSecond)} pages a second.`;
  if (input.still === true) return [where, ...stillParts(values, input), `${formatCount(values.writesPerSecond)} pages a second written.`].join(' ');
  return [
    where,
    `${formatCount(values.pagesPerSecond)} pages a second sent, ${formatCount(values.remaining)} pages remaining,`,
    `switchover threshold ${formatCount(values.threshold)} pages, ${formatCount(values.writesPerSecond)} pages a second written.`,
  ].join(' ');
}

function stillParts(values: MomentValues, { pinnablePages, gfns }: TimelineInput): readonly string[] {
  return [
    ...(pinnablePages === undefined ? [] : [`${formatCount(values.pinned)} of ${formatCount(pinnablePages)} pages pinned,`]),
    ...(gfns === undefined || values.gfns === undefined ? [] : [
      `${formatCount(values.gfns.secure)} GFNs SECURE, ${formatCount(values.gfns.normal)} NORMAL, ${formatCount(values.gfns.shared)} SHARED, ${formatCount(values.gfns.pagedOut)} paged out,`,
    ]),
  ];
}
