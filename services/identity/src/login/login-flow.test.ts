import { describe, expect, it } from '@jest/globals';
import { type LoginFlowState, messageIdOf, nextState, openActions, requireOpen, steps } from './login-flow.ts';

const states = Object.keys(steps) as LoginFlowState[];
const leadsTo = (wanted: LoginFlowState) =>
  Object.entries(steps).flatMap(([state, actions]) =>
    Object.entries(actions).flatMap(([action, outcomes]) =>
      Object.entries(outcomes)
        .filter(([, next]) => next === wanted)
        .map(([outcome]) => `${state} ${action} ${outcome}`),
    ),
  );

describe('the steps of a login', () => {
  it('complete only by a right code, after the password', () => {
    expect(leadsTo('completed')).toEqual(['pin_required submit_code done', 'factor_required submit_code done']);
    expect(leadsTo('pin_required').filter((step) => !step.startsWith('pin_required'))).toEqual([
      'password_required submit_password first_login',
    ]);
  });

  it('never lead from a factor back to a PIN, nor from anywhere back to the password', () => {
    expect(leadsTo('pin_required').some((step) => step.startsWith('factor_required'))).toBe(false);
    expect(leadsTo('password_required').every((step) => step.startsWith('password_required'))).toBe(true);
  });

  it('end in three states that lead nowhere', () => {
    expect(states.filter((state) => openActions({ state }).length === 0)).toEqual(['completed', 'cancelled', 'dead']);
  });

  it('offer cancelling and the language in every state that is not an end', () => {
    for (const state of ['password_required', 'pin_required', 'factor_required'] as const) {
      expect(openActions({ state })).toEqual(expect.arrayContaining(['cancel', 'set_language']));
    }
  });

  it('offer the alternative only for a PIN by text message', () => {
    const pin = { maskedDestination: '+1••••••89' };
    expect(openActions({ state: 'pin_required', pin: { ...pin, channel: 'sms' } })).toContain('alternative');
    expect(openActions({ state: 'pin_required', pin: { ...pin, channel: 'email' } })).not.toContain('alternative');
  });

  it('refuse what is not open, naming the state', () => {
    const flow = {
      id: 'lfl_1',
      userIdHash: 'h',
      state: 'password_required',
      language: 'en',
      languageChosen: false,
      expiresAt: new Date(),
    } as const;
    expect(() => requireOpen(flow, 'submit_code')).toThrow('while the login is password required');
    expect(() => requireOpen(flow, 'submit_password')).not.toThrow();
    expect(() => nextState('completed', 'submit_code', 'done')).toThrow('no step');
  });

  it('have a text of their own for each state and channel', () => {
    const pin = { maskedDestination: '' };
    expect(messageIdOf({ state: 'password_required' })).toBe('login.password_required');
    expect(messageIdOf({ state: 'pin_required', pin: { ...pin, channel: 'sms' } })).toBe('login.pin_sent_sms');
    expect(messageIdOf({ state: 'pin_required', pin: { ...pin, channel: 'email' } })).toBe('login.pin_sent_email');
    expect(messageIdOf({ state: 'factor_required' })).toBe('login.factor_required');
  });
});
