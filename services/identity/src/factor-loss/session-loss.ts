import type { CallContext } from '@countersign/grpc';
import type { IdentityDeps } from '../dependencies.ts';
import { type FactorLoss, findLossOfSession } from './factor-loss-store.ts';

/**
 * The report of loss by which the set-up session of a call began: such a session may submit evidence, as no other set-up
 * session may. Undefined for every other session, and for a call without a token.
 */
export async function findSessionLoss(
  { db }: Pick<IdentityDeps, 'db'>,
  { actor }: CallContext,
): Promise<FactorLoss | undefined> {
  if (actor?.scope !== 'set-up') return undefined;
  return await findLossOfSession(db, actor);
}
