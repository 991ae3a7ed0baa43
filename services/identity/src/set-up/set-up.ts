import type { QuestionPolicy } from '../policy/policy.ts';

/** A method of the set-up. */
export interface SetUpMethod {
  method: 'authenticator' | 'recovery_questions';
  /** Whether the policy requires it; another one may be skipped. */
  required: boolean;
  done: boolean;
}

/** What decides about the questions of a recovery. */
export interface QuestionsToSetUp {
  policy: QuestionPolicy;
  /** Number of questions that must be answered. */
  toAnswer: number;
  /** Number of questions that the user has answered. */
  answered: number;
}

/** The method of the questions; undefined where the policy has none. */
export function questionMethod({ policy, toAnswer, answered }: QuestionsToSetUp): SetUpMethod | undefined {
  if (policy === 'off') return undefined;
  return { method: 'recovery_questions', required: policy === 'required', done: answered >= toAnswer };
}

/** Whether nothing that is required is left. */
export function isComplete(methods: readonly SetUpMethod[]): boolean {
  return methods.every(({ required, done }) => done || !required);
}
