import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpFailure, type Route, readFields, type WebAnswer, type WebRequest } from '../web/server.ts';
import type { MessageStore } from './messages.ts';
import type { SmsAccount, SmsCallbacks } from './sms-callbacks.ts';

/** Numbers that fail on purpose, as the provider's test numbers do. */
const failingNumbers = { refused: '+15005550001', undelivered: '+15005550009' } as const;

/**
 * The one call of Twilio's REST API that sends a text message, with its error numbers
 * (https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/api/errors).
 */
export function smsRoute(store: MessageStore, credentials: SmsAccount, callbacks: SmsCallbacks): Route {
  return {
    method: 'POST',
    pattern: /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/,
    handle: (request) => takeSms({ store, credentials, callbacks }, request),
  };
}

interface SmsParts {
  store: MessageStore;
  credentials: SmsAccount;
  callbacks: SmsCallbacks;
}

async function takeSms({ store, credentials, callbacks }: SmsParts, request: WebRequest): Promise<WebAnswer> {
  const { account, token } = credentials;
  const wanted = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  if (!isEqual(request.headers.authorization ?? '', wanted) || request.params[0] !== account) {
    throw failure(401, 20_003, 'Authenticate');
  }
  const fields = await readFields(request);
  const [to, from, body] = ['To', 'From', 'Body'].map((name) => fields[name]);
  if (typeof to !== 'string' || to === '') throw failure(400, 21_604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{4,14}$/.test(to) || to === failingNumbers.refused) {
    throw failure(400, 21_211, "Invalid 'To' Phone Number");
  }
  if (typeof from !== 'string' || from === '') throw failure(400, 21_603, "A 'From' phone number is required.");
  if (typeof body !== 'string' || body === '') throw failure(400, 21_602, 'Message body is required.');
  if (body.length > 1600) throw failure(400, 21_617, 'The concatenated message body exceeds the 1600 character limit');
  const callback = fields['StatusCallback'];
  if (callback !== undefined && !isWebAddress(callback)) throw failure(400, 21_609, "Invalid 'StatusCallback' URL");

  const sid = `SM${randomBytes(16).toString('hex')}`;
  // One that cannot be delivered reaches no phone.
  const arrives = to !== failingNumbers.undelivered;
  if (arrives) store.add({ channel: 'sms', from, to: [to], subject: '', text: body, raw: toMail(to, from, body) });
  if (callback !== undefined) callbacks.report(callback, { sid, to, from, arrives });
  return {
    status: 201,
    json: {
      sid,
      account_sid: account,
      to,
      from,
      body,
      status: 'queued',
      date_created: new Date().toUTCString(),
      error_code: null,
      error_message: null,
      uri: `/2010-04-01/Accounts/${account}/Messages/${sid}.json`,
    },
  };
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** A text message as a mail, so that every message of the inbox can be taken out in one form. */
function toMail(to: string, from: string, body: string): Buffer {
  const head = [`From: ${from.replaceAll(/[\r\n]/g, ' ')}`, `To: ${to}`, 'Content-Type: text/plain; charset=utf-8'];
  return Buffer.from([...head, 'Content-Transfer-Encoding: 8bit', '', body, ''].join('\r\n'));
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a as Buffer, b as Buffer);
}

function failure(status: number, code: number, message: string): HttpFailure {
  return new HttpFailure(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
