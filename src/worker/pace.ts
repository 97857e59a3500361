/** The worker's clock and its way to let waiting messages in. */
export interface Pace {
  /** Milliseconds from any origin. */
  now(): number;
  /** Settles after the messages that wait now were delivered. */
  breathe(): Promise<void>;
}

/**
 * Breathes through a MessageChannel: a task of its own, without the 4 ms that browsers add to nested timers
 * (HTML, timer initialisation steps). Delivered in order with the page's messages, so none waits longer than a quantum.
 */
export function createPace(): Pace {
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.addEventListener('message', () => waiting.shift()?.());
  channel.port1.start();
  return {
    now: () => performance.now(),
    breathe: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        channel.port2.postMessage(undefined);
      }),
  };
}
