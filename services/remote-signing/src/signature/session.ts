import { unauthenticated } from '@countersign/errors';
import type { CallContext } from '@countersign/grpc';
import type { Clients } from '../clients.ts';

/**
 * Throws `TOKEN_INVALID` unless the actor's session is alive: an access token outlives it by minutes, and nothing is signed
 * in a session that has ended.
 */
export async function requireSession(
  { clients }: { clients: Pick<Clients, 'identity'> },
  { actor }: CallContext,
): Promise<void> {
  const sessionId = actor?.sessionId ?? '';
  const { active } = await clients.identity.introspectSession({ sessionId });
  if (!active) throw unauthenticated('TOKEN_INVALID', 'the session has ended; log in again');
}
