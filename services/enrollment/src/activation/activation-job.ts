import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import type { Keyring } from '@countersign/sealing';
import { fullNameOf } from '../enrolment/enrolment.ts';
import { type EnrolmentJobsDeps, reportSteps, tellingTrouble } from '../enrolment/enrolment-jobs.ts';
import { linkToken } from '../link-token.ts';
import { isRefusedForGood } from '../message/message-job.ts';
import {
  type ActivationMessage,
  type Delivery,
  findOrderId,
  findUnsentMessage,
  recordDelivery,
} from './activation-message-store.ts';

export interface ActivationJobDeps extends Pick<EnrolmentJobsDeps, 'db' | 'clock' | 'orders' | 'logger'> {
  mailer: Mailer;
  pepper: Keyring;
  /** Base of the links in messages, without a slash at its end. */
  frontendUrl: string;
}

/**
 * Sends the message of an activation that waits to be sent, notes whether it was taken over or refused for good, and tells
 * order how far it got.
 */
export async function sendActivationMail(deps: ActivationJobDeps, activationId: string): Promise<void> {
  const { db, clock, logger } = deps;
  const message = await findUnsentMessage(db, activationId);
  if (message === undefined) {
    // Perhaps this job was cut off before it had told.
    const orderId = await findOrderId(db, activationId);
    if (orderId !== undefined) await reportSteps(deps, orderId);
    return;
  }
  const { orderId } = message;
  const delivery = await tellingTrouble(deps, { orderId, step: 'activation_sent' }, () => deliver(deps, message));
  logger.info({ activationId, orderId, delivery }, 'activation message');
  await recordDelivery(db, message, { delivery, at: clock.now() });
  await reportSteps(deps, orderId);
}

async function deliver(
  { mailer, pepper, frontendUrl }: ActivationJobDeps,
  message: ActivationMessage,
): Promise<Delivery> {
  const { id, generation, email } = message;
  const token = linkToken(pepper, 'activation', message);
  // In the fragment, which no server and no log on the way sees.
  const rendered = render(message, `${frontendUrl}/activate#token=${token}`);
  try {
    // SMTP takes part in no transaction: after a crash before the commit that follows, the message goes out once more.
    // Twice is better than never, and the Message-ID is the same, so that mail programs can drop the second one.
    await mailer.send({ to: email, ...rendered, messageId: `${id}.${generation}` });
    return 'sentAt';
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    return 'bouncedAt';
  }
}

function render(message: ActivationMessage, link: string) {
  const { language, accountName: account, orderNumber, expiresAt, isKnownMember } = message;
  const locale = resolveLocale(language);
  const name = fullNameOf(message);
  // Who has an account is asked which one gets the order; nothing is merged because two addresses are equal.
  return isKnownMember
    ? renderMessage('order-claim', locale, { name, orderNumber, link })
    : renderMessage('account-activation', locale, { name, account, link, orderNumber, expiresAt });
}
