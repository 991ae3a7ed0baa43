import type { AuditTransaction } from '@countersign/audit';
import { announce, type Db } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { fullNameOf } from '../enrolment/enrolment.ts';
import type { LinkMaker } from '../link-token.ts';
import { queueMessage } from '../message/message-store.ts';
import type { Receiver } from '../person.ts';
import { queueName } from '../queue.ts';
import { activationLifeMs, loginIdOf, maskAddress, underWay } from './activation.ts';

/** Throws `ACTIVATION_NOT_FOUND` when an order has no activation, and `ACTIVATION_USED` when that was used. */
export async function requireUnused(db: Db<EnrollmentDatabase>, orderId: string): Promise<void> {
  const row = await db.selectFrom('activations').select('usedAt').where('orderId', '=', orderId).executeTakeFirst();
  if (row === undefined) throw unknownActivation();
  if (row.usedAt !== null) throw used();
}

/** A new link for an activation. */
export interface Reissue {
  orderId: string;
  /** Who receives it instead; absent for the same person. */
  receiver?: Receiver & { language?: string };
  /** Who asked: a user, or the order itself for a guest. */
  by: string;
  links: LinkMaker;
  at: Date;
}

/**
 * Gives an activation a new link, and the old one is dead; announces its message, and tells the one before him when it
 * goes to another address. Returns when the link dies. Throws like `requireUnused`, and `ACTIVATION_USED` while the old
 * link is being used.
 */
export async function reissueActivation(
  trx: Transaction<EnrollmentDatabase> & AuditTransaction,
  { orderId, receiver, by, links, at }: Reissue,
): Promise<Date> {
  const before = await lockActivation(trx, orderId);
  if (before === undefined) throw unknownActivation();
  if (before.usedAt !== null) throw used();
  if (before.claimedUntil !== null && before.claimedUntil > at) throw underWay();
  const { id, accountId } = before;
  const expiresAt = new Date(at.getTime() + activationLifeMs);
  const loginId = receiver === undefined ? before.loginId : loginIdOf(receiver.email);
  const isMoved = loginId !== before.loginId;
  await trx
    .updateTable('activations')
    .set({
      ...receiver,
      ...links('activation', { id, generation: before.generation + 1 }),
      loginId,
      contactVersion: before.contactVersion + (isMoved ? 1 : 0),
      issuedAt: at,
      expiresAt,
      sentAt: null,
      bouncedAt: null,
      claimId: null,
      claimedUntil: null,
    })
    .where('id', '=', id)
    .execute();
  if (receiver !== undefined) {
    // The account of a buyer without an organisation has his name.
    await trx
      .updateTable('accounts')
      .set({ name: fullNameOf(receiver) })
      .where('id', '=', accountId)
      .where('name', '=', fullNameOf(before))
      .execute();
  }
  if (receiver !== undefined && isMoved) {
    const { email, language, orderNumber } = before;
    const params = { orderNumber, address: maskAddress(receiver.email) };
    await queueMessage(trx, { message: 'activation-contact-changed', email, language, params }, at);
  }
  await announce(trx, { queue: queueName, topic: 'activation-mail', payload: { activationId: id } });
  await appendToAccount(trx, {
    stream: accountId,
    actor: by,
    action: isMoved ? 'activation.contact_changed' : 'activation.sent_again',
    subject: id,
    detail: { orderId, generation: before.generation + 1 },
    at,
  });
  return expiresAt;
}

async function lockActivation(trx: Transaction<EnrollmentDatabase>, orderId: string) {
  return await trx
    .selectFrom('activations')
    .innerJoin('enrolments', 'enrolments.orderId', 'activations.orderId')
    .select([
      'activations.id',
      'activations.accountId',
      'activations.generation',
      'activations.contactVersion',
      'activations.email',
      'activations.loginId',
      'activations.givenName',
      'activations.surname',
      'activations.language',
      'activations.usedAt',
      'activations.claimedUntil',
      'enrolments.orderNumber',
    ])
    .where('activations.orderId', '=', orderId)
    .forUpdate('activations')
    .executeTakeFirst();
}

function unknownActivation() {
  return notFound('ACTIVATION_NOT_FOUND', 'nothing of this order waits to be activated');
}

function used() {
  return conflict('ACTIVATION_USED', 'the account was activated; log in');
}
