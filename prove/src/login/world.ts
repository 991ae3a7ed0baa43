import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runMigrations } from '@countersign/db';
import { type Actor, type CallContext, newContext, runInContext } from '@countersign/grpc';
import type { JobHandler } from '@countersign/jobs';
import { freePort, openPostgres } from '@countersign/platform';
import { createLogger, createMetrics } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { type FakeClock, fakeClock } from '@countersign/testing/clock';
import { testDatabase } from '@countersign/testing/database';
import { type QueryExecutorProvider, sql } from 'kysely';
import type { IdentityDatabase } from '../../../services/identity/src/database.ts';
import type { IdentityDeps } from '../../../services/identity/src/dependencies.ts';
import { createIdentityService } from '../../../services/identity/src/identity-service.ts';
import { createMailJobs } from '../../../services/identity/src/mail-jobs.ts';
import { createIdentityMetrics } from '../../../services/identity/src/metrics.ts';
import { migrations as identityMigrations } from '../../../services/identity/src/migrations/index.ts';
import { createPasswordHasher } from '../../../services/identity/src/password/password-hasher.ts';
import { createWorkLimit } from '../../../services/identity/src/password/work-limit.ts';
import { type PolicySettings, readPolicy } from '../../../services/identity/src/policy/policy.ts';
import { createDeliveryJob, deliveryTopic } from '../../../services/second-factor/src/code/delivery-job.ts';
import type { SecondFactorDatabase } from '../../../services/second-factor/src/database.ts';
import { migrations as secondFactorMigrations } from '../../../services/second-factor/src/migrations/index.ts';
import { createSecondFactorOutcomes } from '../../../services/second-factor/src/outcomes.ts';
import { readPolicy as readFactorPolicy } from '../../../services/second-factor/src/policy/policy.ts';
import { createSecondFactorService } from '../../../services/second-factor/src/second-factor-service.ts';

/** Handlers as somebody calls them: the context is the call's own. */
type Calls<H> = {
  [K in keyof H]: H[K] extends (request: infer Request, context: CallContext) => infer Answer
    ? (request: Request) => Answer
    : never;
};
type Identity = Calls<ReturnType<typeof createIdentityService>>;
type SecondFactor = Calls<ReturnType<typeof createSecondFactorService>>;

/** Identity and second-factor with databases of their own, in this process, and a clock that goes as it is told. */
export interface LoginWorld {
  clock: FakeClock;
  db: IdentityDeps['db'];
  deps: IdentityDeps;
  /** Password checks so far: guesses at somebody who exists, and at nobody. */
  checks: { count: number };
  /** Identity's RPCs as the gateway calls them for a client at an address, with whoever's session. */
  at: (address: string, actor?: Actor) => Identity;
  /** Every message that went out, the latest last. */
  messages: { to: string; text: string }[];
  /** Does the jobs that wait in both outboxes, until none is left. */
  work: () => Promise<void>;
  /** Second-factor's RPCs, for somebody who sets up his factor. */
  secondFactor: (over?: Partial<CallContext>) => SecondFactor;
  close: () => Promise<void>;
}

/** The cheapest hash that the policy permits: how many guesses are admitted does not depend on what one costs. */
const cheap: PolicySettings = { ARGON2_MEMORY_KIB: 7_168, ARGON2_PASSES: 1 };

/** Builds the world on a PostgreSQL of its own, or on the one at TEST_DATABASE_URL. */
export async function buildWorld(settings: PolicySettings = {}): Promise<LoginWorld> {
  const server = await findServer();
  const clock = fakeClock('2026-11-23T00:00:00Z');
  const logger = createLogger({ service: 'prove', level: 'silent' });
  const own = await testDatabase<IdentityDatabase>({ migrate: (fresh) => runMigrations(fresh, identityMigrations) });
  const factors = await testDatabase<SecondFactorDatabase>({
    migrate: (fresh) => runMigrations(fresh, secondFactorMigrations),
  });
  const factorDeps = {
    db: factors.db,
    policy: readFactorPolicy({}),
    clock,
    keyring: aKeyring(),
    pepper: aKeyring(),
    signAssertion: async () => Promise.reject(new Error('nothing is signed here')),
    logger,
    outcomes: createSecondFactorOutcomes(createMetrics('second-factor')),
  };
  const factorHandlers = createSecondFactorService(factorDeps);
  const secondFactor = (over: Partial<CallContext> = {}): SecondFactor =>
    calling(factorHandlers, () => newContext({ caller: 'identity', ...over }));

  const pepper = aKeyring();
  const policy = readPolicy({ ...cheap, ...settings });
  const limit = createWorkLimit({ atOnce: 2, waitingAtMost: 1_000, waitMs: 60_000 });
  const hasher = await createPasswordHasher({ pepper, limit, policy: policy.password });
  const checks = { count: 0 };
  const deps: IdentityDeps = {
    db: own.db,
    policy,
    clock,
    hasher: {
      ...hasher,
      verify: (password, stored) => {
        checks.count += 1;
        return hasher.verify(password, stored);
      },
    },
    keyring: aKeyring(),
    pepper,
    auditKey: aKeyring(),
    secondFactor: secondFactor(),
    frontendUrl: 'https://shop.example.com',
    logger,
    metrics: createIdentityMetrics(createMetrics('identity'), () => 0),
  };
  const identity = createIdentityService(deps);
  const messages: LoginWorld['messages'] = [];
  const mailer = {
    send: async ({ to, text }: { to: string; text: string }) => void messages.push({ to, text }),
    close: () => undefined,
  };
  const sms = {
    send: async ({ to, text }: { to: string; text: string }) => {
      messages.push({ to, text });
      return {};
    },
  };
  const handlers: Readonly<Record<string, JobHandler>> = {
    ...createMailJobs({ ...deps, mailer }),
    [deliveryTopic]: createDeliveryJob({ ...factorDeps, mailer, sms, publicHost: 'shop.example.com' }),
  };
  return {
    clock,
    db: own.db,
    deps,
    checks,
    messages,
    work: async () => {
      // A job of identity may make one of second-factor.
      for (const db of [own.db, factors.db]) {
        // oxlint-disable-next-line no-await-in-loop
        for (const { topic, payload, id } of await takeJobs(db)) {
          // oxlint-disable-next-line no-await-in-loop
          await handlers[topic]?.handle(payload as never, id);
        }
      }
    },
    at: (clientAddress, actor) =>
      calling(identity, () =>
        newContext({ caller: 'gateway', clientAddress, ...(actor === undefined ? {} : { actor }) }),
      ),
    secondFactor,
    close: async () => {
      await own.destroy();
      await factors.destroy();
      await server.stop();
    },
  };
}

/** Takes what waits in an outbox, as the relay and a queue would. */
async function takeJobs(db: QueryExecutorProvider): Promise<{ id: string; topic: string; payload: unknown }[]> {
  const { rows } = await sql<{ id: string; topic: string; payload: string }>`
    update outbox set sent_at = now() where sent_at is null returning id, topic, payload::text as payload`.execute(db);
  return rows.map(({ payload, ...row }) => ({ ...row, payload: JSON.parse(payload) as unknown }));
}

/** The handlers, each called in a context of its own. */
function calling<H extends object>(handlers: H, context: () => CallContext): Calls<H> {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (request: never) => {
        const own = context();
        return runInContext(own, () => (handler as (request: never, context: CallContext) => unknown)(request, own));
      },
    ]),
  ) as Calls<H>;
}

async function findServer(): Promise<{ stop: () => Promise<void> }> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return { stop: async () => undefined };
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-prove-'));
  const postgres = await openPostgres({
    folder: path.join(folder, 'postgres'),
    runFolder: path.join(folder, 'run'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    durable: false,
  });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  return {
    stop: async () => {
      delete process.env['TEST_DATABASE_URL'];
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function aKeyring() {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
}
