import type { ReactElement } from 'react';
import { useDesigns } from '../labs/useDesigns';
import { OperateLinks } from '../operate/OperateLinks';
import { useLayout } from '../useLayout';

/** The links of an operator under the stages, where there is room; elsewhere they stand under the working. */
export function BesideVerdict(): ReactElement | null {
  const layout = useLayout();
  const isWide = layout === 'wide' || layout === 'huge';
  const hasDesigns = useDesigns() !== 'none';
  return isWide && hasDesigns ? null : <OperateLinks brief={!isWide} />;
}
