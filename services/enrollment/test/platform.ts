import { randomBytes } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { relayOutbox, runMigrations } from '@countersign/db';
import { implement, newContext } from '@countersign/grpc';
import { createMailer } from '@countersign/messaging';
import { AccountTier, PaymentOption } from '@countersign/proto/catalog';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { type CartLine, type Order, OrderStatus } from '@countersign/proto/order';
import { createLogger, createMetrics, newId } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { createTestTrust, fakeClock, startTestService, type TestActor, testDatabase } from '@countersign/testing';
import { sql } from 'kysely';
import { access } from '../src/access.ts';
import type { Role } from '../src/account/role.ts';
import { createTiers } from '../src/account/tiers.ts';
import { countExpiring } from '../src/certificate/expiring.ts';
import { createCertificateMetrics } from '../src/certificate/metrics.ts';
import { oldestWaitingSeconds } from '../src/certificate/waiting.ts';
import type { EnrollmentDatabase } from '../src/database.ts';
import { createEnrollmentService } from '../src/enrollment-service.ts';
import { createEnrollmentJobs } from '../src/enrollment-worker.ts';
import { createProducts } from '../src/inventory/products.ts';
import { createLinkMaker } from '../src/link-token.ts';
import { createEnrollmentMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { authorityContract, createAuthorityFake } from './authority.ts';
import {
  catalogContract,
  createCatalogFake,
  createIdentityFake,
  createOrderFake,
  identityContract,
  orderContract,
  startMailServer,
} from './outside.ts';
import { createSecondFactorFake, secondFactorContract } from './second-factor.ts';

/** A line of an order: one document-signing licence for a year unless said otherwise. */
export const aLine = (over: Partial<CartLine['priced'] & object> & { licences?: number; termYears?: number } = {}) => {
  const { licences = 1, termYears = 1, line, ...priced } = over;
  return {
    id: newId('lin'),
    priced: {
      line: {
        productCode: 'document-signing',
        termYears,
        paymentOption: PaymentOption.ONE_TIME,
        licences,
        extraDomains: [],
        ...line,
      },
      productVersionId: 'pv_1',
      productName: 'Document signing',
      purpose: 'document_signing',
      discounts: [],
      calendar: [],
      issuanceProfile: '',
      validationLevel: 'person',
      ...priced,
    },
  } satisfies CartLine;
};

/** A paid order of Ada Example at an invented organisation. */
export const anOrder = (over: Partial<Order> = {}): Order => {
  const id = newId('ord');
  return {
    id,
    number: 'CS-2026-000123',
    status: OrderStatus.PAID,
    lines: [aLine()],
    tier: { tier: AccountTier.STARTER, ruleId: 'starter-default', explanation: 'few licences' },
    contact: {
      givenName: 'Ada',
      surname: 'Example',
      email: `Ada.${id}@example.com`,
      mobile: '+15550100',
      organisation: 'Example Works',
      country: 'US',
      language: 'de',
    },
    termsVersion: '2026-01',
    timeline: [],
    contactsConfirmed: true,
    kind: 'purchase',
    documents: [],
    accountId: '',
    subscriptionIds: [],
    ...over,
  };
};

/** Enrollment with a real database, mTLS and mail server; order and identity are stood for. */
export async function openPlatform() {
  const [database, trust, mail] = await Promise.all([
    testDatabase<EnrollmentDatabase>({ migrate: (fresh) => runMigrations(fresh, migrations) }),
    createTestTrust(),
    startMailServer(),
  ]);
  const { db } = database;
  const clock = fakeClock();
  const order = createOrderFake();
  const identity = createIdentityFake();
  const catalog = createCatalogFake();
  const authority = await createAuthorityFake(clock);
  const orderService = await startTestService('order', order.implementation, trust);
  const identityService = await startTestService('identity', identity.implementation, trust);
  const catalogService = await startTestService('catalog', catalog.implementation, trust);
  const secondFactor = createSecondFactorFake(clock);
  const secondFactorService = await startTestService('second-factor', secondFactor.implementation, trust);
  const authorityService = await startTestService('certificate-authority', authority.implementation, trust);
  const mailer = createMailer({ smtpUrl: mail.url, from: 'no-reply@example.com' });
  const registry = createMetrics('enrollment');
  const metrics = createEnrollmentMetrics(registry);
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'enrollment', destination });
  const pepper = readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
  const links = createLinkMaker(pepper);
  const orders = orderService.caller(orderContract, 'enrollment');
  const catalogCaller = catalogService.caller(catalogContract, 'enrollment');
  const shared = {
    db,
    clock,
    logger,
    metrics,
    links,
    orders,
    catalog: catalogCaller,
    products: createProducts(catalogCaller),
    authority: authorityService.caller(authorityContract, 'enrollment'),
    certificateMetrics: createCertificateMetrics(registry, {
      oldestWaiting: () => oldestWaitingSeconds(db, clock.now()),
      expiring: () => countExpiring(db, clock.now()),
    }),
    frontendUrl: 'https://shop.example.com',
  };
  const jobsDeps = { ...shared, mailer, pepper };
  const jobs = createEnrollmentJobs(jobsDeps);
  const handlers = createEnrollmentService({
    ...shared,
    identity: identityService.caller(identityContract, 'enrollment'),
    secondFactor: secondFactorService.caller(secondFactorContract, 'enrollment'),
    reauthenticationMs: 15 * 60_000,
    tiers: createTiers({ catalog: catalogCaller, clock }),
  });
  const service = await startTestService('enrollment', implement(EnrollmentServiceService, handlers, access), trust);

  const runJob = async (topic: string, payload: Record<string, string>, topics: Jobs = jobs) => {
    const job = topics[topic];
    if (job === undefined) throw new Error(`no handler for ${topic}`);
    await job.handle(payload, newId('out'));
  };
  /** Runs what was announced, and what that announces, without Redis. */
  const runAnnounced = async (topics: Jobs = jobs): Promise<void> => {
    const sent = await relayOutbox(db, async (rows) => {
      // What goes to other services is theirs to run.
      for (const { topic, payload } of rows.filter(({ queue }) => queue === 'enrollment')) {
        // In the order of the announcements.
        // oxlint-disable-next-line no-await-in-loop
        await runJob(topic, payload, topics);
      }
    });
    if (sent > 0) await runAnnounced(topics);
  };
  /** The token in the link of the latest message of a path to an address. */
  const tokenFor = (email: string, path = 'activate') =>
    tokenIn(
      mail.state.mails.findLast(({ to, text }) => to.includes(email) && text.includes(`/${path}#`)),
      path,
    );
  /** Enrols a paid order up to its message, and reads the token from there. */
  const enrolled = async (over: Partial<Order> = {}) => {
    const paid = anOrder(over);
    order.fake.orders.set(paid.id, paid);
    await runJob('order-paid', { orderId: paid.id });
    await runAnnounced();
    const { accountId } = await db
      .selectFrom('enrolments')
      .select('accountId')
      .where('orderId', '=', paid.id)
      .executeTakeFirstOrThrow();
    const email = paid.contact?.email ?? '';
    return { order: paid, accountId, email, token: tokenFor(email) };
  };
  const gateway = service.caller(EnrollmentServiceService, 'gateway');
  /** Options of a call that a user makes. */
  const as = async (actor: TestActor) => ({ context: newContext({ actorToken: await trust.tokenFor(actor) }) });
  /** An account with its first member, who may call. */
  const activated = async (over: Partial<Order> = {}) => {
    const { token, ...rest } = await enrolled(over);
    await gateway.activate({ token, password: 'correct horse', mobile: '', language: '', accountId: '' });
    const user = identity.fake.users.get(rest.email.toLowerCase());
    if (user === undefined) throw new Error('the user was not registered');
    const { userId } = user;
    const person = { userId, email: rest.email.toLowerCase() };
    return { ...rest, ...person, token, actor: await as({ userId, accountId: rest.accountId }) };
  };

  /** A user who exists and logged in, as far as identity knows. */
  const aUser = (email: string) => {
    const userId = newId('usr');
    identity.fake.users.set(email, { userId, activationId: newId('act'), mobile: '', language: 'en' });
    return userId;
  };
  /** Makes a new user member of an account, and lets him call for it. */
  const addMember = async (accountId: string, ...roles: Role[]) => {
    const email = `${newId('m').toLowerCase()}@example.com`;
    const userId = aUser(email);
    const member = { name: 'Max Sample', email, language: 'en' };
    const row = { accountId, userId, roles, version: 1, ...member, createdAt: clock.now() };
    await db.insertInto('memberships').values(row).execute();
    return { accountId, userId, email, actor: await as({ userId, accountId, roles }) };
  };

  /** What the records of an account say, oldest first. */
  const audit = async (stream: string) =>
    (await listAudit(db, stream, { after: 0, limit: 100 })).map(({ action }) => action);
  /** What identity is told for the audit of an account, oldest first. */
  const toldOf = async (accountId: string) => {
    const { rows } = await sql<{ event: string }>`
      select payload ->> 'event' as event from outbox where queue = 'identity' and topic = 'audit-event' order by id`.execute(
      db,
    );
    return rows
      .map(
        ({ event }) =>
          JSON.parse(event) as Record<'account' | 'service' | 'source' | 'action', string> & { detail: object },
      )
      .filter(({ account }) => account === accountId);
  };

  return {
    db,
    clock,
    audit,
    toldOf,
    trust,
    order: order.fake,
    identity: identity.fake,
    catalog: catalog.fake,
    secondFactor: secondFactor.fake,
    authority: authority.fake,
    mail: mail.state,
    jobs,
    /** What the jobs are made of; a test replaces parts of it. */
    jobsDeps,
    aUser,
    addMember,
    /** Everything that was logged. */
    lines,
    /** What is counted, as Prometheus reads it. */
    figures: () => registry.metrics(),
    service,
    gateway,
    signing: service.caller(EnrollmentServiceService, 'remote-signing'),
    runJob,
    runAnnounced,
    tokenFor,
    enrolled,
    activated,
    as,
    close: async () => {
      mailer.close();
      await Promise.all([
        service.close(),
        orderService.close(),
        identityService.close(),
        catalogService.close(),
        secondFactorService.close(),
        authorityService.close(),
        mail.close(),
      ]);
      await database.destroy();
    },
  };
}

type Jobs = ReturnType<typeof createEnrollmentJobs>;

export type TestPlatform = Awaited<ReturnType<typeof openPlatform>>;

/** The token in the link of a message. */
export function tokenIn(mail: { text: string } | undefined, path = 'activate'): string {
  const token = new RegExp(`https://shop\\.example\\.com/${path}#token=([\\w-]+)`).exec(mail?.text ?? '')?.[1];
  if (token === undefined) throw new Error('the message holds no link');
  return token;
}
