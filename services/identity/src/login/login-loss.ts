import { clearAttempts, requireAttempt } from '@countersign/attempts';
import type { IdentityDeps } from '../dependencies.ts';
import { isEmailHeld } from '../recovery/hold.ts';
import { findMobile, type User } from '../user/user.ts';
import { type FactorStep, officerNeeded } from './login-factor.ts';
import { type LoginFlow, nextState, type PinChannel } from './login-flow.ts';
import type { Move } from './login-store.ts';

const purpose = 'CODE_PURPOSE_FACTOR_LOSS';
/** Guesses of a user over all his logins: whoever knows the password begins as many as he likes, each with a new code. */
const guesses = { limit: 10, windowMs: 24 * 3_600_000 } as const;

/**
 * Has a code sent to somebody who says that he lost his factors: to the mobile number that a code proved before, else to
 * his mailbox. Throws `OFFICER_RELEASE_REQUIRED` when only a mailbox is left that recovered the password lately, and what
 * second-factor throws (`RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`).
 */
export async function sendLossCode(deps: IdentityDeps, { flow, user, action }: FactorStep): Promise<Move> {
  const { clock, secondFactor } = deps;
  const channel = user.mobileProvedAt === undefined || user.mobileSealed === undefined ? 'email' : 'sms';
  if (channel === 'email' && isEmailHeld(user, clock.now())) throw officerNeeded();
  const { maskedDestination, resendAt } = await secondFactor.sendCode({
    purpose,
    subjectId: flow.id,
    channel: channel === 'sms' ? 'PIN_CHANNEL_SMS' : 'PIN_CHANNEL_EMAIL',
    destination: destinationOf(deps, user, channel),
    language: flow.language,
    newContact: '',
    knownDevice: false,
  });
  const pin = { channel, maskedDestination, ...(resendAt !== undefined && { resendAt }) } as const;
  return { from: [flow.state], to: nextState(flow.state, action, 'done'), pin };
}

/** Has second-factor verify and use up the code of a loss, and returns how it had travelled. Throws `ATTEMPTS_EXHAUSTED`, too. */
export async function verifyLossCode(
  deps: IdentityDeps,
  { flow, user, code }: { flow: LoginFlow; user: User; code: string },
): Promise<PinChannel> {
  const { db, clock, secondFactor } = deps;
  const channel = flow.pin?.channel ?? 'email';
  const destination = destinationOf(deps, user, channel);
  const bucket = `loss-code:${user.id}`;
  await requireAttempt(db, { bucket, ...guesses, at: clock.now() });
  await secondFactor.verifyCode({ purpose, subjectId: flow.id, code, destination });
  await clearAttempts(db, bucket);
  return channel;
}

function destinationOf({ keyring }: IdentityDeps, user: User, channel: PinChannel): string {
  // A number that was taken away meanwhile got no code: the mailbox did not either, so that any code is refused.
  return (channel === 'sms' ? findMobile(keyring, user) : undefined) ?? user.email;
}
