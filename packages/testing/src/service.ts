import {
  type Caller,
  createActorVerifier,
  createCaller,
  type Implementation,
  startGrpcServer,
  tokenIssuer,
} from '@countersign/grpc';
import { createServiceCertificates } from '@countersign/platform';
import { createLogger, createMetrics } from '@countersign/runtime';
import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';

/** Every name that a certificate may carry. */
export const serviceNames = [
  'gateway',
  'catalog',
  'order',
  'enrollment',
  'identity',
  'second-factor',
  'remote-signing',
  'signer',
  'certificate-authority',
  'ops',
] as const;

export type ServiceName = (typeof serviceNames)[number];

/** Claims of a test token; a full session at assurance level 2 by default. */
export interface TestActor {
  userId: string;
  accountId?: string;
  roles?: string[];
  staffRoles?: string[];
  scope?: 'full' | 'set-up';
  acr?: string;
  amr?: string[];
  language?: string;
  sessionId?: string;
  /** When he proved his factors; by default so late that it is recent at any moment of a test. */
  authenticatedAt?: Date;
}

/** The trust of one test file: certificates of all services, and the keys of a gateway. */
export interface TestTrust {
  /** Public keys with which services verify access tokens. */
  jwks: JSONWebKeySet;
  tls(name: ServiceName): { ca: string; cert: string; key: string };
  /** Signs an access token as the gateway does. */
  tokenFor(actor: TestActor, expiresInSeconds?: number): Promise<string>;
}

/** Makes certificates and keys for a test file. */
export async function createTestTrust(): Promise<TestTrust> {
  const certificates = await createServiceCertificates([...serviceNames]);
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256' }] };
  return {
    jwks,
    tls: (name) => {
      const own = certificates.services[name];
      if (own === undefined) throw new Error(`no certificate for ${name}`);
      return { ca: certificates.ca, ...own };
    },
    tokenFor: (actor, expiresInSeconds = 300) =>
      new SignJWT({
        sid: actor.sessionId ?? 'ses_test',
        acr: actor.acr ?? 'urn:countersign:aal2',
        amr: actor.amr ?? ['pwd', 'otp', 'mfa'],
        scope: actor.scope ?? 'full',
        ...(actor.accountId === undefined ? {} : { account: actor.accountId }),
        roles: actor.roles ?? [],
        staff_roles: actor.staffRoles ?? [],
        locale: actor.language ?? 'en',
        auth_time: (actor.authenticatedAt ?? new Date('2100-01-01T00:00:00Z')).getTime() / 1000,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(actor.userId)
        .setIssuer(tokenIssuer)
        .setAudience(tokenIssuer)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
        .sign(privateKey),
  };
}

export interface TestService {
  address: string;
  /** A caller with the certificate of `as`. Closed with the service. */
  caller<D extends object>(definition: D, as: ServiceName): Caller<D>;
  close(): Promise<void>;
}

/** Serves one implementation or several on a free port over real mTLS, under the name of a service. */
export async function startTestService(
  name: ServiceName,
  implementation: Implementation | readonly Implementation[],
  trust: TestTrust,
): Promise<TestService> {
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: trust.tls(name),
    implementations: [implementation].flat(),
    verifyActor: createActorVerifier(trust.jwks),
    logger: createLogger({ service: name, level: process.env['TEST_LOG_LEVEL'] ?? 'silent' }),
    metrics: createMetrics(name),
    checks: {},
  });
  const address = `localhost:${server.port}`;
  const callers: { close(): void }[] = [];
  return {
    address,
    caller: (definition, as) => {
      const caller = createCaller(definition, { address, callee: name, tls: trust.tls(as) });
      callers.push(caller);
      return caller;
    },
    close: async () => {
      for (const caller of callers) caller.close();
      await server.close(1_000);
    },
  };
}
