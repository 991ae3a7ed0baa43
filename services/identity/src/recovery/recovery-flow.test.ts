import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEmailHeld } from './hold.ts';
import { nextProof, nextState, openActions, type RecoveryFlowState, resendPauseMs, steps } from './recovery-flow.ts';

const states = Object.keys(steps) as RecoveryFlowState[];
const leadsTo = (wanted: RecoveryFlowState) =>
  Object.entries(steps).flatMap(([state, actions]) =>
    Object.entries(actions).flatMap(([action, outcomes]) =>
      Object.entries(outcomes)
        .filter(([, next]) => next === wanted)
        .map(([outcome]) => `${state} ${action} ${outcome}`),
    ),
  );
const at = new Date('2026-11-21T12:00:00Z');
const later = new Date('2026-11-21T12:00:01Z');

describe('the steps of a recovery', () => {
  it('complete only by a new password, after a proof', () => {
    expect(leadsTo('completed')).toEqual(['password_required submit_password done']);
    expect(leadsTo('password_required')).toEqual([
      'code_required submit_code proved',
      'questions_required submit_answers proved',
      'factor_required submit_factor_code proved',
      'password_required set_language done',
    ]);
  });

  it('never lead back to a step that was passed, nor from one proof to another', () => {
    for (const state of ['code_required', 'questions_required', 'factor_required', 'officer_required'] as const) {
      const others = leadsTo(state).filter((step) => !step.startsWith(`${state} `));
      expect(others.every((step) => step.startsWith('code_required submit_code'))).toBe(true);
    }
  });

  it('can be cancelled and told a language everywhere but at the end', () => {
    for (const state of states) {
      const open = openActions({ state, sends: 1 });
      const isOver = state === 'completed' || state === 'cancelled' || state === 'dead';
      expect([state, open.includes('cancel'), open.includes('set_language')]).toEqual([state, !isOver, !isOver]);
    }
  });

  it('send a code three times, after 30 and 60 seconds', () => {
    expect([1, 2, 3].map((sends) => openActions({ state: 'code_required', sends }).includes('resend'))).toEqual([
      true,
      true,
      false,
    ]);
    expect([1, 2].map(resendPauseMs)).toEqual([30_000, 60_000]);
  });

  it('know no step beyond the table', () => {
    expect(() => nextState('officer_required', 'submit_password', 'done')).toThrow('has no step');
  });
});

describe('what has to be proved after the mailed code', () => {
  it('is never nothing for somebody who logged in before, unless an officer released him', () => {
    const moment = fc.option(fc.constantFrom(at, later), { nil: undefined });
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), moment, (canAnswer, canUseFactor, releasedUntil) => {
        const user = {
          firstLoginAt: at,
          canAnswer,
          canUseFactor,
          ...(releasedUntil !== undefined && { releasedUntil }),
        };
        const own = canUseFactor ? 'factor' : 'officer';
        const unreleased = canAnswer ? 'questions' : own;
        expect(nextProof(user, at)).toBe(releasedUntil === later ? 'proved' : unreleased);
      }),
    );
  });

  it('is what somebody has who never logged in, and nothing when he has nothing', () => {
    expect(nextProof({ canAnswer: false, canUseFactor: false }, at)).toBe('proved');
    expect(nextProof({ canAnswer: false, canUseFactor: true }, at)).toBe('factor');
  });
});

describe('a mailbox that recovered a password', () => {
  it('is no second factor until its time is over, or an officer released its user', () => {
    expect(isEmailHeld({}, at)).toBe(false);
    expect(isEmailHeld({ emailHeldUntil: later }, at)).toBe(true);
    expect(isEmailHeld({ emailHeldUntil: later }, later)).toBe(false);
    expect(isEmailHeld({ emailHeldUntil: later, releasedUntil: later }, at)).toBe(false);
    expect(isEmailHeld({ emailHeldUntil: later, releasedUntil: at }, at)).toBe(true);
  });
});
