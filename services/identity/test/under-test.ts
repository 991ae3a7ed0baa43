import { randomBytes } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { type Caller, createCaller, implement, newContext } from '@countersign/grpc';
import { IdentityServiceService, type LoginFlowKey, type SessionGrant } from '@countersign/proto/identity';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { createLogger, createMetrics, newId } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { createTestTrust, fakeClock, startTestService, type TestActor, testDatabase } from '@countersign/testing';
import { access } from '../src/access.ts';
import type { IdentityDatabase } from '../src/database.ts';
import type { IdentityDeps } from '../src/dependencies.ts';
import { createIdentityService } from '../src/identity-service.ts';
import { createIdentityMetrics } from '../src/metrics.ts';
import { migrations } from '../src/migrations/index.ts';
import { createHashingLimit } from '../src/password/hashing-limit.ts';
import { createPasswordHasher } from '../src/password/password-hasher.ts';
import { type PolicySettings, readPolicy } from '../src/policy/policy.ts';
import { startSecondFactor } from './second-factor-double.ts';
import { rightCode } from './second-factor-facts.ts';

export { aDeviation, rightCode } from './second-factor-facts.ts';

export const goodPassword = 'four quiet orange boats';
/** What a client that says nothing of itself begins a flow with. */
export const anyClient = { language: '', acceptedLanguage: '', deviceToken: '', userAgent: '' };

/** The service with a real database, real mTLS, a clock that stands still, and a counter of password checks. */
export async function startIdentity(settings: PolicySettings = {}) {
  const trust = await createTestTrust();
  const { db, destroy } = await testDatabase<IdentityDatabase>({
    migrate: (fresh) => runMigrations(fresh, migrations),
  });
  const clock = fakeClock('2026-11-21T12:00:00Z');
  const { service: secondFactorService, ...secondFactor } = await startSecondFactor(trust, clock);
  const secondFactorCaller = createCaller(SecondFactorServiceService, {
    address: secondFactorService.address,
    callee: 'second-factor',
    tls: trust.tls('identity'),
  });
  const pepper = aKeyring();
  const limit = createHashingLimit({ atOnce: 2, waitingAtMost: 200, waitMs: 20_000 });
  const policy = readPolicy(settings);
  const hasher = await createPasswordHasher({ policy: policy.password, pepper, limit });
  const checks = { count: 0 };
  const registry = createMetrics('identity');
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const deps: IdentityDeps = {
    db,
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
    secondFactor: secondFactorCaller,
    frontendUrl: 'https://shop.example.com',
    logger: createLogger({ service: 'identity', destination }),
    metrics: createIdentityMetrics(registry, () => limit.waiting()),
  };
  const service = await startTestService(
    'identity',
    implement(IdentityServiceService, createIdentityService(deps), access),
    trust,
  );
  const as = (name: Parameters<typeof service.caller>[1]) => service.caller(IdentityServiceService, name);
  const gateway = as('gateway');
  const enrollment = as('enrollment');
  return {
    db,
    clock,
    deps,
    trust,
    service,
    secondFactor,
    registry,
    /** Everything that was logged. */
    lines,
    checks,
    gateway,
    enrollment,
    remoteSigning: as('remote-signing'),
    ops: as('ops'),
    /** Call options that carry somebody's access token. */
    token: async (actor: TestActor) => ({ context: newContext({ actorToken: await trust.tokenFor(actor) }) }),
    /** Somebody new, with a mobile number where the policy wants one. */
    register: (over: Partial<Applicant> = {}) =>
      register(enrollment, policy.pinByEmail ? over : { mobile: '+12025550123', ...over }),
    begin: (email: string, language = '') => begin(gateway, email, language),
    logIn: (email: string) => logIn(gateway, email),
    close: async () => {
      secondFactorCaller.close();
      await service.close();
      await secondFactorService.close();
      await destroy();
    },
  };
}

export type IdentityUnderTest = Awaited<ReturnType<typeof startIdentity>>;
type IdentityCaller = Caller<typeof IdentityServiceService>;
type Applicant = Parameters<IdentityCaller['registerUser']>[0];

/** A registration of somebody new. */
export function anApplicant(over: Partial<Applicant> = {}): Applicant {
  return {
    activationId: newId('act'),
    email: `ada-${randomBytes(4).toString('hex')}@example.com`,
    givenName: 'Ada',
    surname: 'Sample',
    password: goodPassword,
    mobile: '',
    language: 'en',
    ...over,
  };
}

async function register(enrollment: IdentityCaller, over: Partial<Applicant>) {
  const applicant = anApplicant(over);
  const { userId } = await enrollment.registerUser(applicant);
  return { ...applicant, userId };
}

async function begin(gateway: IdentityCaller, email: string, language: string): Promise<LoginFlowKey> {
  const { flow, secret } = await gateway.startLoginFlow({ ...anyClient, userId: email, language });
  return { flowId: flow?.id ?? '', secret };
}

async function logIn(gateway: IdentityCaller, email: string): Promise<SessionGrant> {
  const key = await begin(gateway, email, '');
  await gateway.submitPassword({ key, password: goodPassword });
  const { grant } = await gateway.submitCode({ key, code: rightCode });
  if (grant === undefined) throw new Error('a login gave no session');
  return grant;
}

/** How often each outcome came: `ok`, or the reason of the error. */
export async function tally(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const result of await Promise.allSettled(calls)) {
    const name = result.status === 'fulfilled' ? 'ok' : (result.reason as { reason: string }).reason;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** `count` calls at the same time. */
export function inParallel<T>(count: number, call: (n: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: count }, (_, n) => call(n));
}

function aKeyring() {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString('base64') } }));
}
