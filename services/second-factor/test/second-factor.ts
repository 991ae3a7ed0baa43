import { generateKeyPairSync } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { type Caller, type CallOptions, implement, newContext } from '@countersign/grpc';
import {
  type EnrolAuthenticatorRequest,
  SecondFactorServiceService,
  type VerifyLoginCodeRequest,
} from '@countersign/proto/second-factor';
import { createLogger, createMetrics } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import {
  createTestTrust,
  type FakeClock,
  fakeClock,
  type ServiceName,
  startTestService,
  type TestActor,
  type TestService,
  testDatabase,
} from '@countersign/testing';
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import type { Kysely } from 'kysely';
import { generateSync } from 'otplib';
import { access } from '../src/access.ts';
import { findOpenDelivery } from '../src/code/delivery-store.ts';
import type { CodePurpose, SecondFactorDatabase } from '../src/database.ts';
import type { SecondFactorDeps } from '../src/dependencies.ts';
import { readIdentityKey } from '../src/identity-key.ts';
import { migrations } from '../src/migrations/index.ts';
import { createSecondFactorOutcomes } from '../src/outcomes.ts';
import { type PolicySettings, readPolicy } from '../src/policy/policy.ts';
import { createSecondFactorService } from '../src/second-factor-service.ts';
import { createAssertionSigner } from '../src/signing-challenge/assertion.ts';
import { startActivationWorkers } from '../src/soft-token/activation-workers.ts';

type SecondFactorCaller = Caller<typeof SecondFactorServiceService>;

export const stepMs = 30_000;
export const minuteMs = 60_000;

export const keyring = aKeyring(1);
const pepper = aKeyring(2);

export interface TestAuthenticator {
  id: string;
  secret: string;
}

export interface TestSecondFactor {
  db: Kysely<SecondFactorDatabase>;
  clock: FakeClock;
  /** Public half of the key that signs assertions. */
  assertionJwks: JSONWebKeySet;
  gateway: SecondFactorCaller;
  identity: SecondFactorCaller;
  remoteSigning: SecondFactorCaller;
  enrollment: SecondFactorCaller;
  deps: SecondFactorDeps;
  service: TestService;
  /** Options of a call in which a user acts; a full session by default. */
  as: (userId: string, over?: Partial<TestActor>) => Promise<CallOptions>;
  /** Enrols and activates an authenticator, and lets a step pass so that its next code is fresh. */
  anActiveAuthenticator: (userId: string) => Promise<TestAuthenticator>;
  /** What the app shows now, or so many steps away from now. */
  codeOf: (authenticator: Pick<TestAuthenticator, 'secret'>, steps?: number) => string;
  /** The newest code for a login flow, or for something else, as its delivery holds it. */
  sentPin: (subjectId: string, purpose?: CodePurpose) => Promise<string>;
  close: () => Promise<void>;
}

/** Serves second-factor over mTLS on an own database, with a clock that stands still. */
export async function startSecondFactor(settings: PolicySettings = {}): Promise<TestSecondFactor> {
  const trust = await createTestTrust();
  const { db, destroy } = await testDatabase<SecondFactorDatabase>({
    migrate: (fresh) => runMigrations(fresh, migrations),
  });
  const clock = fakeClock();
  const assertionKeys = await anAssertionKey();
  const deps: SecondFactorDeps = {
    db,
    policy: readPolicy(settings),
    clock,
    keyring,
    pepper,
    signAssertion: await createAssertionSigner(assertionKeys.privateJwks),
    logger: createLogger({ service: 'second-factor', level: 'silent' }),
    outcomes: createSecondFactorOutcomes(createMetrics('second-factor')),
    identityKey: readIdentityKey(anIdentityKey()),
    publicUrl: 'http://localhost:8080',
    smsToken: 'sms-token',
    providerName: 'Countersign',
    activationWorkers: startActivationWorkers({ limitMs: 60_000 }),
  };
  const handlers = createSecondFactorService(deps);
  const service = await startTestService(
    'second-factor',
    implement(SecondFactorServiceService, handlers, access),
    trust,
  );
  const callerAs = (name: ServiceName) => service.caller(SecondFactorServiceService, name);
  const gateway = callerAs('gateway');
  const as: TestSecondFactor['as'] = async (userId, over = {}) => ({
    context: newContext({ actorToken: await trust.tokenFor({ userId, ...over }) }),
  });
  const codeOf: TestSecondFactor['codeOf'] = ({ secret }, steps = 0) =>
    generateSync({ secret, epoch: (clock.now().getTime() + steps * stepMs) / 1000 });
  return {
    db,
    clock,
    assertionJwks: assertionKeys.publicJwks,
    gateway,
    identity: callerAs('identity'),
    remoteSigning: callerAs('remote-signing'),
    enrollment: callerAs('enrollment'),
    deps,
    service,
    as,
    codeOf,
    anActiveAuthenticator: async (userId) => {
      const actor = await as(userId);
      const { authenticator, otpauthUri } = await gateway.enrolAuthenticator(anEnrolment(), actor);
      const enrolled = { id: authenticator?.id ?? '', secret: secretOf(otpauthUri) };
      await gateway.activateAuthenticator({ authenticatorId: enrolled.id, code: codeOf(enrolled) }, actor);
      clock.advance(stepMs);
      return enrolled;
    },
    sentPin: async (subjectId, purpose = 'login') => {
      const { deliveryId } = await db
        .selectFrom('loginPins')
        .select('deliveryId')
        .where('loginFlowId', '=', subjectId)
        .where('purpose', '=', purpose)
        .executeTakeFirstOrThrow();
      const delivery = await findOpenDelivery(db, keyring, { id: deliveryId ?? '', at: clock.now() });
      return delivery?.code ?? 'none';
    },
    close: async () => {
      await service.close();
      await deps.activationWorkers.close();
      await destroy();
    },
  };
}

/** A request to enrol an app without a name. */
export function anEnrolment(over: Partial<EnrolAuthenticatorRequest> = {}): EnrolAuthenticatorRequest {
  return { label: '', kind: '', replacesId: '', platform: '', destination: '', serial: '', language: 'en', ...over };
}

/** A request to verify the code of any app for a login. */
export function aLoginCode(over: Partial<VerifyLoginCodeRequest>): VerifyLoginCodeRequest {
  return {
    userId: '',
    loginFlowId: '',
    code: '000000',
    firstLogin: false,
    recovery: false,
    authenticatorId: '',
    challengeId: '',
    nextCode: '',
    ...over,
  };
}

/** The base32 secret in an otpauth URI. */
export function secretOf(otpauthUri: string): string {
  return new URL(otpauthUri).searchParams.get('secret') ?? '';
}

/** A code that is certainly not this one. */
export function otherThan(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

/** How many of the promises were fulfilled, and the reasons of the others. */
export async function outcomesOf(promises: readonly Promise<unknown>[]): Promise<{ won: number; reasons: string[] }> {
  const results = await Promise.allSettled(promises);
  return {
    won: results.filter(({ status }) => status === 'fulfilled').length,
    reasons: results.flatMap((result) =>
      result.status === 'rejected' ? [String((result.reason as { reason?: string }).reason)] : [],
    ),
  };
}

async function anAssertionKey(): Promise<{ privateJwks: string; publicJwks: JSONWebKeySet }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const named = { kid: 'assertion-1', alg: 'ES256' };
  return {
    privateJwks: JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), ...named }] }),
    publicJwks: { keys: [{ ...(await exportJWK(publicKey)), ...named }] },
  };
}

function anIdentityKey(): string {
  return JSON.stringify({ keys: [generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })] });
}

function aKeyring(fill: number) {
  return readKeyring(JSON.stringify({ current: 1, keys: { 1: Buffer.alloc(32, fill).toString('base64') } }));
}
