import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LicenceState, licenceStates, movesTo, type Occupancy, placeOf, placesOf } from './licence.ts';

const at = new Date('2026-11-22T00:00:00Z');
const occupancies: readonly Occupancy[] = ['available', 'reserved', 'in_use'];

/** Occupancies that a licence in a state can have. */
function occupanciesOf(state: LicenceState): Occupancy[] {
  if (state === 'reserved' || state === 'in_use') return [state];
  return state === 'held' ? ['available', 'in_use'] : ['available'];
}

it('leads each licence by entries that follow one another to where it must be', () => {
  const slot = fc.record({
    state: fc.constantFrom(...licenceStates),
    isUsed: fc.boolean(),
    onHold: fc.boolean(),
    withdrawnBy: fc.constantFrom(null, 'ref_1'),
    isOver: fc.boolean(),
    to: fc.constantFrom(...occupancies),
  });
  fc.assert(
    fc.property(slot, ({ state, isUsed, onHold, withdrawnBy, isOver, to }) => {
      const before = occupanciesOf(state).at(isUsed ? -1 : 0) ?? 'available';
      const validUntil = new Date(at.getTime() + (isOver ? 0 : 1));
      const occupancy = state === 'void' ? 'available' : to;
      const end = placeOf({ state, onHold, withdrawnBy, validUntil }, occupancy, at);
      // An expired licence comes back by an extension of its term only.
      fc.pre(state !== 'expired' || end === 'expired' || end === 'void');
      fc.pre(!(state === 'expired' && occupancy !== 'available'));
      const kinds = movesTo({ state, occupancy: before }, { state: end, occupancy });
      let place: string = state;
      for (const kind of kinds) {
        const { from, to: next } = placesOf(kind, kind === 'resume' ? before : occupancy, state);
        expect([kind, from]).toEqual([kind, place]);
        place = next;
      }
      expect(place).toBe(end);
    }),
  );
});

it('keeps what is reserved or in use until its issuance or its certificates end, whatever was taken back or is over', () => {
  const slot = { state: 'in_use' as const, onHold: false, withdrawnBy: 'ref_1', validUntil: at };
  expect(placeOf(slot, 'in_use', at)).toBe('in_use');
  expect(placeOf({ ...slot, onHold: true }, 'in_use', at)).toBe('held');
  expect(placeOf({ ...slot, onHold: true }, 'reserved', at)).toBe('reserved');
  expect(placeOf(slot, 'available', at)).toBe('void');
  expect(placeOf({ ...slot, withdrawnBy: null }, 'available', at)).toBe('expired');
  expect(placeOf({ ...slot, state: 'void' }, 'in_use', at)).toBe('void');
});
