import { conflict, type DomainError, forbidden, invalidField } from '@countersign/errors';
import { enumValue, type SessionScope } from '@countersign/grpc';
import type { Authenticator as AuthenticatorMessage } from '@countersign/proto/second-factor';
import type { AuthenticatorState } from '../database.ts';

/** Time from issue to activation. */
export const activationLimitMs = 10 * 60_000;
const maxActive = 5;
/** Name in the list of one that its user gave none. */
export const defaultLabel = 'Authenticator app';

/** An authenticator without its secret. */
export interface Authenticator {
  id: string;
  kind: 'totp';
  label: string;
  state: AuthenticatorState;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

/** Where an authenticator stands at a moment: one that was not activated in time is expired. */
export function stateAt({ state, expiresAt }: Pick<Authenticator, 'state' | 'expiresAt'>, at: Date) {
  return state === 'issued' && expiresAt <= at ? 'expired' : state;
}

/** Throws unless it can be activated now: `AUTHENTICATOR_EXPIRED` or `AUTHENTICATOR_WRONG_STATE`. */
export function requireActivatable(authenticator: Authenticator, at: Date): void {
  const state = stateAt(authenticator, at);
  if (state === 'expired') {
    throw conflict('AUTHENTICATOR_EXPIRED', 'the time to activate this authenticator is over; begin again');
  }
  if (state !== 'issued') throw wrongState();
}

/** The authenticator is not, or no longer, waiting for its first code. */
export function wrongState(): DomainError {
  return conflict('AUTHENTICATOR_WRONG_STATE', 'this authenticator does not wait for its first code');
}

/**
 * A session that began with a one-time PIN may only set up what is missing: throws `SET_UP_OVER` once a factor is
 * active, so that such a session never adds a factor beside the owner's.
 */
export function requireSetUpOpen({ scope, active }: { scope: SessionScope; active: number }): void {
  if (scope === 'set-up' && active > 0) {
    throw forbidden('SET_UP_OVER', 'the set-up is complete; log in with your second factor');
  }
}

/** Throws `AUTHENTICATOR_LIMIT_REACHED` for a user who has five active ones. */
export function requireRoom(active: number): void {
  if (active >= maxActive) {
    throw conflict('AUTHENTICATOR_LIMIT_REACHED', `no more than ${maxActive} authenticators can be active`);
  }
}

/** The name that the user gave, without spaces around it; it may be empty. Throws `LABEL_INVALID`. */
export function requireLabel(label: string): string {
  const trimmed = label.trim();
  if (Array.from(trimmed).length > 64 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(trimmed)) {
    throw invalidField('LABEL_INVALID', '/label', 'must be 1 to 64 characters on one line');
  }
  return trimmed;
}

/** The authenticator as the contract shows it. */
export function toMessage(authenticator: Authenticator, at: Date): AuthenticatorMessage {
  const { id, kind, label, createdAt, lastUsedAt } = authenticator;
  return {
    id,
    kind,
    label,
    state: enumValue('AUTHENTICATOR_STATE', stateAt(authenticator, at)),
    createdAt,
    lastUsedAt: lastUsedAt ?? undefined,
  };
}
