import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandCosts, PSP_PAGE_NS_2019, PSP_PAGE_NS_2021 } from '../../../src/engine/sev/commandCosts';
import { PspMailbox, PSP_COMMAND_TIMEOUT_NS } from '../../../src/engine/sev/pspMailbox';
import { regionCost } from '../../../src/engine/sev/regionCost';

const MS = 1e6;

describe('PspMailbox', () => {
  it('serves one command after another, in order of arrival', () => {
    const mailbox = new PspMailbox(0, 2.5 * MS);
    expect(mailbox.submit(0, 50 * MS)).toEqual({ ret: 0, startNs: 0, endNs: 50 * MS });
    expect(mailbox.submit(10 * MS, 2.5 * MS, 4)).toEqual({ ret: 0, startNs: 50 * MS, endNs: 60 * MS });
    expect(mailbox.submit(100 * MS, 2.5 * MS)).toEqual({ ret: 0, startNs: 100 * MS, endNs: 102.5 * MS });
    expect([mailbox.commands, mailbox.ownBusyNs]).toEqual([6, 62.5 * MS]);
    expect(mailbox.utilisation(125 * MS)).toBe(0.5);
  });

  it('makes each command wait for one of every other guest: throughput falls to 1/(n+1) (F-09)', () => {
    const busy = new PspMailbox(2, 2.5 * MS);
    expect(busy.submit(0, 2.5 * MS, 100)).toEqual({ ret: 0, startNs: 5 * MS, endNs: 750 * MS });
    expect(busy.cycleNs(2.5 * MS)).toBe(7.5 * MS);
    expect([busy.utilisation(750 * MS), busy.ownBusyNs]).toEqual([1, 250 * MS]);
  });

  it('gives up after 100 s and is dead for everyone from then on (F-10)', () => {
    const mailbox = new PspMailbox(0, 2.5 * MS);
    mailbox.stallNext();
    expect(mailbox.submit(5, MS)).toEqual({ ret: -110, startNs: 5, endNs: 5 + PSP_COMMAND_TIMEOUT_NS });
    expect(mailbox.dead).toBe(true);
    expect(mailbox.submit(7, MS)).toEqual({ ret: -16, startNs: 7, endNs: 7 });
    expect(new PspMailbox(0, MS).submit(0, PSP_COMMAND_TIMEOUT_NS + 1).ret).toBe(-110);
    expect(new PspMailbox(9, PSP_COMMAND_TIMEOUT_NS).submit(0, MS).ret).toBe(0);
  });

  it('counts what it has served by now, and nothing of what lies ahead of a gap', () => {
    const mailbox = new PspMailbox(0, MS);
    mailbox.submit(0, MS, 4);
    mailbox.submit(10 * MS, MS, 5);
    expect([2, 4, 9, 12, 15, 20].map((ms) => mailbox.busyNs(ms * MS) / MS)).toEqual([4, 4, 4, 6, 9, 9]);
  });

  it('keeps busy time growing while commands for pages still on the link are queued', () => {
    const step = fc.record({ pass: fc.nat(9), ahead: fc.nat(30), service: fc.nat(9), count: fc.integer({ min: 1, max: 4 }) });
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const mailbox = new PspMailbox(0, 1);
      let now = 0;
      let seen = 0;
      for (const { pass, ahead, service, count } of steps) {
        mailbox.submit(now + ahead, service, count);
        expect(mailbox.busyNs(now)).toBeGreaterThanOrEqual(seen);
        now += pass;
        seen = mailbox.busyNs(now);
      }
      expect(mailbox.busyNs(mailbox.freeAtNs)).toBe(mailbox.ownBusyNs);
    }));
  });

  it('never overlaps two commands, never exceeds full use, and bulk equals one by one (INV-04, INV-33)', () => {
    const submission = fc.record({ gap: fc.nat(20), service: fc.nat(10), count: fc.integer({ min: 1, max: 5 }) });
    fc.assert(fc.property(fc.array(submission, { maxLength: 30 }), fc.nat(3), (submissions, others) => {
      const bulk = new PspMailbox(others, 3);
      const single = new PspMailbox(others, 3);
      let now = 0;
      let end = 0;
      for (const { gap, service, count } of submissions) {
        now += gap;
        const outcome = bulk.submit(now, service, count);
        expect(outcome.startNs).toBeGreaterThanOrEqual(end);
        end = outcome.endNs;
        for (let i = 1; i < count; i += 1) single.submit(now, service);
        expect(single.submit(now, service).endNs).toBe(end);
      }
      expect(single.capture()).toEqual(bulk.capture());
      expect(bulk.busyNs(end)).toBeLessThanOrEqual(end);
    }));
  });
});

describe('costs', () => {
  it('are those of the thread: 244.14 pages/s, 1 GiB in 1073.7 s; 400 pages/s in 655.36 s', () => {
    expect(1e9 / PSP_PAGE_NS_2019).toBeCloseTo(244.14, 2);
    expect((262_144 * PSP_PAGE_NS_2019) / 1e9).toBeCloseTo(1073.74, 2);
    expect((262_144 * PSP_PAGE_NS_2021) / 1e9).toBe(655.36);
    expect((4096 * 8 * 1e9) / PSP_PAGE_NS_2019 / 1e6).toBeCloseTo(8, 9);
  });

  it('mark what nobody published', () => {
    const costs = commandCosts(PSP_PAGE_NS_2021);
    expect(Object.entries(costs).filter(([, cost]) => !cost.estimate).map(([name]) => name)).toEqual(['SEND_UPDATE_DATA']);
    expect(costs.RECEIVE_UPDATE_DATA.ns).toBe(costs.SEND_UPDATE_DATA.ns);
    expect(Object.values(costs).every((cost) => Number.isInteger(cost.ns))).toBe(true);
  });

  it('answer thread 000: 16 KiB is four blocks, 16.384 ms, and saves three round trips', () => {
    expect(regionCost(16_384, PSP_PAGE_NS_2019)).toEqual({ blocks: 4, firmwareNs: 16.384 * MS, savedNs: 90_000, totalNs: 16_294_000 });
    expect(regionCost(4096, PSP_PAGE_NS_2019)).toEqual({ blocks: 1, firmwareNs: 4.096 * MS, savedNs: 0, totalNs: 4.096 * MS });
  });
});
