import type { OwnSession, SessionGrant, Session as SessionMessage } from '@countersign/proto/identity';
import { idleUntil, type Session } from './session.ts';
import type { SessionUser } from './session-store.ts';

/** A session with what the gateway needs of its user to sign tokens. */
export function toSessionMessage(session: Session, { email, language, staffRoles }: SessionUser): SessionMessage {
  const { id, userId, acr, amr, scope, authenticatedAt, expiresAt, accountId } = session;
  return {
    id,
    userId,
    email,
    acr,
    amr: [...amr],
    scope,
    language,
    staffRoles: [...staffRoles],
    authenticatedAt,
    expiresAt,
    accountId: accountId ?? '',
  };
}

/** A session with its refresh token. */
export function toGrantMessage({
  user,
  session,
  refreshToken,
}: {
  user: SessionUser;
  session: Session;
  /** Empty for a session that cannot be prolonged. */
  refreshToken: string;
}): SessionGrant {
  return { session: toSessionMessage(session, user), refreshToken };
}

/** A session as its user sees it. */
export function toOwnSessionMessage(
  session: Session,
  { currentId, idleMs }: { currentId: string; idleMs: number },
): OwnSession {
  const { id, device, address, acr, authenticatedAt, lastUsedAt, expiresAt } = session;
  return {
    id,
    current: id === currentId,
    device,
    address,
    acr,
    authenticatedAt,
    lastUsedAt: lastUsedAt ?? authenticatedAt,
    idleUntil: idleUntil(session, idleMs),
    expiresAt,
  };
}
