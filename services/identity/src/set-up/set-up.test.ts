import { describe, expect, it } from '@jest/globals';
import { isComplete, questionMethod } from './set-up.ts';

describe('the questions of a recovery', () => {
  it('are no method of the set-up where the policy has none', () => {
    expect(questionMethod({ policy: 'off', toAnswer: 5, answered: 5 })).toBeUndefined();
  });

  it('may be skipped where they are optional, and not where they are required', () => {
    const optional = { method: 'recovery_questions', required: false, done: false } as const;
    expect(questionMethod({ policy: 'optional', toAnswer: 5, answered: 4 })).toEqual(optional);
    expect(isComplete([optional])).toBe(true);
    expect(isComplete([{ ...optional, required: true }])).toBe(false);
  });

  it('are done with the last answer', () => {
    expect(questionMethod({ policy: 'required', toAnswer: 5, answered: 5 })).toEqual({
      method: 'recovery_questions',
      required: true,
      done: true,
    });
  });
});
