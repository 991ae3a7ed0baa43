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
}

const setUpLifeMs = 20 * 60_000;
const fullLifeMs = 12 * 3_600_000;

/**
 * The session of a completed login. Password and a delivered PIN open a short one in which only a second factor can be
 * set up; password and an active factor open a full one.
 */
export function newSession({
  userId,
  firstLogin,
  method,
  at,
}: {
  userId: string;
  firstLogin: boolean;
  /** Method of the second step (RFC 8176): sms, email or otp. */
  method: string;
  at: Date;
}): Session {
  return {
    id: newId('ses'),
    userId,
    ...(firstLogin
      ? { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', method] }
      : { scope: 'full', acr: 'urn:countersign:aal2', amr: ['pwd', method, 'mfa'] }),
    authenticatedAt: at,
    expiresAt: new Date(at.getTime() + (firstLogin ? setUpLifeMs : fullLifeMs)),
  };
}
