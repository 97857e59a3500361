import type { ReactElement } from 'react';
import { DesignSwitch } from '../labs/DesignSwitch';
import { useDesigns } from '../labs/useDesigns';
import { OperateLinks } from '../operate/OperateLinks';
import { useLayout } from '../useLayout';
import { RegionPane } from './RegionPane';

/** What stands under the working: a region's cost, and in a wide window the links beside that to the designs, where a helper has them. */
export function UnderVerdict(): ReactElement {
  const layout = useLayout();
  const isWide = layout === 'wide' || layout === 'huge';
  const hasDesigns = useDesigns() !== 'none';
  return (
    <>
      <RegionPane folded={layout === 'phone'} />
      {isWide && hasDesigns ? <div className="verdict-links"><DesignSwitch /><OperateLinks brief={false} /></div> : undefined}
    </>
  );
}
