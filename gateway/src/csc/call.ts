import type { ClientScope } from '@countersign/grpc';
import type { FastifyRequest } from 'fastify';
import type { ApplicationClient, OAuthClient, RemoteSigningClient } from '../clients.ts';
import type { GatewayConfig } from '../config.ts';
import type { ApplicationToken, ApplicationTokens } from '../oauth/application-token.ts';
import type { Fields } from './fields.ts';
import type { KeyFacts } from './key-facts.ts';

/** Version of the API: 1 is 1.0.4.0, 2 is 2.2.0.0. */
export type CscVersion = 1 | 2;

/** Methods of each version that are offered, by their paths. */
export const methodsOf = {
  1: [
    'info',
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/authorize',
    'credentials/sendOTP',
    'credentials/extendTransaction',
    'signatures/signHash',
    'signatures/timestamp',
  ],
  2: [
    'info',
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/create',
    'credentials/delete',
    'credentials/authorize',
    'credentials/authorizeCheck',
    'credentials/getChallenge',
    'credentials/sendOTP',
    'credentials/extendTransaction',
    'signatures/signHash',
    'signatures/signDoc',
    'signatures/signPolling',
    'signatures/timestamp',
  ],
} as const;

export type CscMethod = (typeof methodsOf)[CscVersion][number];

/** What the methods are made of. */
export interface CscDeps {
  applications: ApplicationClient;
  oauth: Pick<OAuthClient, 'revokeToken'>;
  /** Where documents are stored while they are signed. */
  remoteSigning: Pick<
    RemoteSigningClient,
    'startDocument' | 'appendDocument' | 'finishDocument' | 'readDocument' | 'deleteDocument'
  >;
  tokens: ApplicationTokens;
  config: Pick<GatewayConfig, 'publicUrl' | 'provider'>;
}

/** The same, with what the gateway knows of keys. */
export interface MethodDeps extends CscDeps {
  keys: KeyFacts;
}

/** A call of a method, its token verified. */
export interface CscCall {
  version: CscVersion;
  fields: Fields;
  bearer: ApplicationToken;
  request: FastifyRequest;
}

/** The answer of a method. */
export interface CscAnswer {
  status: 200 | 201 | 202 | 204;
  body?: object;
}

export type CscHandler = (call: CscCall) => Promise<CscAnswer>;

/** Scopes of the tokens with which signatures are made. */
export const signingScopes: readonly ClientScope[] = ['service', 'credential', 'application'];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The method of the CSC API that a route is; none for paths that are no method. */
    csc?: { version: CscVersion; method?: CscMethod; scopes?: readonly ClientScope[] };
  }

  interface FastifyRequest {
    /** The token of a call of the CSC API; absent for methods that need none. */
    application?: ApplicationToken;
  }
}
