import { mix32 } from '../time/random';
import type { RunEvent } from './runEvent';

const scratch = (): { readonly doubles: Float64Array; readonly words: Int32Array } => {
  const doubles = new Float64Array(1);
  return { doubles, words: new Int32Array(doubles.buffer) };
};

/** A 64-bit hash over events, counters and final page state: the same in every engine (design.md section 3, determinism). */
export class Fingerprint {
  private low = 0x243f6a88;
  private high = 0x13198a2e;
  private readonly scratch = scratch();

  word(value: number): void {
    this.low = mix32(this.low ^ value);
    this.high = (mix32(this.high + value) ^ this.low) | 0;
  }

  /** Both halves of the IEEE 754 double; -0 counts as 0. */
  number(value: number): void {
    this.scratch.doubles[0] = value + 0;
    this.word(this.scratch.words[0]!);
    this.word(this.scratch.words[1]!);
  }

  text(value: string): void {
    this.word(value.length);
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i));
  }

  /** A whole plane: one multiplication and a shift down a word (1 ns), then mixed in. */
  words(values: Int32Array): void {
    let hash = values.length;
    for (let i = 0; i < values.length; i++) {
      hash = (Math.imul(hash ^ values[i]!, 0x9e3779b1) + 0x7f4a7c15) | 0;
      hash ^= hash >>> 15;
    }
    this.word(hash);
  }

  event(event: RunEvent): void {
    this.number(event.atNs);
    this.text(`${event.kind} ${event.host} ${event.name} ${event.value ?? ''} ${event.state ?? ''}`);
    this.number(event.ret ?? 0);
    this.number(event.fwError ?? 0);
    this.number(event.count ?? 0);
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return hex(this.high) + hex(this.low);
  }
}
