import type { CallContext } from '@countersign/grpc';
import type { Deprecation } from './plugins/deprecation.ts';

/** Authentication context classes that a route can ask for. */
export type Acr = 'urn:countersign:aal1' | 'urn:countersign:aal2';
/** Two factors: what signing and staff work need. */
export const twoFactors: Acr = 'urn:countersign:aal2';

/** Forms in which errors leave: RFC 9457, RFC 6749 5.2, as the Cloud Signature Consortium has them, or a page for people. */
export type ErrorForm = 'problem' | 'oauth' | 'csc' | 'page';

/** Reasons with which the services behind a route refuse, by HTTP status; for the OpenAPI document. */
export type Problems = Readonly<Record<number, readonly string[]>>;

/** Reasons for which a new password is refused. */
export const passwordFaults = [
  'PASSWORD_TOO_SHORT',
  'PASSWORD_TOO_LONG',
  'PASSWORD_TOO_COMMON',
  'PASSWORD_BREACHED',
] as const;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Open to everybody. Without it a route needs an access token. */
    public?: true;
    /** A public route that passes a token on when there is one. */
    bearer?: 'optional';
    /** Also open to a session that may only set up a second factor. */
    scope?: 'set-up';
    /** Least authentication context class of the token. */
    acr?: Acr;
    /** Routes that check secrets share a stricter rate limit per group. */
    sensitive?: 'login' | 'activation' | 'tokens' | 'codes' | 'soft-tokens';
    /** Form of the route's errors; `problem` when absent. */
    errors?: ErrorForm;
    /** Counted apart from other routes, with the same limit: who verifies a lot can still use the API. */
    counted?: 'pki' | 'oauth' | 'csc';
    /** Whether a text that looks like a card number is refused. */
    refusesCardNumbers?: true;
    problems?: Problems;
    /** Said of a route that will go. */
    deprecated?: Deprecation;
    /** The member of the service's request that the whole body becomes; its pointers lead through it. */
    bodyIs?: string;
    /** Schema of a body that is not parsed; for the OpenAPI document. */
    rawBody?: object;
  }

  interface FastifyRequest {
    /** What the calls of this request carry. */
    call: CallContext;
  }
}
