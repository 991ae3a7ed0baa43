import { announcing, type Db } from '@countersign/db';
import type { MessageId, MessageParams } from '@countersign/messaging';
import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';

/** Topic of a mail that waits to be sent. */
export const mailTopic = 'mail';

/** What this service tells buyers. */
export type BillingMessage = Extract<
  MessageId,
  | 'order-receipt'
  | 'order-refunded'
  | 'payment-returned'
  | 'renewal-due'
  | 'renewal-announced'
  | 'renewal-paid'
  | 'renewal-failed'
  | 'renewal-overdue'
  | 'licence-expiring'
  | 'subscription-held'
  | 'subscription-ended'
>;

/** An amount until the language of its reader is known. */
export interface StoredAmount {
  currency: string;
  minor: string;
  exponent: number;
}

/**
 * Parameters in JSON: moments as ISO 8601, an amount in minor units, a link as a path below the front end. The name of the
 * reader, who may change until then, is put in when the mail is sent.
 */
export type StoredParams = Readonly<Record<string, string | StoredAmount>>;

type Param<K, V> = K extends 'amount' ? StoredAmount : V extends Date ? Date : string;

/** What a message must be told here. */
export type MailParams<M extends BillingMessage> = {
  [K in keyof Omit<MessageParams[M], 'name'>]: Param<K, MessageParams[M][K & keyof MessageParams[M]]>;
};

/**
 * Has the payer of an order told something, once per `key`, in the transaction that makes it true; the job sends it after
 * the commit. Telling the same again changes nothing.
 */
export async function queueMail<M extends BillingMessage>(
  trx: Db<OrderDatabase>,
  mail: { key: string; message: M; orderId: string; params: MailParams<M>; at: Date },
): Promise<void> {
  const { key, message, orderId, params, at } = mail;
  const id = newId('mail');
  const insert = trx
    .insertInto('mails')
    .values({ id, key, message, orderId, params: JSON.stringify(params), createdAt: at })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id');
  const job = { queue: 'order', topic: mailTopic, payload: { mailId: id } };
  await sql`with queued as (${insert}) ${announcing(job, sql`exists (select from queued)`)}`.execute(trx);
}
