import { describe, expect, it } from 'vitest';
import { helperPageNs } from '../../../src/engine/helper/helperCosts';
import { PageMailbox } from '../../../src/engine/helper/pageMailbox';
import { PostedMirror } from '../../../src/engine/helper/postedMirror';

const HELPER = { ringDepth: 64, vcpus: 8, pageNs: 1270, imageBytes: 0 };

describe('PageMailbox', () => {
  it('takes 3 to 4 us a page with AES-NI, about 28 us in pure C, and never leaves the guest', () => {
    const mailbox = new PageMailbox(1270);
    expect(mailbox.take(1000)).toBe(1000 * 3370);
    expect(new PageMailbox(26_300).take(1)).toBe(28_400);
    expect(mailbox.state).toEqual({ open: 0, issued: 1000, pages: 1000, doorbells: 0, exits: 0, fullExits: 0, workNs: 1_270_000 });
    expect(helperPageNs('mailbox', HELPER)).toBe(3370);
  });

  it('has one page in flight: nothing is open, whatever came', () => {
    const mailbox = new PageMailbox(1270);
    mailbox.take(7);
    expect(mailbox.flush()).toBe(0);
  });
});

describe('PostedMirror', () => {
  it('adds an exit through the run loop of QEMU to each page [estimate]', () => {
    const mirror = new PostedMirror(1270);
    expect(mirror.take(1000)).toBe(1000 * (3370 + 11_000));
    expect([mirror.state.exits, mirror.state.doorbells, mirror.state.pages]).toEqual([1000, 1000, 1000]);
    expect(helperPageNs('mirror-rfc', HELPER)).toBe(14_370);
  });
});
