import { describe, expect, it } from 'vitest';
import { lateCode } from '../../src/base/lateCode';

describe('lateCode', () => {
  it('is loaded once, however often and early it is asked for, and says so', async () => {
    let loads = 0;
    let heard = 0;
    const code = lateCode(async () => {
      loads += 1;
      return 'a view';
    });
    code.subscribe(() => (heard += 1));
    expect(code.current()).toBeUndefined();
    await Promise.all([code.fetch(), code.fetch()]);
    await code.fetch();
    expect([code.current(), loads, heard]).toEqual(['a view', 1, 1]);
  });

  it('hands a failure to who asked, and tries again when asked again', async () => {
    const answers = [Promise.reject(new Error('no network')), Promise.resolve('a view')];
    const code = lateCode(() => answers.shift() ?? Promise.reject(new Error('asked a third time')));
    await expect(code.fetch()).rejects.toThrow('no network');
    expect(code.current()).toBeUndefined();
    await code.fetch();
    expect(code.current()).toBe('a view');
  });

  it('leaves alone who ended listening', async () => {
    let heard = 0;
    const code = lateCode(async () => 1);
    code.subscribe(() => (heard += 1))();
    await code.fetch();
    expect(heard).toBe(0);
  });
});
