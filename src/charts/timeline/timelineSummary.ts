import type { SimNs } from '../../base/units';
import { clockText } from './clockText';
import type { MomentValues } from './momentValues';
import { momentValues } from './momentValues';
import { groupedText, siText } from './numberText';
import type { TimelineInput } from './timelineInput';
import type { TimelineScene } from './timelineScene';

/** One sentence that says what the timeline shows at a moment. */
export function timelineSummary(scene: Pick<TimelineScene, 'recording' | 'phases' | 'input' | 'window' | 'frame'>, atNs: SimNs): string {
  const { input, window, frame } = scene;
  const values = momentValues(scene, atNs, (window.toNs - window.fromNs) / frame.plotWidth);
  const end = input.done ? `of ${clockText(input.endNs, 1)}` : `recorded to ${clockText(input.computedNs, 1)}, still computing`;
  const where = `Timeline at ${clockText(values.atNs, 1)} ${end}: ${values.phase}.`;
  if (input.refusedNs !== undefined) return `${where} migrate was refused; nothing was sent. The guest writes ${siText(values.writesPerSecond)} pages a second.`;
  if (input.still === true) return [where, ...stillParts(values, input), `${groupedText(values.writesPerSecond)} pages a second written.`].join(' ');
  return [
    where,
    `${groupedText(values.pagesPerSecond)} pages a second sent, ${groupedText(values.remaining)} pages remaining,`,
    `switchover threshold ${groupedText(values.threshold)} pages, ${groupedText(values.writesPerSecond)} pages a second written.`,
  ].join(' ');
}

function stillParts(values: MomentValues, { pinnablePages, gfns }: TimelineInput): readonly string[] {
  return [
    ...(pinnablePages === undefined ? [] : [`${groupedText(values.pinned)} of ${groupedText(pinnablePages)} pages pinned,`]),
    ...(gfns === undefined || values.gfns === undefined ? [] : [
      `${groupedText(values.gfns.secure)} GFNs SECURE, ${groupedText(values.gfns.normal)} NORMAL, ${groupedText(values.gfns.shared)} SHARED, ${groupedText(values.gfns.pagedOut)} paged out,`,
    ]),
  ];
}
