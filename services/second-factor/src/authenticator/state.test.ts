import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuthenticatorState } from '../database.ts';
import { deadStates, isDead, isPending, mayMove, moves, stateAt, statesBefore } from './state.ts';

const states = Object.keys(moves) as AuthenticatorState[];
const anyState = fc.constantFrom(...states);
const noon = new Date('2026-03-01T12:00:00Z');
const aMoment = fc.integer({ min: -1_000, max: 1_000 }).map((ms) => new Date(noon.getTime() + ms));

describe('the life of an authenticator', () => {
  it('never leaves a state that is an end, and can always reach one', () => {
    for (const state of states) {
      expect(moves[state].length === 0).toBe(isDead(state));
      expect(deadStates.some((dead) => mayMove(state, dead))).toBe(!isDead(state));
    }
  });

  it('has no way back from use to its first code, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 30 }), (wishes) => {
        let state: AuthenticatorState = 'issued';
        let wasUsed = false;
        for (const wish of wishes) {
          if (mayMove(state, wish)) state = wish;
          wasUsed ||= state === 'active';
          expect(wasUsed && isPending(state)).toBe(false);
        }
      }),
    );
  });

  it('is changed from the states from which a state can be reached, and from no other', () => {
    fc.assert(
      fc.property(anyState, anyState, (from, to) => {
        expect(statesBefore(to).includes(from)).toBe(mayMove(from, to));
      }),
    );
  });

  it('is over at its end and from then on, whatever its row says', () => {
    fc.assert(
      fc.property(anyState, aMoment, fc.option(aMoment), aMoment, (state, expiresAt, validUntil, at) => {
        const read = stateAt({ state, expiresAt, validUntil }, at);
        const end = isPending(state) ? expiresAt : validUntil;
        const isOver = !isDead(state) && end !== null && end <= at;
        expect(read).toBe(isOver ? 'expired' : state);
      }),
    );
  });
});
