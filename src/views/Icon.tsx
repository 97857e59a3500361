import type { ReactElement } from 'react';

const FILLED = {
  start: 'M1 2h2v10H1zM8 2v10L3.5 7zM13 2v10L8.5 7z',
  back: 'M2 2h2v10H2zM12 2v10L5 7z',
  forward: 'M10 2h2v10h-2zM2 2v10l7-5z',
  play: 'M3 1.5v11l9.5-5.5z',
  pause: 'M3 2h3v10H3zM8 2h3v10H8z',
} as const;

const DRAWN = {
  replay: 'M3.2 4.2A5 5 0 1 1 2 7.6M3 1v3.5h3.5',
  link: 'M5.5 8.5l3-3M6.5 4l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5L10 7.5M7.5 10l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5L4 6.5',
  help: 'M5 5.2a2 2 0 1 1 4 .1c0 1.4-2 1.5-2 3M7 10.6v.9',
  undo: 'M4.5 2L2 4.5 4.5 7M2 4.5h6a3.5 3.5 0 0 1 0 7H5',
  close: 'M3 3l8 8M11 3l-8 8',
  add: 'M7 2.5v9M2.5 7h9',
  down: 'M3 5l4 4 4-4',
} as const;

export type IconName = keyof typeof FILLED | keyof typeof DRAWN | 'theme' | 'logo';

/** A sign of 14 px in the colour of its text; never the only name of a control. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  if (name === 'logo') return <Logo />;
  if (name === 'theme') return <ThemeSign />;
  const filled = name in FILLED ? FILLED[name as keyof typeof FILLED] : undefined;
  return (
    <svg className="icon" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {filled === undefined ? (
        <path d={DRAWN[name as keyof typeof DRAWN]} fill="none" stroke="currentColor" strokeWidth="1.4" />
      ) : (
        <path d={filled} fill="currentColor" />
      )}
    </svg>
  );
}

function ThemeSign(): ReactElement {
  return (
    <svg className="icon" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="7" cy="7" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M7 2.4v9.2A4.6 4.6 0 0 0 7 2.4z" fill="currentColor" />
    </svg>
  );
}

/** Tiles that leave one host for another. */
function Logo(): ReactElement {
  return (
    <svg className="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1 11h3v3H1zM5 11h3v3H5zM1 7h3v3H1z" fill="currentColor" opacity=".45" />
      <path d="M8 2h3v3H8zM12 2h3v3h-3zM12 6h3v3h-3z" fill="currentColor" />
      <path d="M5.5 9.5l4.3-3.2" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}
