import { describe, expect, it } from '@jest/globals';
import {
  attemptsLeft,
  type LoginFlow,
  type LoginFlowState,
  messageOf,
  nextState,
  openActions,
  requireOpen,
  steps,
} from './login-flow.ts';

const flow: LoginFlow = {
  id: 'lfl_1',
  kind: 'login',
  userIdHash: 'h',
  state: 'password_required',
  language: 'en',
  languageChosen: false,
  passwordAttempts: 2,
  codeAttempts: 1,
  sends: 0,
  device: '',
  expiresAt: new Date(),
};
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
    expect(() => requireOpen(flow, 'submit_code')).toThrow('while the login is password required');
    expect(() => requireOpen(flow, 'submit_password')).not.toThrow();
    expect(() => nextState('completed', 'submit_code', 'done')).toThrow('no step');
  });

  it('offer no alternative while the mailbox is held', () => {
    const pin = { maskedDestination: '', channel: 'sms' } as const;
    expect(openActions({ state: 'pin_required', pin, emailClosed: true })).not.toContain('alternative');
  });

  it('lead to a recovery where the password is asked, and nowhere else', () => {
    expect(states.filter((state) => openActions({ state }).includes('recover'))).toEqual(['password_required']);
    expect(() => nextState('password_required', 'recover', 'done')).toThrow('no step');
  });

  it('tell how many attempts are left at what is awaited', () => {
    expect(attemptsLeft(flow)).toBe(3);
    expect(attemptsLeft({ ...flow, state: 'factor_required' })).toBe(4);
    expect(attemptsLeft({ ...flow, state: 'dead' })).toBe(0);
  });

  it('have a text of their own for each state, channel and kind', () => {
    const pin = { maskedDestination: '+1••••••89' };
    const idOf = (over: Partial<LoginFlow>) => messageOf({ ...flow, ...over }).id;
    expect(idOf({})).toBe('login.password_required');
    expect(idOf({ state: 'pin_required', pin: { ...pin, channel: 'sms' } })).toBe('login.pin_sent_sms');
    expect(idOf({ state: 'factor_required' })).toBe('login.factor_required');
    expect(idOf({ kind: 'step_up', state: 'factor_required' })).toBe('step_up.factor_required');
    expect(messageOf({ ...flow, state: 'pin_required', pin: { ...pin, channel: 'email' } })).toEqual({
      id: 'login.pin_sent_email',
      parameters: { destination: '+1••••••89' },
    });
  });
});
