import { DomainError } from '@countersign/errors';
import type { IdentityDeps } from '../dependencies.ts';
import { findMobile, type User } from '../user/user.ts';
import { type LoginFlow, type LoginFlowAction, nextState, type PinChannel } from './login-flow.ts';
import type { Move } from './login-store.ts';

export interface PinOrder {
  flow: LoginFlow;
  user: User;
  /** The step that makes the PIN necessary. */
  action: LoginFlowAction;
  /** By text message when a mobile number is known and nothing is said, else by e-mail. */
  channel?: PinChannel;
}

/**
 * Has second-factor send a one-time PIN and returns how the flow moves. Where a factor became active meanwhile, no PIN
 * is sent and the flow moves to that factor. Throws what second-factor throws: `RESEND_TOO_EARLY`,
 * `PIN_SENDS_EXHAUSTED`.
 */
export async function sendPin({ keyring, secondFactor }: IdentityDeps, order: PinOrder): Promise<Move> {
  const { flow, user, action } = order;
  const mobile = findMobile(keyring, user);
  const channel = order.channel ?? (mobile === undefined ? 'email' : 'sms');
  const destination = channel === 'sms' ? mobile : user.email;
  if (destination === undefined) throw new Error('a PIN was to go by text message to a user without a mobile number');
  const from = [flow.state];
  try {
    const { maskedDestination, resendAt } = await secondFactor.sendLoginPin({
      userId: user.id,
      loginFlowId: flow.id,
      channel: channel === 'sms' ? 'PIN_CHANNEL_SMS' : 'PIN_CHANNEL_EMAIL',
      destination,
      language: flow.language,
    });
    const outcome = action === 'submit_password' ? 'first_login' : 'done';
    return {
      from,
      to: nextState(flow.state, action, outcome),
      pin: { channel, maskedDestination, ...(resendAt !== undefined && { resendAt }) },
    };
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'FIRST_LOGIN_OVER') {
      return { from, to: nextState(flow.state, action, 'factor_active') };
    }
    throw error;
  }
}
