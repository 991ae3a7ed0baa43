import type { Db } from '@countersign/db';
import { type MessageId, type MessageParams, resolveLocale } from '@countersign/messaging';
import type { EnrollmentDatabase } from '../database.ts';
import type { Products } from '../inventory/products.ts';
import { queueMessage } from '../message/message-store.ts';

/** Someone who is told. */
export interface Recipient {
  email: string;
  language: string;
}

/** Who is told about a certificate: its requester while he is a member, the addresses he named, and the owners. */
export async function listRecipients(
  db: Db<EnrollmentDatabase>,
  { accountId, requestId, owners }: { accountId: string; requestId?: string; owners: boolean },
): Promise<Recipient[]> {
  const request =
    requestId === undefined
      ? undefined
      : await db
          .selectFrom('issuanceRequests')
          .select(['requestedBy', 'language', 'notify'])
          .where('id', '=', requestId)
          .executeTakeFirst();
  const members = await db
    .selectFrom('memberships')
    .select(['userId', 'email', 'language', 'roles'])
    .where('accountId', '=', accountId)
    .where('email', '<>', '')
    .orderBy('createdAt')
    .execute();
  const told = members.filter(
    ({ userId, roles }) => userId === request?.requestedBy || (owners && roles.includes('owner')),
  );
  const named = (request?.notify ?? []).map((email) => ({ email, language: request?.language ?? 'en' }));
  const byAddress = new Map<string, Recipient>();
  for (const { email, language } of [...told, ...named]) {
    const key = email.toLowerCase();
    if (!byAddress.has(key)) byAddress.set(key, { email, language });
  }
  return [...byAddress.values()];
}

/** Names of a product in the languages of recipients, by language. */
export async function readProductNames(
  products: Products,
  licence: { productCode: string; productVersionId: string | null },
  recipients: readonly Recipient[],
): Promise<(language: string) => string> {
  const languages = [...new Set(recipients.map(({ language }) => resolveLocale(language)))];
  const names = await Promise.all(
    languages.map(async (language) => [language, (await products.ofLicence(licence, language)).name] as const),
  );
  const known = new Map<string, string>(names);
  return (language) => known.get(resolveLocale(language)) ?? licence.productCode;
}

/** A message to several people about one event; each gets it once per key. */
export interface Notice<Id extends MessageId> {
  key: string;
  message: Id;
  recipients: readonly Recipient[];
  paramsFor: (recipient: Recipient) => MessageParams[Id];
  at: Date;
}

/** Queues a notice for those who have not had it, in the transaction of what it tells of. */
export async function tell<Id extends MessageId>(
  trx: Db<EnrollmentDatabase>,
  { key, message, recipients, paramsFor, at }: Notice<Id>,
): Promise<void> {
  for (const recipient of recipients) {
    // oxlint-disable-next-line no-await-in-loop
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('notices')
      .values({ dedupeKey: key, recipient: recipient.email.toLowerCase(), toldAt: at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) {
      // oxlint-disable-next-line no-await-in-loop
      await queueMessage(trx, { message, ...recipient, params: paramsFor(recipient) }, at);
    }
  }
}
