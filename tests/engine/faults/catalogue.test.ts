import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../src/engine/faults/catalogue';
import { FAULT_RULES } from '../../../src/engine/faults/faultRules';
import { FAULT_STORIES } from '../../../src/scenario/faultStories';

const injectable = FAULTS.filter((fault) => fault.injectable);

describe('the catalogue', () => {
  it('has all 40 faults, in order, each with its rule', () => {
    const ids = Array.from({ length: 40 }, (_, i) => `F-${String(i + 1).padStart(2, '0')}`);
    expect(FAULTS.map(({ id }) => id)).toEqual(ids);
    expect(Object.keys(FAULT_RULES)).toEqual(ids);
  });

  it('says of each what it is, what is seen, how it is found and what is right', () => {
    for (const { title, symptom, handling, detectedBy, scope } of FAULTS) {
      for (const text of [title, symptom, handling]) expect(text).toMatch(/^\S.*\S$/);
      expect(detectedBy.length * scope.guests.length).toBeGreaterThan(0);
    }
  });

  it('names invariants that exist, and asks for a sign of every fault that can be injected', () => {
    for (const { detectedBy, signs } of FAULTS) {
      const named = [...detectedBy.filter((name) => name.startsWith('INV')), ...signs.breaks];
      expect(named.filter((name) => !/^INV-(0[1-9]|[12]\d|3[0-5])$/.test(name))).toEqual([]);
    }
    expect(injectable.filter(({ signs }) => signs.breaks.length + (signs.events?.length ?? 0) === 0)).toEqual([]);
  });

  it('breaks the invariants that are said to find the fault, wherever one of memory, pins or statuses is named', () => {
    const unseen = injectable.flatMap(({ id, detectedBy, signs }) => detectedBy.filter((name) => name.startsWith('INV') && !signs.breaks.includes(name)).map((name) => `${id} ${name}`));
    // All are kept by a refusal, a queue or an undoing: the fault is that something would have broken them.
    expect(unseen).toEqual(['F-09 INV-33', 'F-11 INV-08', 'F-12 INV-08', 'F-19 INV-13', 'F-21 INV-25', 'F-24 INV-18', 'F-34 INV-28']);
  });

  it('has a story for each fault that can be injected, and for no other', () => {
    expect(Object.keys(FAULT_STORIES)).toEqual(injectable.map(({ id }) => id));
  });
});
