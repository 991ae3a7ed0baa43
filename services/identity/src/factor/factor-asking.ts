import { DomainError, notFound } from '@countersign/errors';
import type { FactorPrompt as PromptMessage } from '@countersign/proto/second-factor';
import type { IdentityDeps } from '../dependencies.ts';
import { type FactorPrompt, type FlowFactors, isAsked, type LoginFactor } from './factor.ts';

/** For what factors are asked. */
export interface Question {
  userId: string;
  /** Login or recovery flow. */
  flowId: string;
  /** Language of a message. */
  language: string;
  recovery: boolean;
}

type AskDeps = Pick<IdentityDeps, 'secondFactor'>;

/**
 * Asks a factor: has the cells of a card drawn, which stay the same until they are answered, or a code sent, another one
 * only with `resend`. Nothing is asked of an app. Throws what second-factor throws, for example `RESEND_TOO_EARLY`.
 */
export async function askFactor(
  { secondFactor }: AskDeps,
  question: Question,
  { authenticatorId, kind, resend = false }: Pick<LoginFactor, 'authenticatorId' | 'kind'> & { resend?: boolean },
): Promise<FactorPrompt> {
  if (!isAsked({ kind })) return { authenticatorId, kind, cells: [], serial: '', challengeId: '' };
  const { flowId: loginFlowId, ...rest } = question;
  const { prompt } = await secondFactor.askLoginFactor({ ...rest, loginFlowId, authenticatorId, resend });
  if (prompt === undefined) throw new Error('second-factor asked a factor for nothing');
  return toPrompt(prompt, { authenticatorId, kind });
}

/**
 * Asks the first of several factors that can be asked now: one whose messages are used up, or that was locked a moment
 * ago, leaves the others. Throws why the first could not when none can; without factors nothing is asked.
 */
export async function askFirst(
  deps: AskDeps,
  question: Question,
  [first, ...others]: readonly LoginFactor[],
): Promise<FactorPrompt | undefined> {
  if (first === undefined) return undefined;
  try {
    return await askFactor(deps, question, first);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'unavailable' || others.length === 0) throw error;
    const next = await askFirst(deps, question, others).catch(() => undefined);
    if (next === undefined) throw error;
    return next;
  }
}

/** The factor of a flow that its client chose; throws `AUTHENTICATOR_NOT_FOUND` for any other. */
export function requireChoosable({ factors = [] }: FlowFactors, authenticatorId: string): LoginFactor {
  const chosen = factors.find((factor) => factor.authenticatorId === authenticatorId);
  if (chosen === undefined) throw notFound('AUTHENTICATOR_NOT_FOUND', 'choose one of the factors that the flow names');
  return chosen;
}

function toPrompt(
  { cells, serial, challengeId, channel, maskedDestination, resendAt }: PromptMessage,
  factor: Pick<LoginFactor, 'authenticatorId' | 'kind'>,
): FactorPrompt {
  const { authenticatorId, kind } = factor;
  const prompt = { authenticatorId, kind, cells, serial, challengeId };
  if (channel !== 'sms' && channel !== 'email') return prompt;
  return { ...prompt, sent: { channel, maskedDestination, ...(resendAt !== undefined && { resendAt }) } };
}
