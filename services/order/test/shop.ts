import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runMigrations } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import { type Caller, implement } from '@countersign/grpc';
import {
  type CatalogServiceService as CatalogDefinition,
  CatalogServiceService,
  type LineInput,
  type PriceLinesResponse,
} from '@countersign/proto/catalog';
import { type Contact, type Order, type OrderKey, OrderServiceService } from '@countersign/proto/order';
import { createLogger, createMetrics } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { createTestTrust, type FakeClock, fakeClock, startTestService, testDatabase } from '@countersign/testing';
import type { Registry } from 'prom-client';
import { access } from '../src/access.ts';
import { createCatalogCaller } from '../src/clients.ts';
import type { OrderDatabase } from '../src/database.ts';
import type { OrderServiceDeps } from '../src/deps.ts';
import { createOrderMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { createOrderService } from '../src/order-service.ts';
import { oldestProcessingSeconds } from '../src/payment/payment-store.ts';
import { createSandboxProvider } from '../src/payment/sandbox-provider.ts';

export const secretKey = 'a sandbox key for tests';
export const webhookSecret = 'a webhook secret for tests';

/** A contact that is right in every field. */
export const aContact: Contact = {
  givenName: 'Ada',
  surname: 'Example',
  email: 'ada@example.com',
  mobile: '+4915112345678',
  organisation: 'Example Works',
  country: 'DE',
  language: 'de',
};

/** A line that the catalog sells. */
export const aLine = (over: Partial<LineInput> = {}): LineInput => ({
  productCode: 'tls-ov',
  termYears: 2,
  paymentOption: 'PAYMENT_OPTION_ANNUAL',
  licences: 3,
  extraDomains: [],
  ...over,
});

/** An Idempotency-Key that no other call has. */
export const aKey = () => randomBytes(8).toString('hex');

/** A payment token as the provider's page makes it. */
export const aToken = () => `tok_${randomBytes(16).toString('hex')}`;

/** The catalog's contract: 400.00 a licence and year, 100.00 an extra domain; more than five licences are Enterprise. */
function createCatalog() {
  const state = { calls: 0, sells: ['tls-ov', 'document-signing'] };
  const usd = (minorUnits: number) => ({ currency: 'USD', minorUnits: BigInt(minorUnits), exponent: 2 });
  const refuse = async (): Promise<never> => {
    throw new Error('order does not call this');
  };
  const implementation = implement<typeof CatalogDefinition>(
    CatalogServiceService,
    {
      listFamilies: refuse,
      listProducts: refuse,
      getProduct: refuse,
      getValidity: refuse,
      async priceLines({ currency, lines }): Promise<PriceLinesResponse> {
        state.calls += 1;
        if (currency !== 'USD') throw invalidField('CURRENCY_NOT_OFFERED', '/currency', 'must be USD');
        const sums = { due: 0, term: 0 };
        const priced = lines.map((line, index) => {
          if (!state.sells.includes(line.productCode)) {
            throw invalidField('PRODUCT_NOT_FOUND', `/lines/${index}/productCode`, 'must be on sale');
          }
          if (line.licences < 1 || line.licences > 1000) {
            throw invalidField('LICENCES_OUT_OF_RANGE', `/lines/${index}/licences`, 'must be 1 to 1000');
          }
          const year = line.licences * (40_000 + 10_000 * line.extraDomains.length);
          const due = line.paymentOption === 'PAYMENT_OPTION_ANNUAL' ? year : year * line.termYears;
          sums.due += due;
          sums.term += year * line.termYears;
          return {
            line: { ...line, extraDomains: line.extraDomains.map((domain) => domain.toLowerCase()) },
            productVersionId: `pv_${line.productCode}`,
            productName: line.productCode.toUpperCase(),
            purpose: 'tls',
            dueNow: usd(due),
            termTotal: usd(year * line.termYears),
          };
        });
        const isLarge = lines.reduce((sum, { licences }) => sum + licences, 0) > 5;
        return {
          lines: priced,
          dueNow: usd(sums.due),
          termTotal: usd(sums.term),
          tier: {
            tier: isLarge ? 'ACCOUNT_TIER_ENTERPRISE' : 'ACCOUNT_TIER_STARTER',
            ruleId: isLarge ? 'TIER-2' : 'TIER-1',
            explanation: 'by the number of licences',
          },
        };
      },
    },
    { listFamilies: [], listProducts: [], getProduct: [], getValidity: [], priceLines: ['order'] },
  );
  return { state, implementation };
}

interface ChargeRequest {
  token: string;
  amount: number;
  currency: string;
  reference: string;
}

/** The sandbox's contract: a charge per Idempotency-Key; `next` says how the following requests are answered. */
async function startProvider() {
  const state = {
    next: 'accept' as 'accept' | 'decline' | 'fail' | 'hang',
    requests: 0,
    /** Charges made, by idempotency key. */
    charges: new Map<string, ChargeRequest & { id: string }>(),
    /** Runs after a charge was made and before it is answered. */
    beforeAnswer: async (_charge: ChargeRequest & { id: string }): Promise<void> => undefined,
  };
  const server = createServer((request, response) => {
    void (async () => {
      state.requests += 1;
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      const key = request.headers['idempotency-key'];
      const charge = JSON.parse(await readBody(request)) as ChargeRequest;
      if (request.headers.authorization !== `Bearer ${secretKey}` || typeof key !== 'string') {
        return answer(401, { error: { code: 'unauthorized', message: '' } });
      }
      if (state.next === 'fail') return answer(500, { error: { code: 'out_of_order', message: '' } });
      if (state.next === 'decline') return answer(402, { error: { code: 'card_declined', message: '' } });
      const made = state.charges.get(key) ?? { ...charge, id: `ch_${randomBytes(8).toString('hex')}` };
      state.charges.set(key, made);
      // The charge is made, its answer is lost.
      if (state.next === 'hang') return undefined;
      await state.beforeAnswer(made);
      return answer(201, { id: made.id, status: 'processing' });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** An event and its signature, as the provider sends them. */
export function signedEvent(
  event: object,
  { at, secret = webhookSecret }: { at: Date; secret?: string },
): { provider: string; body: Buffer; signature: string } {
  const body = Buffer.from(JSON.stringify(event));
  const time = Math.floor(at.getTime() / 1000);
  const mac = createHmac('sha256', secret)
    .update(`${time}.${body.toString('utf8')}`)
    .digest('hex');
  return { provider: 'sandbox', body, signature: `t=${time},v1=${mac}` };
}

/** An event of a captured charge. */
export function capturedEvent(
  charge: { id: string; reference: string; amount: number; currency: string },
  id = `evt_${randomBytes(8).toString('hex')}`,
) {
  const { id: chargeId, reference, amount, currency } = charge;
  return {
    id,
    type: 'charge.captured',
    createdAt: '2026-11-21T12:00:00.000Z',
    data: { chargeId, reference, amount, currency },
  };
}

export type OrderCaller = Caller<typeof OrderServiceService>;
export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The service on a database of its own over mTLS, between a catalog and a provider that keep their contracts. */
export async function openShop() {
  const trust = await createTestTrust();
  const database = await testDatabase<OrderDatabase>({ migrate: (db) => runMigrations(db, migrations) });
  const { db } = database;
  const catalog = createCatalog();
  const catalogService = await startTestService('catalog', catalog.implementation, trust);
  const provider = await startProvider();
  const clock: FakeClock = fakeClock();
  const registry: Registry = createMetrics('order');
  const lines: string[] = [];
  const deps: OrderServiceDeps = {
    db,
    clock,
    catalog: createCatalogCaller({ address: catalogService.address, tls: trust.tls('order') }),
    provider: createSandboxProvider({ url: provider.url, secretKey, webhookSecret, clock, timeoutMs: 300 }),
    pepper: readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } })),
    termsVersion: '2026-01',
    logger: createLogger({ service: 'order', level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    metrics: createOrderMetrics(registry, () => oldestProcessingSeconds(db, clock.now())),
  };
  const service = await startTestService(
    'order',
    implement(OrderServiceService, createOrderService(deps), access),
    trust,
  );
  const gateway = service.caller(OrderServiceService, 'gateway');
  return {
    db,
    deps,
    clock,
    registry,
    service,
    gateway,
    enrollment: service.caller(OrderServiceService, 'enrollment'),
    catalog: catalog.state,
    provider: provider.state,
    /** Everything that was logged. */
    log: () => lines.join(''),
    ...createSteps(gateway, { clock, provider: provider.state }),
    close: async () => {
      await service.close();
      deps.catalog.close();
      await Promise.all([catalogService.close(), provider.close()]);
      await database.destroy();
    },
  };
}

/** The steps of a buyer. */
function createSteps(
  gateway: OrderCaller,
  { clock, provider }: { clock: FakeClock; provider: Awaited<ReturnType<typeof startProvider>>['state'] },
) {
  const cartWithLine = async (line = aLine()) => {
    const { cart, secret } = await gateway.createCart({ currency: '' });
    const key = { cartId: cart?.id ?? '', secret };
    const { lineId } = await gateway.addCartLine({ key, line });
    return { key, lineId };
  };
  const draft = async (line?: LineInput): Promise<OrderKey> => {
    const { key } = await cartWithLine(line);
    const { order, secret } = await gateway.createOrder({ key, idempotencyKey: aKey() });
    return { orderId: order?.id ?? '', secret };
  };
  const payableOrder = async (): Promise<OrderKey> => {
    const key = await draft();
    await gateway.setContact({ key, contact: aContact });
    await gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey() });
    return key;
  };
  const complete = (key: OrderKey, idempotencyKey = aKey()) =>
    gateway.completeOrder({ key, acceptedTermsVersion: '2026-01', idempotencyKey });
  const chargesOf = ({ orderId }: OrderKey) =>
    [...provider.charges.values()].filter(({ reference }) => reference === orderId);
  /** A completed order and its charge. */
  const chargedOrder = async () => {
    const key = await payableOrder();
    await complete(key);
    const [charge] = chargesOf(key);
    if (charge === undefined) throw new Error('nothing was charged');
    return { key, charge };
  };
  const ingest = (event: object) => gateway.ingestPaymentEvent(signedEvent(event, { at: clock.now() }));
  const orderOf = async (key: OrderKey): Promise<Order> => {
    const { order } = await gateway.getOrder({ key });
    if (order === undefined) throw new Error('no order was answered');
    return order;
  };
  return { cartWithLine, draft, payableOrder, complete, chargesOf, chargedOrder, ingest, orderOf };
}

/** What an order went through, by code. */
export const codesOf = (order: Order) => order.timeline.map(({ code }) => code);
