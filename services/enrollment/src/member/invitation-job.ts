import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import type { Clock, Logger } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { EnrollmentDb } from '../database.ts';
import { linkToken } from '../link-token.ts';
import { isRefusedForGood } from '../message/message-job.ts';
import { findUnsentInvitation, markInvitationSent } from './invitation-link-store.ts';

export interface InvitationJobDeps {
  db: EnrollmentDb;
  clock: Clock;
  mailer: Mailer;
  pepper: Keyring;
  /** Base of the links in messages, without a slash at its end. */
  frontendUrl: string;
  logger: Logger;
}

/** Sends the message of an invitation that waits to be sent. */
export async function sendInvitationMail(
  { db, clock, mailer, pepper, frontendUrl, logger }: InvitationJobDeps,
  invitationId: string,
): Promise<void> {
  const message = await findUnsentInvitation(db, invitationId);
  if (message === undefined) return;
  const { email, language, accountName: account, inviterName: inviter, expiresAt } = message;
  // In the fragment, which no server and no log on the way sees.
  const link = `${frontendUrl}/invitation#token=${linkToken(pepper, 'invitation', message)}`;
  const rendered = renderMessage('member-invitation', resolveLocale(language), { account, inviter, link, expiresAt });
  try {
    await mailer.send({ to: email, ...rendered, messageId: `${message.id}.${message.generation}` });
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    logger.warn({ invitationId }, 'invitation refused for good');
  }
  await markInvitationSent(db, message, clock.now());
}
