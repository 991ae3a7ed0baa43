import type { SessionGrant } from '@countersign/proto/identity';
import type { User } from '../user/user.ts';
import type { Session } from './session.ts';

/** A session with what the gateway needs of its user to sign tokens. */
export function toGrantMessage({
  user,
  session,
  refreshToken,
}: {
  user: User;
  session: Session;
  /** Empty for a session that cannot be prolonged. */
  refreshToken: string;
}): SessionGrant {
  const { id, userId, acr, amr, scope, authenticatedAt, expiresAt } = session;
  return {
    session: {
      id,
      userId,
      email: user.email,
      acr,
      amr: [...amr],
      scope,
      language: user.language,
      staffRoles: [...user.staffRoles],
      authenticatedAt,
      expiresAt,
    },
    refreshToken,
  };
}
