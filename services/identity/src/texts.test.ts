import { texts } from '@countersign/texts';
import { describe, expect, it } from '@jest/globals';
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
    // A step-up asks for no PIN, and a login that does has sent one.
    for (const state of states.filter((one) => one !== 'pin_required' || kind === 'login')) {
      for (const pin of state === 'pin_required' ? pins.slice(0, 2) : pins.slice(2)) {
        const { id, parameters } = messageOf({ kind, state, ...(pin !== undefined && { pin }) });
        expect([id, parametersOf(id)]).toEqual([id, Object.keys(parameters)]);
      }
    }
  });

  it('the messages of a recovery', () => {
    for (const state of Object.keys(recoverySteps)) expect(parametersOf(`recovery.${state}`)).toEqual([]);
  });

  it('the next actions of both', () => {
    const actions = [...Object.values(loginSteps), ...Object.values(recoverySteps)].flatMap((step) =>
      Object.keys(step),
    );
    expect(new Set(actions).size).toBe(9);
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
