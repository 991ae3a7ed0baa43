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
    expect(leadsTo('completed')).toEqual([
      'pin_required submit_code done',
      'factor_required submit_code done',
      'loss_code_required submit_code done',
    ]);
    expect(leadsTo('pin_required').filter((step) => !step.startsWith('pin_required'))).toEqual([
      'password_required submit_password first_login',
    ]);
  });

  it('never lead from a factor back to a PIN, nor from anywhere back to the password', () => {
    expect(leadsTo('pin_required').some((step) => step.startsWith('factor_required'))).toBe(false);
    expect(leadsTo('password_required').every((step) => step.startsWith('password_required'))).toBe(true);
  });

  it('end in three states that lead nowhere', () => {
    expect(states.filter((state) => openActions({ kind: 'login', state }).length === 0)).toEqual([
      'completed',
      'cancelled',
      'dead',
    ]);
  });

  it('offer cancelling and the language in every state that is not an end', () => {
    for (const state of ['password_required', 'pin_required', 'factor_required', 'loss_code_required'] as const) {
      expect(openActions({ kind: 'login', state })).toEqual(expect.arrayContaining(['cancel', 'set_language']));
    }
  });

  it('offer the alternative only for a PIN by text message', () => {
    const pin = { maskedDestination: '+1••••••89' };
    expect(openActions({ kind: 'login', state: 'pin_required', pin: { ...pin, channel: 'sms' } })).toContain(
      'alternative',
    );
    expect(openActions({ kind: 'login', state: 'pin_required', pin: { ...pin, channel: 'email' } })).not.toContain(
      'alternative',
    );
  });

  it('refuse what is not open, naming the state', () => {
    expect(() => requireOpen(flow, 'submit_code')).toThrow('while the login is password required');
    expect(() => requireOpen(flow, 'submit_password')).not.toThrow();
    expect(() => nextState('completed', 'submit_code', 'done')).toThrow('no step');
  });

  it('offer no alternative while the mailbox is held', () => {
    const pin = { maskedDestination: '', channel: 'sms' } as const;
    expect(openActions({ kind: 'login', state: 'pin_required', pin, emailClosed: true })).not.toContain('alternative');
  });

  it('lead to a recovery where the password is asked, and nowhere else', () => {
    expect(states.filter((state) => openActions({ kind: 'login', state }).includes('recover'))).toEqual([
      'password_required',
    ]);
    expect(() => nextState('password_required', 'recover', 'done')).toThrow('no step');
  });

  it('tell how many attempts are left at what is awaited', () => {
    expect(attemptsLeft(flow)).toBe(3);
    expect(attemptsLeft({ ...flow, state: 'factor_required' })).toBe(4);
    expect(attemptsLeft({ ...flow, state: 'dead' })).toBe(0);
  });

  const prompt = { authenticatorId: 'aut_1', cells: [], serial: '', challengeId: '' };
  const awaiting = (over: Partial<LoginFlow>) => openActions({ ...flow, state: 'factor_required', ...over });

  it('offer two codes of an app, another message where one was sent, and a choice where there is one', () => {
    const factor = { authenticatorId: 'aut_1', kind: 'totp', label: '', maskedDestination: '', serial: '' };
    const app = awaiting({ factors: [factor], prompt: { ...prompt, kind: 'totp' } });
    expect(app).toEqual(['submit_code', 'resynchronise', 'report_loss', 'set_language', 'cancel']);
    const sent = { channel: 'sms', maskedDestination: '+1••••••89' } as const;
    const sms = awaiting({ factors: [factor, factor], prompt: { ...prompt, kind: 'sms', sent } });
    expect(sms).toEqual(['submit_code', 'choose_factor', 'resend', 'report_loss', 'set_language', 'cancel']);
  });

  it('take no code where no factor is left, and any app’s where a flow from before names none', () => {
    expect(awaiting({ factors: [] })).toEqual(['report_loss', 'set_language', 'cancel']);
    expect(messageOf({ ...flow, state: 'factor_required', factors: [] }).id).toBe('login.factor_lost');
    expect(awaiting({})).toEqual(['submit_code', 'report_loss', 'set_language', 'cancel']);
  });

  it('take the report of a loss in a login, after the password, and not in a step-up', () => {
    expect(leadsTo('loss_code_required').filter((step) => !step.startsWith('loss_code_required'))).toEqual([
      'factor_required report_loss done',
    ]);
    expect(awaiting({ kind: 'step_up', factors: [] })).not.toContain('report_loss');
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
