import { type CallContext, findContext, type TokenClaims } from '@countersign/grpc';
import { type Clock, createLogger, createMetrics, systemClock } from '@countersign/runtime';
import { testRedis } from '@countersign/testing';
import { Redis } from 'ioredis';
import { exportJWK, generateKeyPair } from 'jose';
import { buildApp } from '../src/app.ts';
import type { Clients, Probe } from '../src/clients.ts';
import type { GatewayConfig } from '../src/config.ts';
import { createProofStore } from '../src/oauth/proof-store.ts';
import { createRateLimitStore } from '../src/rate-limit-store.ts';
import type { SessionFeed } from '../src/session-feed.ts';
import { readTokenKeys } from '../src/tokens.ts';
import type { UploadLimits } from '../src/uploads.ts';

/** Answers of the services, as far as a test needs them; any other call fails it. */
export type Answers = { [S in keyof Clients]?: Partial<Clients[S]> };

/** A call that reached a service. */
export interface ObservedCall {
  /** Service and method, for example `order.getCart`. */
  name: string;
  request: unknown;
  context: CallContext | undefined;
}

export interface GatewayOptions {
  answers?: Answers;
  config?: Partial<GatewayConfig>;
  probes?: Readonly<Record<string, Probe>>;
  /** Connection options of the Redis that counts requests. */
  redis?: Redis;
  clock?: Clock;
  /** Which tokens are of use no more; none by default. */
  sessions?: Pick<SessionFeed, 'requireCurrent'>;
  /** Times after which an upload is given up. */
  uploadLimits?: UploadLimits;
  /** Whether figures are on the public port, as they are by default. */
  publicMetrics?: boolean;
  /** Aborted when it was told to end. */
  ending?: AbortSignal;
  /** Receives log lines; none are kept by default. */
  log?: string[];
}

/** The gateway of one test, with services that answer as the test says, and the real Redis. */
export async function startGateway({ answers = {}, config = {}, probes = {}, log, ...options }: GatewayOptions = {}) {
  const { url, prefix } = testRedis();
  const redis = options.redis ?? new Redis(url);
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const tokenKeys = await readTokenKeys(JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'k1' }] }));
  const calls: ObservedCall[] = [];
  const app = await buildApp({
    config: {
      publicUrl: 'http://localhost:8080',
      corsOrigins: [],
      trustProxy: false,
      appLinks: [],
      requestsPerMinute: 100_000,
      sensitiveRequestsPerMinute: 100_000,
      provider: { name: 'Countersign', region: 'ZZ' },
      ...config,
    },
    clients: observed(answers, calls),
    probes,
    tokenKeys,
    sessions: options.sessions ?? { requireCurrent: () => undefined },
    rateLimitStore: createRateLimitStore(redis, prefix),
    proofStore: createProofStore(redis, `${prefix}proof:`),
    logger: createLogger({
      service: 'gateway',
      level: log === undefined ? 'silent' : 'debug',
      ...(log === undefined ? {} : { destination: { write: (line) => void log.push(line) } }),
    }),
    metrics: createMetrics('gateway'),
    clock: options.clock ?? systemClock,
    ...(options.ending === undefined ? {} : { ending: options.ending }),
    ...(options.publicMetrics === undefined ? {} : { publicMetrics: options.publicMetrics }),
    ...(options.uploadLimits === undefined ? {} : { uploadLimits: options.uploadLimits }),
  });
  await app.ready();
  return {
    app,
    calls,
    tokenKeys,
    publicKey,
    /** An access token as the gateway signs it; a full session at assurance level 2 by default. */
    tokenFor: (claims: Partial<TokenClaims> = {}, expiresInSeconds = 300) =>
      tokenKeys.sign(
        {
          sub: 'usr_1',
          sid: 'ses_1',
          acr: 'urn:countersign:aal2',
          amr: ['pwd', 'otp', 'mfa'],
          scope: 'full',
          account: 'acc_1',
          roles: ['owner'],
          auth_time: Math.floor(Date.now() / 1000),
          ...claims,
        },
        { issuedAt: new Date(), expiresInSeconds },
      ),
    close: async () => {
      await app.close();
      // On a connection that has ended already it would only start a timer.
      if (redis.status !== 'end') redis.disconnect();
    },
  };
}

export type TestGateway = Awaited<ReturnType<typeof startGateway>>;

/** An account that requires nothing of its members. */
const requiresNothing = async () => ({ met: true, done: 1, required: 1, otherLoginNeeded: false });

function observed(answers: Answers, calls: ObservedCall[]): Clients {
  const client = (service: string, methods: object) =>
    new Proxy(methods, {
      get: (_, method) => (request: unknown) => {
        const name = `${service}.${String(method)}`;
        // Asked for by the cache of public reads, not for a request.
        if (name !== 'catalog.getGeneration') calls.push({ name, request, context: findContext() });
        const answer = (methods as Record<string | symbol, unknown>)[method];
        if (typeof answer !== 'function') throw new Error(`unexpected call of ${name}`);
        return answer(request) as unknown;
      },
    });
  return {
    catalog: client('catalog', answers.catalog ?? {}),
    order: client('order', answers.order ?? {}),
    enrollment: client('enrollment', answers.enrollment ?? {}),
    identity: client('identity', answers.identity ?? {}),
    secondFactor: client('secondFactor', { checkAccountFactorPolicy: requiresNothing, ...answers.secondFactor }),
    remoteSigning: client('remoteSigning', answers.remoteSigning ?? {}),
    oauth: client('oauth', answers.oauth ?? {}),
    applications: client('applications', answers.applications ?? {}),
    certificateAuthority: client('certificateAuthority', answers.certificateAuthority ?? {}),
  } as Clients;
}
