import { DomainError, exhausted } from '@countersign/errors';
import type { IdentityDeps } from '../dependencies.ts';
import { isEmailHeld } from '../recovery/hold.ts';
import { findMobile, type User } from '../user/user.ts';
import { officerNeeded, toFactorInstead } from './login-factor.ts';
import { type LoginFlow, type LoginFlowAction, nextState, type PinChannel, wrongState } from './login-flow.ts';
import { endSend, type Move, takeSend } from './login-store.ts';

export interface PinOrder {
  flow: LoginFlow;
  user: User;
  /** The step that makes the PIN necessary. */
  action: LoginFlowAction;
  /** By text message when a mobile number is known and nothing is said, else by e-mail. */
  channel?: PinChannel;
}

/**
 * Has second-factor send a one-time PIN and returns how the flow moves: once for several parallel wishes, of which the
 * others get `RESEND_TOO_EARLY`. Where a factor became active meanwhile, no PIN is sent and the flow moves to that factor.
 * Throws what second-factor throws (`RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`, `PIN_CHANNEL_OFF`), and `OFFICER_RELEASE_REQUIRED` when only a
 * mailbox is left that recovered the password.
 */
export async function sendPin(deps: IdentityDeps, order: PinOrder): Promise<Move> {
  const { db, clock, keyring } = deps;
  const { flow, user, action } = order;
  const mobile = findMobile(keyring, user);
  const wished = order.channel ?? (mobile === undefined ? 'email' : 'sms');
  const emailHeld = isEmailHeld(user, clock.now());
  if (emailHeld && mobile === undefined) {
    throw officerNeeded();
  }
  const channel = emailHeld ? 'sms' : wished;
  const destination = channel === 'sms' ? mobile : user.email;
  if (destination === undefined) throw new Error('a PIN was to go by text message to a user without a mobile number');
  if (!(await takeSend(db, flow, clock.now()))) {
    if (action === 'submit_password') throw wrongState('pin_required');
    throw exhausted('RESEND_TOO_EARLY', 'a code is on its way; wait for it', { retryAfterSeconds: 30 });
  }
  const from = [flow.state];
  const mayMail = order.channel === undefined && channel === 'sms' && !emailHeld;
  const ways: [Way, ...Way[]] = [
    // Where the text message cannot be delivered, the mailbox gets a PIN unasked.
    { channel, destination, fallbackEmail: channel === 'sms' && !emailHeld ? user.email : '' },
    ...(mayMail ? [{ channel: 'email', destination: user.email, fallbackEmail: '' } as const] : []),
  ];
  try {
    const { maskedDestination, resendAt, ...used } = await sendBy(deps, order, ways);
    const outcome = action === 'submit_password' ? 'first_login' : 'done';
    return {
      from,
      to: nextState(flow.state, action, outcome),
      pin: { ...used, maskedDestination, ...(resendAt !== undefined && { resendAt }) },
    };
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'FIRST_LOGIN_OVER') {
      return await toFactorInstead(deps, { flow, user, action });
    }
    await endSend(db, flow.id);
    throw error;
  }
}

interface Way {
  channel: PinChannel;
  destination: string;
  /** Empty for none. */
  fallbackEmail: string;
}

/** Why second-factor sends no text message to anybody, or none to this number: e-mail is the other way. */
const noTextMessage: ReadonlySet<string> = new Set(['PIN_CHANNEL_OFF', 'DESTINATION_NOT_SERVED', 'SMS_CAP_REACHED']);

/** Sends by the first way that second-factor takes. */
async function sendBy(
  deps: Pick<IdentityDeps, 'secondFactor'>,
  order: PinOrder,
  [{ channel, destination, fallbackEmail }, ...others]: [Way, ...Way[]],
): Promise<{ channel: PinChannel; maskedDestination: string; resendAt: Date | undefined }> {
  const { flow, user } = order;
  try {
    const { maskedDestination, resendAt } = await deps.secondFactor.sendLoginPin({
      userId: user.id,
      loginFlowId: flow.id,
      channel: channel === 'sms' ? 'PIN_CHANNEL_SMS' : 'PIN_CHANNEL_EMAIL',
      destination,
      language: flow.language,
      fallbackEmail,
    });
    return { channel, maskedDestination, resendAt };
  } catch (error) {
    const [next, ...rest] = others;
    if (next === undefined || !(error instanceof DomainError) || !noTextMessage.has(error.reason)) throw error;
    return await sendBy(deps, order, [next, ...rest]);
  }
}
