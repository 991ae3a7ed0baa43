import {
  type ActingClient,
  applicationAudience,
  type Caller,
  createActorVerifier,
  createCaller,
  type Implementation,
  startGrpcServer,
  tokenIssuer,
} from '@countersign/grpc';
import { createServiceCertificates } from '@countersign/platform';
import { createLogger, createMetrics, newId } from '@countersign/runtime';
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
  /**
   * Makes it the token of an application that acts for the user (for scope `application`: for itself, `userId` being its
   * client id): `tokenFor({ userId, client: { id: 'cli_shop', scope: 'service' } })`. Without roles, as the gateway's are.
   */
  client?: TestClient;
}

/** The application of a test token; the grant and the token have ids of their own by default. */
export type TestClient = Pick<ActingClient, 'id' | 'scope'> &
  Partial<ActingClient> & {
    /** Handle of the authorisation, for scope `credential`. */
    sad?: string;
    /** Thumbprint of the key that the token is bound to. */
    jkt?: string;
  };

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
        ...(actor.accountId === undefined ? {} : { account: actor.accountId }),
        locale: actor.language ?? 'en',
        auth_time: (actor.authenticatedAt ?? new Date('2100-01-01T00:00:00Z')).getTime() / 1000,
        ...(actor.client === undefined ? ownClaims(actor) : clientClaims(actor.client)),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test', ...(actor.client === undefined ? {} : { typ: 'at+jwt' }) })
        .setSubject(actor.userId)
        .setIssuer(tokenIssuer)
        .setAudience(actor.client === undefined ? tokenIssuer : applicationAudience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
        .sign(privateKey),
  };
}

function ownClaims({ scope = 'full', roles = [], staffRoles = [] }: TestActor) {
  return { scope, roles, staff_roles: staffRoles };
}

function clientClaims(client: TestClient) {
  const { id, scope, grantId = 'gnt_test', tokenId = newId('tok'), credentialId, authorisationId, sad, jkt } = client;
  return {
    scope,
    client_id: id,
    grant_id: grantId,
    jti: tokenId,
    ...(credentialId === undefined ? {} : { credential_id: credentialId }),
    ...(authorisationId === undefined ? {} : { authorisation_id: authorisationId }),
    ...(sad === undefined ? {} : { sad }),
    ...(jkt === undefined ? {} : { cnf: { jkt } }),
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
      // Nobody calls any more: there is nobody to wait for.
      await server.close(0);
    },
  };
}
