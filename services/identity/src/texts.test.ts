import { texts } from '@countersign/texts';
import { describe, expect, it } from '@jest/globals';
import { factorMessage } from './factor/factor.ts';
import { type LoginFlowState, steps as loginSteps, messageOf } from './login/login-flow.ts';
import { questionKeys } from './question/question.ts';
import { steps as recoverySteps } from './recovery/recovery-flow.ts';

const parametersOf = (id: string) => {
  const text = (texts.en as Readonly<Record<string, string>>)[id];
  if (text === undefined) return `there is no text ${id}`;
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
};

describe('whatever a flow names by an id has a text', () => {
  const states = Object.keys(loginSteps) as LoginFlowState[];
  const pins = [
    ...(['sms', 'email'] as const).map((channel) => ({ channel, maskedDestination: 'r***@example.com' })),
    undefined,
  ];

  it.each(['login', 'step_up'] as const)('the messages of a %s, with the parameters that they take', (kind) => {
    // A step-up asks for no PIN and takes no report of a loss, and a login that asks for either code has sent one.
    const withCode: readonly LoginFlowState[] = ['pin_required', 'loss_code_required'];
    for (const state of states.filter((one) => !withCode.includes(one) || kind === 'login')) {
      for (const pin of withCode.includes(state) ? pins.slice(0, 2) : pins.slice(2)) {
        const { id, parameters } = messageOf({ kind, state, ...(pin !== undefined && { pin }) });
        expect([id, parametersOf(id)]).toEqual([id, Object.keys(parameters)]);
      }
    }
  });

  const prompt = { authenticatorId: 'aut_1', cells: [], serial: '', challengeId: '' };
  const cells = { cells: ['A1', 'C4'], serial: '6935019387' };
  const sent = (channel: 'sms' | 'email') => ({ sent: { channel, maskedDestination: '+1••••••89' } });
  const prompts = [
    { ...prompt, kind: 'totp' },
    { ...prompt, kind: 'soft_token' },
    { ...prompt, kind: 'grid_card', ...cells },
    { ...prompt, kind: 'egrid', ...cells },
    { ...prompt, kind: 'sms', ...sent('sms') },
    { ...prompt, kind: 'email', ...sent('email') },
    { ...prompt, kind: 'of_tomorrow' },
  ];

  it.each(['login', 'step_up', 'recovery'] as const)('what a %s says of each kind of factor', (flow) => {
    const ofFlow = flow === 'login' ? [...prompts, { ...prompt, kind: 'emergency_code' }] : prompts;
    for (const each of ofFlow) {
      const { id, parameters } = factorMessage(flow, { prompt: each });
      expect(id).toBe(`${flow}.factor_required${each.kind === 'of_tomorrow' ? '' : `.${each.kind}`}`);
      expect([id, parametersOf(id)]).toEqual([id, Object.keys(parameters)]);
    }
  });

  it('the loss of all factors', () => {
    expect(parametersOf('login.factor_lost')).toEqual([]);
  });

  it('the messages of a recovery', () => {
    for (const state of Object.keys(recoverySteps)) expect(parametersOf(`recovery.${state}`)).toEqual([]);
  });

  it('the next actions of both', () => {
    const actions = [...Object.values(loginSteps), ...Object.values(recoverySteps)].flatMap((step) =>
      Object.keys(step),
    );
    expect(new Set(actions).size).toBe(12);
    for (const action of actions) expect(parametersOf(`action.${action}`)).toEqual([]);
  });

  it('the questions of the bank, and no others', () => {
    const ids = Object.keys(texts.en).filter((id) => id.startsWith('question.'));
    expect(ids.toSorted()).toEqual(questionKeys.map((key) => `question.${key}`).toSorted());
  });

  it.each(['authenticator', 'recovery_questions'])('the method of set-up %s', (method) => {
    expect(parametersOf(`set_up.${method}`)).toEqual([]);
  });
});
