import { traced } from '@countersign/runtime';
import type { Registry } from 'prom-client';
import { notSent, refused } from './delivery-error.ts';
import { countDeliveries } from './delivery-metrics.ts';

const TIME_LIMIT_MS = 10_000;

/** How to reach the SMS provider. */
export interface SmsSenderOptions {
  /** Base address of the provider's API, e.g. `https://sms.example.com`. */
  readonly url: string;
  readonly account: string;
  readonly token: string;
  /** Sending number or name. */
  readonly from: string;
  /** Limit of one request as a whole; 10 seconds when absent. */
  readonly timeLimitMs?: number;
  /** Where deliveries are counted; nowhere when absent. */
  readonly metrics?: Registry;
}

/** One text message. */
export interface Sms {
  /** Number in international form (E.164), `+` and up to 15 digits. */
  readonly to: string;
  readonly text: string;
  /** Address to which the provider posts what becomes of the message; none when absent. */
  readonly statusCallback?: string;
}

/** Sends text messages. */
export interface SmsSender {
  /**
   * Resolves once the provider has taken the message over, with the provider's id of it if it gave one. Throws
   * `MESSAGE_REFUSED` when it never will, and `MESSAGE_NOT_SENT` when a retry may help; after a lost connection a
   * retry may deliver the message twice.
   */
  send(sms: Sms): Promise<{ readonly providerId?: string }>;
}

/** Creates a sender for a provider with Twilio's API (`POST /2010-04-01/Accounts/{account}/Messages.json`). Logs nothing. */
export function createSmsSender({
  url,
  account,
  token,
  from,
  timeLimitMs = TIME_LIMIT_MS,
  metrics,
}: SmsSenderOptions): SmsSender {
  const path = `/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`;
  const address = new URL(url.replace(/\/+$/, '') + path);
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`;
  const counted = countDeliveries('sms', metrics);
  // Without the path, in which our account stands.
  const attributes = { 'http.request.method': 'POST', 'server.address': address.hostname };
  const send = async ({ to, text, statusCallback }: Sms) => {
    const { status, body } = await post(address, {
      body: new URLSearchParams({
        To: to,
        From: from,
        Body: text,
        ...(statusCallback !== undefined && { StatusCallback: statusCallback }),
      }),
      headers: { authorization },
      signal: AbortSignal.timeout(timeLimitMs),
    });
    if (status >= 200 && status < 300) {
      const sid = body['sid'];
      return typeof sid === 'string' ? { providerId: sid } : {};
    }
    const code = body['code'];
    const why = `SMS provider ${status}${typeof code === 'number' ? ` ${code}` : ''}`;
    // 400 is about this number or text. Other answers are about the provider or our account there, which can recover.
    throw status === 400 ? refused(why) : notSent(why);
  };
  return {
    async send(sms) {
      if (!/^\+[1-9][0-9]{6,14}$/.test(sms.to)) throw refused('not an E.164 number');
      return await counted(() => traced('send SMS', attributes, () => send(sms)));
    },
  };
}

async function post(address: URL, init: RequestInit): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    // A redirect would carry the token and the message to somewhere else.
    const response = await fetch(address, { ...init, method: 'POST', redirect: 'error' });
    return { status: response.status, body: parseObject(await response.text()) };
  } catch (error) {
    throw notSent(`SMS provider ${error instanceof Error ? error.name : 'unreachable'}`);
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
