import { newId } from '@countersign/runtime';

/** What a session may do: everything, or only set up a second factor. */
export type SessionScope = 'full' | 'set-up';

/** A session. */
export interface Session {
  id: string;
  userId: string;
  scope: SessionScope;
  /** Authentication context class. */
  acr: string;
  /** RFC 8176. */
  amr: readonly string[];
  authenticatedAt: Date;
  expiresAt: Date;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  device: string;
  /** Network address from which it was last used. */
  address: string;
  /** When it was last prolonged; absent until then. */
  lastUsedAt?: Date;
  /** Account that the user chose; absent when he chose none. */
  accountId?: string;
}

/** How its user proved who he is: what a token says of it. */
export interface Authentication {
  acr: string;
  amr: readonly string[];
}

const setUpLifeMs = 20 * 60_000;

/**
 * The longest that an access token can live: that of a set-up session, which lasts as long as the session itself. Gateways
 * must know of what ended for as long.
 */
export const tokenLifeMs = 30 * 60_000;

/**
 * What password and second step say of an authentication: a factor, what second-factor says that it reaches. What opens
 * nothing but a set-up (a PIN of a first login, a code of a loss, an emergency code) is no second factor.
 */
export function authenticationBy({
  methods,
  acr,
  factor,
}: {
  methods: readonly string[];
  acr: string;
  factor: boolean;
}): Authentication {
  return factor ? { acr, amr: ['pwd', ...methods, 'mfa'] } : { acr: 'urn:countersign:aal1', amr: ['pwd', ...methods] };
}

/** The session of a completed login; one that may only set up a second factor is short. */
export function newSession({
  absoluteMs,
  at,
  ...rest
}: Pick<Session, 'userId' | 'scope' | 'acr' | 'amr' | 'device' | 'address'> & {
  /** Longest life of a full session. */
  absoluteMs: number;
  at: Date;
}): Session {
  return {
    id: newId('ses'),
    ...rest,
    authenticatedAt: at,
    expiresAt: new Date(at.getTime() + (rest.scope === 'set-up' ? Math.min(setUpLifeMs, absoluteMs) : absoluteMs)),
  };
}

/** Moment at which a session is over unless it is prolonged; never after its end. */
export function idleUntil({ lastUsedAt, authenticatedAt, expiresAt, scope }: Session, idleMs: number): Date {
  // Nothing prolongs a set-up session: it lasts as long as its only token.
  if (scope === 'set-up') return expiresAt;
  const lastMs = (lastUsedAt ?? authenticatedAt).getTime();
  return new Date(Math.min(lastMs + idleMs, expiresAt.getTime()));
}
