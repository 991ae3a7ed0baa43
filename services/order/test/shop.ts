import { randomBytes } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { type Caller, implement, newContext } from '@countersign/grpc';
import type { LineInput } from '@countersign/proto/catalog';
import {
  type CartKey,
  type Contact,
  type Contacts,
  type Order,
  type OrderKey,
  OrderServiceService,
  type Quote,
} from '@countersign/proto/order';
import { createLogger, createMetrics } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import {
  createTestTrust,
  type FakeClock,
  fakeClock,
  startTestService,
  type TestActor,
  testDatabase,
} from '@countersign/testing';
import type { Registry } from 'prom-client';
import { access } from '../src/access.ts';
import { createCatalogCaller } from '../src/clients.ts';
import type { OrderDatabase } from '../src/database.ts';
import type { OrderServiceDeps } from '../src/deps.ts';
import { createOrderMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { oldestSagaSeconds } from '../src/order/saga.ts';
import { countTroubles } from '../src/order/trouble.ts';
import { createOrderService } from '../src/order-service.ts';
import { oldestProcessingSeconds } from '../src/payment/attempt-store.ts';
import { settleEvent } from '../src/payment/settlement.ts';
import { aLine, createCatalog } from './catalog-stand-in.ts';
import { anEvent, captureOf, createScriptedProvider } from './scripted-provider.ts';

export { aLine } from './catalog-stand-in.ts';
export { anEvent, anId, captureOf } from './scripted-provider.ts';

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

/** Contacts of whom one is right, which is enough. */
export const someContacts = (over: Partial<Contacts> = {}): Contacts => ({
  purchaser: aContact,
  billingAddress: ['Example Street 1', '10115 Berlin'],
  ...over,
});

/** An Idempotency-Key that no other call has. */
export const aKey = () => randomBytes(8).toString('hex');

/** A payment token as the provider's page makes it. */
export const aToken = () => `tok_${randomBytes(16).toString('hex')}`;

/** What an order went through, by code. */
export const codesOf = (order: Order) => order.timeline.map(({ code }) => code);

type OrderCaller = Caller<typeof OrderServiceService>;
type CallOptions = Parameters<OrderCaller['getOrder']>[1];

/** Opens the order service with a catalog and a provider that do as they are told, and a clock that stands still. */
export async function openShop() {
  const trust = await createTestTrust();
  const database = await testDatabase<OrderDatabase>({ migrate: (db) => runMigrations(db, migrations) });
  const { db } = database;
  const catalog = createCatalog();
  const catalogService = await startTestService('catalog', catalog.implementation, trust);
  const { provider, state } = createScriptedProvider();
  const clock: FakeClock = fakeClock();
  const registry: Registry = createMetrics('order');
  const lines: string[] = [];
  const deps: OrderServiceDeps = {
    db,
    clock,
    catalog: createCatalogCaller({ address: catalogService.address, tls: trust.tls('order') }),
    provider,
    pepper: readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } })),
    termsVersion: '2026-01',
    logger: createLogger({ service: 'order', level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    metrics: createOrderMetrics(registry, {
      oldestAwaitingSeconds: () => oldestProcessingSeconds(db, clock.now()),
      oldestSagaSeconds: () => oldestSagaSeconds(db, clock.now()),
      troubles: () => countTroubles(db),
    }),
  };
  const service = await startTestService(
    'order',
    implement(OrderServiceService, createOrderService(deps), access),
    trust,
  );
  const gateway = service.caller(OrderServiceService, 'gateway');
  const enrollment = service.caller(OrderServiceService, 'enrollment');
  const shop = { db, deps, clock, gateway, enrollment, provider: state };
  return {
    ...shop,
    registry,
    service,
    catalog: catalog.state,
    /** Everything that was logged. */
    log: () => lines.join(''),
    /** Options of a call that a user makes. */
    as: async (actor: TestActor) => ({ context: newContext({ actorToken: await trust.tokenFor(actor) }) }),
    ...createSteps(shop),
    close: async () => {
      await service.close();
      deps.catalog.close();
      await catalogService.close();
      await database.destroy();
    },
  };
}

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** The steps of a buyer, of the provider and of enrolment; `as` are the options of a signed-in buyer's calls. */
function createSteps({
  db,
  deps,
  gateway,
  provider,
}: {
  db: OrderServiceDeps['db'];
  deps: OrderServiceDeps;
  gateway: OrderCaller;
  provider: ReturnType<typeof createScriptedProvider>['state'];
}) {
  const cartWithLine = async (line: LineInput = aLine(), as?: CallOptions) => {
    const { cart, secret } = await gateway.createCart({ currency: '' }, as);
    const key: CartKey = { cartId: cart?.id ?? '', secret };
    const { lineId } = await gateway.addCartLine({ key, line, expectedVersion: 0 }, as);
    return { key, lineId };
  };
  const quoteOf = async (key: CartKey, { country = 'DE', taxId = '', language = '' } = {}, as?: CallOptions) => {
    const { quote } = await gateway.createQuote({ key, country, taxId, language }, as);
    if (quote === undefined) throw new Error('no quote was answered');
    return quote;
  };
  const orderFrom = async (key: CartKey, { id: quoteId }: Pick<Quote, 'id'>, as?: CallOptions) => {
    const { order, secret } = await gateway.createOrder({ key, quoteId, idempotencyKey: aKey() }, as);
    if (order === undefined) throw new Error('no order was answered');
    return { key: { orderId: order.id, secret }, order };
  };
  /** A new order and the cart that it is of. */
  const draftOf = async (line?: LineInput, as?: CallOptions) => {
    const { key: cartKey } = await cartWithLine(line, as);
    const made = await orderFrom(cartKey, await quoteOf(cartKey, {}, as), as);
    return { cartKey, ...made };
  };
  const draft = async (line?: LineInput, as?: CallOptions): Promise<OrderKey> => (await draftOf(line, as)).key;
  const orderOf = async (key: OrderKey, as?: CallOptions): Promise<Order> => {
    const { order } = await gateway.getOrder({ key, language: '' }, as);
    if (order === undefined) throw new Error('no order was answered');
    return order;
  };
  const addPayment = (key: OrderKey, { keepMethod = false } = {}, as?: CallOptions) =>
    gateway.addPayment({ key, paymentToken: aToken(), idempotencyKey: aKey(), keepMethod }, as);
  /** An order in review. */
  const payableOrder = async (
    { line, keepMethod = false, contacts = someContacts() }: PayableOptions = {},
    as?: CallOptions,
  ): Promise<OrderKey> => {
    const key = await draft(line, as);
    await gateway.setContacts({ key, contacts }, as);
    await addPayment(key, { keepMethod }, as);
    return key;
  };
  const complete = async (key: OrderKey, { idempotencyKey = aKey(), quoteId = '' } = {}, as?: CallOptions) =>
    await gateway.completeOrder(
      {
        key,
        acceptedTermsVersion: '2026-01',
        idempotencyKey,
        quoteId: quoteId === '' ? ((await orderOf(key, as)).quote?.id ?? '') : quoteId,
        returnUrl: '',
      },
      as,
    );
  const chargesOf = ({ orderId }: Pick<OrderKey, 'orderId'>) =>
    [...provider.charges.values()].filter(({ reference }) => reference === orderId);
  /** A completed order and its charge. */
  const chargedOrder = async (options: PayableOptions = {}, as?: CallOptions) => {
    const key = await payableOrder(options, as);
    await complete(key, {}, as);
    const charge = chargesOf(key).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    return { key, charge };
  };
  /** Takes an event in and acts on it, as the job does. */
  const settle = async (event: ReturnType<typeof anEvent>) => {
    await gateway.ingestPaymentEvent(event);
    const { id: eventId } = JSON.parse(event.body.toString()) as { id: string };
    const { id } = await db
      .selectFrom('paymentEvents')
      .select('id')
      .where('eventId', '=', eventId)
      .executeTakeFirstOrThrow();
    await settleEvent(deps, id);
    return id;
  };
  /** Acts on what the provider said of a charge when it was asked, as the job does. */
  const settleFindings = async (chargeId: string) => {
    const rows = await db
      .selectFrom('paymentEvents')
      .select('id')
      .where('chargeId', '=', chargeId)
      .where('eventId', 'like', 'asked:%')
      .where('outcome', 'is', null)
      .execute();
    await Promise.all(rows.map(({ id }) => settleEvent(deps, id)));
    return rows.length;
  };
  const paidOrder = async (options: PayableOptions = {}, as?: CallOptions): Promise<OrderKey> => {
    const { key, charge } = await chargedOrder(options, as);
    await settle(anEvent(captureOf(charge)));
    return key;
  };
  /** The paid order of a cart. */
  const paidFrom = async (cartKey: CartKey): Promise<OrderKey> => {
    const { key } = await orderFrom(cartKey, await quoteOf(cartKey));
    await gateway.setContacts({ key, contacts: someContacts() });
    await addPayment(key);
    await complete(key);
    const charge = chargesOf(key).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    await settle(anEvent(captureOf(charge)));
    return key;
  };
  return {
    cartWithLine,
    quoteOf,
    orderFrom,
    draftOf,
    draft,
    orderOf,
    addPayment,
    payableOrder,
    complete,
    chargesOf,
    chargedOrder,
    settle,
    settleFindings,
    paidOrder,
    paidFrom,
  };
}

interface PayableOptions {
  line?: LineInput;
  keepMethod?: boolean;
  contacts?: Contacts;
}
