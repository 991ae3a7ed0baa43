import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** The account that messages are sent by. */
export interface SmsAccount {
  readonly account: string;
  readonly token: string;
}

/** A text message that was taken over. */
export interface TakenSms {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  /** Whether it reaches the phone. */
  readonly arrives: boolean;
}

export interface SmsCallbacks {
  /** Tells an address what becomes of a message: sent, and after a while delivered or undelivered. */
  readonly report: (address: string, sms: TakenSms) => void;
  /** Ends all reports under way. */
  readonly close: () => void;
}

const timeLimitMs = 10_000;
/** Twilio's number for a phone that cannot be reached. */
const unreachable = '30003';

/**
 * Status callbacks as Twilio posts them: forms, signed with the account's token
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-security). They come late, and are not repeated.
 */
export function createSmsCallbacks({ account, token }: SmsAccount, pauseMs = 300): SmsCallbacks {
  const closing = new AbortController();

  const post = async (address: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const sorted = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const signed = sorted.reduce(
      (hmac, [name, value]) => hmac.update(name + value),
      createHmac('sha1', token).update(address),
    );
    await fetch(address, {
      method: 'POST',
      headers: { 'x-twilio-signature': signed.digest('base64') },
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeLimitMs)]),
    });
  };

  const tell = async (address: string, { sid, to, from, arrives }: TakenSms): Promise<void> => {
    const common = { MessageSid: sid, SmsSid: sid, AccountSid: account, ApiVersion: '2010-04-01', To: to, From: from };
    const end = arrives ? ['delivered', ''] : ['undelivered', unreachable];
    for (const [state = '', code = ''] of [['sent', ''], end]) {
      const fields = { ...common, MessageStatus: state, SmsStatus: state, ...(code !== '' && { ErrorCode: code }) };
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they happen
      await wait(pauseMs, undefined, { signal: closing.signal });
      // Nobody listens: the message stays where it was with its sender, as with the real provider.
      // oxlint-disable-next-line no-await-in-loop
      await post(address, fields).catch(() => undefined);
    }
  };

  return {
    report: (address, sms) => {
      // Only closing ends it early.
      void tell(address, sms).catch(() => undefined);
    },
    close: () => closing.abort(),
  };
}
