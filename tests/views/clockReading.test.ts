import { describe, expect, it } from 'vitest';
import { clockReading } from '../../src/views/clockReading';

describe('clockReading', () => {
  it.each([
    [61.3e9, 124e9, true, '1:01.30', '2:04.0'],
    [0, 77e9, false, '0:00.00', '\u2265 1:17.0'],
    [0.04e9, 2e9, true, '0:00.040', '0:02.00'],
    [12_345, 40e6, true, '0:00.00001', '0:00.0400'],
    [103_195e9, 339_840e9, true, '28:39:55', '94 h'],
  ])('%d ns of %d ns', (cursor, end, known, now, said) => {
    expect(clockReading(cursor, end, known)).toEqual({ now, end: said });
  });
});
