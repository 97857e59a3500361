import { memo } from 'react';
import { timelineTable } from '../../charts/timeline/timelineTable';
import type { TimelineScene } from '../../charts/timeline/timelineScene';

/** The visible stretch of the timeline as a real table, 24 rows. */
export const TimelineNumbers = memo(function TimelineNumbers({ scene }: { readonly scene: TimelineScene }) {
  const table = timelineTable(scene);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
    <section className="timeline-numbers" aria-label="Timeline as a table" tabIndex={0}>
      <table>
        <caption>Rates are means over the stretch that ends at the row’s time; the others are values at that time.</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col">
                {column.name} <span>{column.unit}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, index) => (index === 0 ? <th key="time" scope="row">{cell}</th> : <td key={table.columns[index]?.name}>{cell}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
});
