import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpFailure, type Route, readFields, serveWeb, type WebAnswer, type WebRequest } from '../web/server.ts';
import { readCard } from './cards.ts';
import { capture, charge, newId } from './charges.ts';
import { type Schedule, scheduleByTimer, startDeliveries } from './deliveries.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { pageHeaders, payScript, renderPayPage, renderResultPage, scriptPath } from './pages.ts';

export interface SandboxOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where tokens, charges and events are kept; card numbers never are. */
  readonly file: string;
  /** What a merchant must know to charge a token. */
  readonly secretKey: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly schedule?: Schedule;
  readonly now?: () => Date;
}

export interface Sandbox {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
};

/** Starts the payment sandbox: a page and a call that turn test cards into tokens, charges, and signed events. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? (() => new Date());
  const ledger = openLedger(options.file);
  const deliveries = startDeliveries({
    ledger,
    now,
    webhookUrl: options.webhookUrl,
    webhookSecret: options.webhookSecret,
    schedule: options.schedule ?? scheduleByTimer,
    onDue: ({ event }) => capture(ledger, event.data.chargeId),
  });
  const { secretKey } = options;
  const routes: Route[] = [
    get(/^\/pay$/, () => ({ headers: pageHeaders, html: renderPayPage() })),
    get(new RegExp(`^${scriptPath}$`), () => ({ headers: { 'content-type': 'text/javascript' }, text: payScript })),
    get(/^\/health\/(?:live|ready)$/, () => ({ json: { status: 'ok' } })),
    post(/^\/tokens$/, (request) => makeToken(ledger, request, now())),
    { method: 'OPTIONS', pattern: /^\/tokens$/, handle: () => ({ status: 204, headers: crossOrigin }) },
    post(/^\/charges$/, async (request) => {
      requireKey(request, secretKey);
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || key === '' || key.length > 255) {
        throw new HttpFailure(400, {
          error: { code: 'idempotency_key_missing', message: 'Idempotency-Key is required.' },
        });
      }
      const { status, body, replayed } = charge({ ledger, deliveries, now }, await readFields(request), key);
      return { status, json: body, ...(replayed ? { headers: { 'idempotent-replayed': 'true' } } : {}) };
    }),
    get(/^\/charges\/(ch_[0-9a-f]+)$/, (request) => {
      requireKey(request, secretKey);
      const found = ledger.findCharge(request.params[0] ?? '');
      if (found === undefined)
        throw new HttpFailure(404, { error: { code: 'not_found', message: 'There is no such charge.' } });
      return { json: found };
    }),
  ];
  const web = await serveWeb(routes, options);
  return {
    port: web.port,
    close: async () => {
      await Promise.all([web.close(), deliveries.close()]);
    },
  };
}

async function makeToken(ledger: Ledger, request: WebRequest, at: Date): Promise<WebAnswer> {
  const card = readCard(await readFields(request), at);
  const wantsPage = (request.headers.accept ?? '').includes('text/html');
  if ('code' in card) {
    if (wantsPage) return { status: 400, headers: pageHeaders, html: renderResultPage('Card refused', card.message) };
    return { status: 400, headers: crossOrigin, json: { error: card } };
  }
  const token = newId('tok');
  ledger.addToken({ token, ...card });
  if (wantsPage) return { status: 201, headers: pageHeaders, html: renderResultPage('Token', token) };
  return { status: 201, headers: crossOrigin, json: { token, brand: card.brand, last4: card.last4 } };
}

function requireKey({ headers }: WebRequest, secretKey: string): void {
  const [given, wanted] = [headers.authorization ?? '', `Bearer ${secretKey}`].map((text) =>
    createHash('sha256').update(text).digest(),
  );
  if (!timingSafeEqual(given as Buffer, wanted as Buffer)) {
    throw new HttpFailure(401, { error: { code: 'unauthorized', message: 'The secret key is wrong or missing.' } });
  }
}

function get(pattern: RegExp, handle: Route['handle']): Route {
  return { method: 'GET', pattern, handle };
}

function post(pattern: RegExp, handle: Route['handle']): Route {
  return { method: 'POST', pattern, handle };
}
