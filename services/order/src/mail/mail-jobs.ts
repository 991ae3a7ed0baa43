import { type JobHandler, jobHandler } from '@countersign/jobs';
import {
  formatMoney,
  isMomentParam,
  type Locale,
  type Mailer,
  type MessageParams,
  renderMessage,
  resolveLocale,
} from '@countersign/messaging';
import { Type } from 'typebox';
import type { OrderServiceDeps } from '../deps.ts';
import { type Contact, payerOf } from '../order/contact.ts';
import { contactsOf } from '../order/order-store.ts';
import { type BillingMessage, mailTopic, type StoredAmount, type StoredParams } from './mail.ts';

/** What sending mails takes. */
export interface MailDeps extends Pick<OrderServiceDeps, 'db' | 'clock' | 'logger'> {
  mailer: Mailer;
  /** Base of links, without a slash at its end. */
  frontendUrl: string;
}

const MailJob = Type.Object({ mailId: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });

/** Handler of mails that wait: a job is only a hint, what is told to whom stands in the database. */
export function createMailJobs(deps: MailDeps): Record<string, JobHandler> {
  return { [mailTopic]: jobHandler(MailJob, ({ mailId }) => sendMail(deps, mailId)) };
}

/**
 * Sends a mail once: who sends it holds its row, and marks it when the server has taken it over. Only a crash in between
 * sends it twice, under the same Message-ID: twice is better than never.
 */
async function sendMail({ db, clock, logger, mailer, frontendUrl }: MailDeps, mailId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const mail = await trx
      .selectFrom('mails')
      .innerJoin('orders', 'orders.id', 'mails.orderId')
      .select(['message', 'orderId', 'params', 'contact', 'contacts', 'contactsConfirmed'])
      .where('mails.id', '=', mailId)
      .where('sentAt', 'is', null)
      .forUpdate('mails')
      .executeTakeFirst();
    if (mail === undefined) return;
    const { contacts } = contactsOf(mail);
    if (contacts === null) return;
    const reader = payerOf(contacts);
    const { message, params, orderId } = mail;
    const rendered = renderFor(reader, { message, params, frontendUrl });
    await mailer.send({ to: reader.email, ...rendered, messageId: mailId });
    await trx.updateTable('mails').set({ sentAt: clock.now() }).where('id', '=', mailId).execute();
    logger.info({ mailId, orderId, message }, 'mail sent');
  });
}

function renderFor(
  { givenName, surname, language }: Contact,
  { message, params, frontendUrl }: { message: BillingMessage; params: StoredParams; frontendUrl: string },
) {
  const locale = resolveLocale(language);
  const values = Object.entries(params).map(([name, value]) => [name, valueFor(locale, frontendUrl, name, value)]);
  const filled = { name: `${givenName} ${surname}`, ...Object.fromEntries(values) } as MessageParams[BillingMessage];
  return renderMessage(message, locale, filled);
}

function valueFor(locale: Locale, frontendUrl: string, name: string, value: string | StoredAmount): string | Date {
  if (typeof value !== 'string') {
    const { currency, minor, exponent } = value;
    return formatMoney(locale, { currency, minorUnits: BigInt(minor), exponent });
  }
  if (name === 'link') return `${frontendUrl}${value}`;
  return isMomentParam(name) ? new Date(value) : value;
}
