import type { ReactElement } from 'react';

interface MeasureProps {
  /** As the link has it: `192GiB`. */
  readonly text: string;
  /** Said after the number where the text itself has no unit. */
  readonly unit?: string | undefined;
}

/** A number and its unit, set apart: `192 GiB`. Text that is neither stands as it is. */
export function Measure({ text, unit }: MeasureProps): ReactElement {
  const match = /^([\d.\s]+)([^\d.\s].*)?$/.exec(text);
  if (match === null) return <>{text}</>;
  const written = `${match[2]?.replace(/^us$/, '\u00b5s') ?? ''}${unit ?? ''}`;
  return (
    <>
      {match[1]?.trim()} {written === '' ? null : <small>{written}</small>}
    </>
  );
}
