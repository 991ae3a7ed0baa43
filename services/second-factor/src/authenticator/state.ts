import type { AuthenticatorState } from '../database.ts';

/** Where an authenticator can go from each state; every kind of factor has the same life. */
export const moves: Readonly<Record<AuthenticatorState, readonly AuthenticatorState[]>> = {
  issued: ['bound', 'active', 'expired', 'void', 'revoked'],
  // Back to `issued`, when new codes are shown in place of those that an app was bound with.
  bound: ['issued', 'active', 'expired', 'void', 'revoked'],
  active: ['suspended', 'locked', 'expired', 'revoked'],
  suspended: ['active', 'expired', 'revoked'],
  locked: ['active', 'expired', 'revoked'],
  expired: [],
  void: [],
  revoked: [],
};

/** States in which an authenticator waits for its first code. */
export const pendingStates = ['issued', 'bound'] as const satisfies readonly AuthenticatorState[];

/** States that an authenticator leaves never again; what it could be used with is erased by then. */
export const deadStates = ['expired', 'void', 'revoked'] as const satisfies readonly AuthenticatorState[];

/** Whether it waits for its first code. */
export function isPending(state: AuthenticatorState): boolean {
  return pendingStates.some((pending) => pending === state);
}

/** Whether it can never be used again. */
export function isDead(state: AuthenticatorState): boolean {
  return deadStates.some((dead) => dead === state);
}

/** Whether an authenticator may go from one state to another. */
export function mayMove(from: AuthenticatorState, to: AuthenticatorState): boolean {
  return moves[from].includes(to);
}

/** The states from which one can be reached, for the condition of an update. */
export function statesBefore(to: AuthenticatorState): AuthenticatorState[] {
  return (Object.keys(moves) as AuthenticatorState[]).filter((from) => mayMove(from, to));
}

/** What a stored state means at a moment: one that was not activated in time, or whose life is over, is expired. */
export function stateAt(
  { state, expiresAt, validUntil }: { state: AuthenticatorState; expiresAt: Date; validUntil: Date | null },
  at: Date,
): AuthenticatorState {
  if (isPending(state)) return expiresAt <= at ? 'expired' : state;
  return !isDead(state) && validUntil !== null && validUntil <= at ? 'expired' : state;
}
