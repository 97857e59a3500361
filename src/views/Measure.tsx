import type { ReactElement } from 'react';

/** A number and its unit, set apart: `192 GiB`. Text that is neither stands as it is. */
export function Measure({ text }: { readonly text: string }): ReactElement {
  const match = /^([\d.\s]+)([^\d.\s].*)$/.exec(text);
  if (match === null) return <>{text}</>;
  return (
    <>
      {match[1]?.trim()} <small>{match[2]}</small>
    </>
  );
}
