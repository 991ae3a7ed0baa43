import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Where a text message stands with its provider, in the order in which it gets there; the last three are ends. */
export const smsStates = ['queued', 'sent', 'delivered', 'undelivered', 'failed'] as const;
export type SmsState = (typeof smsStates)[number];

/** What a provider posts to the address that a message was sent with. */
export interface SmsReceipt {
  /** Id that the provider gave the message. */
  readonly providerId: string;
  readonly state: SmsState;
}

// Twilio knows more steps on the way (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values).
const stateOf: ReadonlyMap<string, SmsState> = new Map([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** What the fields of a callback say; undefined when they tell no state of a message. */
export function readSmsReceipt(fields: Readonly<Record<string, string>>): SmsReceipt | undefined {
  const providerId = fields['MessageSid'] ?? '';
  const state = stateOf.get(fields['MessageStatus'] ?? '');
  return providerId === '' || state === undefined ? undefined : { providerId, state };
}

/** A callback, and the address that it was posted to exactly as the provider was told it. */
export interface SmsCallback {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The signature of a callback as Twilio makes it (`X-Twilio-Signature`): base64 of HMAC-SHA1, keyed with the account's
 * token, over the address and all fields, sorted by name, each name followed by its value.
 */
export function signSmsReceipt(token: string, { url, fields }: SmsCallback): string {
  const hmac = createHmac('sha1', token).update(url);
  const sorted = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of sorted) hmac.update(name + value);
  return hmac.digest('base64');
}

/** Whether a callback was signed with the account's token; compared in constant time. */
export function isSmsReceiptSigned(token: string, callback: SmsCallback, signature: string): boolean {
  const [given, wanted] = [signature, signSmsReceipt(token, callback)].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  return timingSafeEqual(given as Buffer, wanted as Buffer);
}
