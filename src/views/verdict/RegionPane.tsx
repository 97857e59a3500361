import type { ReactElement } from 'react';
import { useLaboratory } from '../laboratory';
import { useAppState } from '../useAppState';
import { RegionLine } from './RegionLine';

/** Gives the line of a region's cost its text; nothing where no PSP moves pages. */
export function RegionPane({ folded }: { readonly folded: boolean }): ReactElement | null {
  const { readings } = useLaboratory();
  const text = useAppState(readings.region);
  return text === undefined ? null : <RegionLine text={text} folded={folded} />;
}
