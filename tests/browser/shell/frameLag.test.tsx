import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/engine/record/frame';
import { useFrameLag } from '../../../src/views/useFrameLag';
import { laboratoryAt, renderShell } from './bench';

function Lag() {
  return <p>{useFrameLag() ?? 'in step'}</p>;
}

const frameAt = (atNs: number): Frame => ({ atNs }) as Frame;

describe('useFrameLag', () => {
  it('says which moment is shown while the picture stays behind the play head, and nothing once it has come', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    store.setState({ computing: false, computedNs: 100e9, cursorNs: 80e9 });
    laboratory.frames.publish(frameAt(72e9));
    const { container } = await renderShell(laboratory, <Lag />);
    await expect.poll(() => container.textContent).toBe('shown 1:12.0 of 1:20.0');
    laboratory.frames.publish(frameAt(80e9));
    await expect.poll(() => container.textContent).toBe('in step');
  });

  it('leaves out what nobody sees: less than a hundredth of the run', async () => {
    const { laboratory, store } = laboratoryAt('#v=1');
    store.setState({ computing: false, computedNs: 100e9, cursorNs: 80e9 });
    laboratory.frames.publish(frameAt(79.5e9));
    const { container } = await renderShell(laboratory, <Lag />);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(container.textContent).toBe('in step');
  });
});
