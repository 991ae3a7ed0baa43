import { forbidden } from '@countersign/errors';
import type { GetLoginFactorsResponse } from '@countersign/proto/second-factor';
import type { IdentityDeps } from '../dependencies.ts';
import { countingFactors, toLoginFactor } from '../factor/factor.ts';
import { askFactor, askFirst, requireChoosable } from '../factor/factor-asking.ts';
import { isEmailHeld } from '../recovery/hold.ts';
import type { User } from '../user/user.ts';
import { step } from './login-access.ts';
import type { LoginFlow, LoginFlowAction } from './login-flow.ts';
import type { Move } from './login-store.ts';

/** A flow whose user has, or had, factors, and the step at which that shows. */
export interface FactorStep {
  flow: LoginFlow;
  user: User;
  action: LoginFlowAction;
}

/**
 * How a flow goes on with the factors of its user: the one that was used last is asked, or the next one that can be. Where
 * none is left, a login offers to report the loss, and a step-up is over. Throws `OFFICER_RELEASE_REQUIRED` when only a
 * mailbox is left that recovered the password lately, and what `askFirst` throws.
 */
export async function toFactor(
  deps: IdentityDeps,
  { flow, user, action }: FactorStep,
  { factors: told }: Pick<GetLoginFactorsResponse, 'factors'>,
): Promise<Move> {
  const emailHeld = isEmailHeld(user, deps.clock.now());
  const factors = countingFactors(told.map(toLoginFactor), { purpose: flow.kind, emailHeld });
  if (factors.length === 0) {
    if (told.some(({ kind }) => kind === 'email')) throw officerNeeded();
    // A session with two factors whose user has none any more: there is nothing left to prove it with.
    if (flow.kind === 'step_up') return step(flow, action, 'session_over');
  }
  const prompt = await askFirst(deps, questionOf(flow, user), factors);
  return { ...step(flow, action, 'factor_active'), factors, ...(prompt !== undefined && { prompt }) };
}

/** As `toFactor`, for a flow that awaited a PIN while a factor became active. */
export async function toFactorInstead(deps: IdentityDeps, at: FactorStep): Promise<Move> {
  return await toFactor(deps, at, await deps.secondFactor.getLoginFactors({ userId: at.user.id }));
}

/** Asks the factor that was chosen, or the present one for another message; throws what second-factor throws. */
export async function askAgain(
  deps: IdentityDeps,
  { flow, user, action }: FactorStep,
  { authenticatorId, resend = false }: { authenticatorId: string; resend?: boolean },
): Promise<Move> {
  const chosen = requireChoosable(flow, authenticatorId);
  const prompt = await askFactor(deps, questionOf(flow, user), { ...chosen, resend });
  return { ...step(flow, action, 'done'), prompt };
}

/** `OFFICER_RELEASE_REQUIRED`, to be thrown. */
export function officerNeeded() {
  return forbidden('OFFICER_RELEASE_REQUIRED', 'your mailbox reset the password lately; ask an officer to release you');
}

function questionOf({ id: flowId, language }: LoginFlow, { id: userId }: User) {
  return { userId, flowId, language, recovery: false };
}
