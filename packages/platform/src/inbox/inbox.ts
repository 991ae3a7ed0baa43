import { HttpFailure, type Route, serveWeb, type WebAnswer, type WebRequest } from '../web/server.ts';
import { type Channel, type MessageFilter, type MessageStore, openMessageStore } from './messages.ts';
import { renderList, renderMessagePage } from './pages.ts';
import { smsRoute } from './sms.ts';
import { createSmsCallbacks, type SmsAccount, type SmsCallbacks } from './sms-callbacks.ts';
import { serveSmtp } from './smtp.ts';

export interface InboxOptions {
  readonly host: string;
  /** 0 takes any free port, for both. */
  readonly httpPort: number;
  readonly smtpPort: number;
  /** Where the messages are kept. */
  readonly file: string;
  readonly sms: SmsAccount;
  /** Pause before each report on a text message; 300 ms when absent. */
  readonly smsReportMs?: number;
}

export interface Inbox {
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly close: () => Promise<void>;
}

const longestWaitSeconds = 30;
// The page shows what strangers wrote: nothing in it may run or load.
const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Starts the inbox: mail by SMTP, text messages by Twilio's API, a page and a small JSON API to read both. */
export async function startInbox({ host, httpPort, smtpPort, file, sms, smsReportMs }: InboxOptions): Promise<Inbox> {
  const store = openMessageStore(file);
  const smtp = await serveSmtp(store, { host, port: smtpPort });
  const callbacks = createSmsCallbacks(sms, smsReportMs);
  const web = await serveWeb(routes(store, sms, callbacks), { host, port: httpPort });
  return {
    httpPort: web.port,
    smtpPort: smtp.port,
    close: async () => {
      callbacks.close();
      await Promise.all([web.close(), smtp.close()]);
    },
  };
}

function routes(store: MessageStore, sms: SmsAccount, callbacks: SmsCallbacks): Route[] {
  return [
    get(/^\/$/, () => ({ headers: pageHeaders, html: renderList(store.list({})) })),
    get(/^\/messages\/(\d+)$/, (request) => ({
      headers: pageHeaders,
      html: renderMessagePage(getMessage(store, request)),
    })),
    get(/^\/health\/(?:live|ready)$/, () => ({ json: { status: 'ok' } })),
    get(/^\/api\/messages$/, (request) => listMessages(store, request)),
    get(/^\/api\/messages\/(\d+)$/, (request) => ({ json: getMessage(store, request) })),
    get(/^\/api\/messages\/(\d+)\/raw$/, (request) => rawMessage(store, request)),
    {
      method: 'DELETE',
      pattern: /^\/api\/messages$/,
      handle: () => {
        store.clear();
        return { status: 204 };
      },
    },
    smsRoute(store, sms, callbacks),
  ];
}

function get(pattern: RegExp, handle: Route['handle']): Route {
  return { method: 'GET', pattern, handle };
}

async function listMessages(store: MessageStore, { url, closed }: WebRequest): Promise<WebAnswer> {
  const to = url.searchParams.get('to');
  const channel = url.searchParams.get('channel');
  if (channel !== null && channel !== 'email' && channel !== 'sms') throw badQuery('channel', 'email or sms');
  const filter: MessageFilter = {
    ...(to === null ? {} : { to }),
    ...(channel === null ? {} : { channel: channel satisfies Channel }),
    after: readNumber(url, 'after', Number.MAX_SAFE_INTEGER),
  };
  const waitSeconds = readNumber(url, 'wait', longestWaitSeconds);
  return { json: { messages: await store.waitFor(filter, waitSeconds * 1000, closed) } };
}

function rawMessage(store: MessageStore, request: WebRequest): WebAnswer {
  const { id } = getMessage(store, request);
  const bytes = store.findRaw(id);
  if (bytes === undefined) throw new Error('a message has no raw form');
  return {
    headers: { 'content-type': 'message/rfc822', 'content-disposition': `attachment; filename="message-${id}.eml"` },
    bytes,
  };
}

function getMessage(store: MessageStore, { params }: WebRequest) {
  const message = store.find(Number(params[0]));
  if (message === undefined) throw new HttpFailure(404, { error: { code: 'not_found', message: 'no such message' } });
  return message;
}

function readNumber(url: URL, name: string, greatest: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return 0;
  if (!/^\d{1,15}(\.\d{1,3})?$/.test(text) || Number(text) > greatest)
    throw badQuery(name, `a number from 0 to ${greatest}`);
  return Number(text);
}

function badQuery(name: string, wanted: string): HttpFailure {
  return new HttpFailure(400, { error: { code: 'invalid_query', message: `${name} must be ${wanted}` } });
}
