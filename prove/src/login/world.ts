import { runMigrations } from '@countersign/db';
import { type Actor, type CallContext, newContext } from '@countersign/grpc';
import type { JobHandler } from '@countersign/jobs';
import { createLogger, createMetrics } from '@countersign/runtime';
import { type FakeClock, fakeClock } from '@countersign/testing/clock';
import { testDatabase } from '@countersign/testing/database';
import type { IdentityDatabase } from '../../../services/identity/src/database.ts';
import type { IdentityDeps } from '../../../services/identity/src/dependencies.ts';
import { createIdentityService } from '../../../services/identity/src/identity-service.ts';
import { createMailJobs } from '../../../services/identity/src/mail-jobs.ts';
import { createIdentityMetrics } from '../../../services/identity/src/metrics.ts';
import { migrations as identityMigrations } from '../../../services/identity/src/migrations/index.ts';
import { createHashingLimit } from '../../../services/identity/src/password/hashing-limit.ts';
import { createPasswordHasher } from '../../../services/identity/src/password/password-hasher.ts';
import { type PolicySettings, readPolicy } from '../../../services/identity/src/policy/policy.ts';
import { aKeyring, type Calls, calling, findServer, takeJobs } from '../in-process.ts';
import { openSecondFactor, type SecondFactor, type SentMessage } from '../second-factor.ts';

type Identity = Calls<ReturnType<typeof createIdentityService>>;

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
  messages: SentMessage[];
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
  const messages: LoginWorld['messages'] = [];
  const factors = await openSecondFactor({ clock, messages });
  const secondFactor = factors.as;

  const pepper = aKeyring();
  const policy = readPolicy({ ...cheap, ...settings });
  const limit = createHashingLimit({ atOnce: 2, waitingAtMost: 1_000, waitMs: 60_000 });
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
  const mailer = {
    send: async ({ to, text }: SentMessage) => void messages.push({ to, text }),
    close: () => undefined,
  };
  const handlers: Readonly<Record<string, JobHandler>> = {
    ...createMailJobs({ ...deps, mailer }),
    ...factors.jobs,
  };
  return {
    clock,
    db: own.db,
    deps,
    checks,
    messages,
    work: async () => {
      // A job of identity may make one of second-factor.
      for (const db of [own.db, factors.deps.db]) {
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
      await factors.close();
      await server.stop();
    },
  };
}
