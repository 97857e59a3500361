import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receivePages, receiveRow, sendPages, sendRow } from '../../../../src/engine/host/kvm/sendPages';
import type { SevHost } from '../../../../src/engine/host/kvm/sevHost';
import type { SevVm } from '../../../../src/engine/host/kvm/sevVm';
import { incoming, launched, MS, mustSucceed, newHost, receiveStartRequest, sendStartRequest } from './sevFixtures';

interface Pair {
  readonly hosts: readonly [SevHost, SevHost];
  readonly source: SevVm;
  readonly destination: SevVm;
  readonly tek: number;
}

function started(otherGuests: number): Pair {
  const hosts = [newHost(1, { otherGuests }), newHost(2, { otherGuests })] as const;
  const source = launched(hosts[0]);
  const destination = incoming(hosts[1]);
  const { session } = mustSucceed(source, sendStartRequest(hosts[1]), 1000 * MS);
  if (session === undefined) throw new Error('no session');
  mustSucceed(destination, receiveStartRequest(hosts[0], session), 1000 * MS);
  return { hosts, source, destination, tek: session.tek };
}

const stateOf = ({ hosts }: Pair): unknown => hosts.map((host) => host.capture());

describe('sendRow and receiveRow', () => {
  it('leave the same states and take the same times as sendPages and receivePages', () => {
    const piece = fc.record({ gap: fc.nat(20 * MS), ahead: fc.nat(5 * MS), pages: fc.integer({ min: 1, max: 40 }) });
    fc.assert(fc.property(fc.array(piece, { maxLength: 10 }), fc.nat(2), (pieces, otherGuests) => {
      const rows = started(otherGuests);
      const single = started(otherGuests);
      let now = 2000 * MS;
      for (const { gap, ahead, pages } of pieces) {
        now += gap;
        const sent = sendPages(single.source, now, pages);
        expect(sendRow(rows.source, now, pages)).toBe(sent.endNs);
        now = sent.endNs;
        const received = sent.packets === undefined ? undefined : receivePages(single.destination, now + ahead, sent.packets);
        expect(receiveRow(rows.destination, now + ahead, rows.tek, pages)).toBe(received?.endNs);
      }
      expect(stateOf(rows)).toEqual(stateOf(single));
    }));
  });

  it.each<[string, (pair: Pair) => void]>([
    ['after SEND_CANCEL', ({ source }) => void mustSucceed(source, { id: 'SEND_CANCEL' }, 2000 * MS)],
    ['with a PSP that does not answer', ({ hosts }) => hosts[0].mailbox.stallNext()],
    ['for a VM whose context moved away', ({ source }) => void (source.dead = true)],
    ['for a VM that is not an SEV guest', ({ source }) => void (source.active = false)],
  ])('do nothing %s: sendPages has the error', (_, spoil) => {
    const pair = started(0);
    spoil(pair);
    const before = stateOf(pair);
    expect(sendRow(pair.source, 3000 * MS, 5)).toBeUndefined();
    expect(stateOf(pair)).toEqual(before);
    expect(sendPages(pair.source, 3000 * MS, 5).ret).toBeLessThan(0);
  });

  it('open nothing under the keys of another session', () => {
    const pair = started(0);
    expect(receiveRow(pair.destination, 3000 * MS, pair.tek + 1, 5)).toBeUndefined();
  });
});
