import { appendAudit } from '@countersign/audit';
import type { SecondFactorTransaction } from '../database.ts';
import { type Authenticator, wrongState } from './authenticator.ts';
import { moveAuthenticator } from './authenticator-store.ts';
import { tellOwner } from './notice.ts';

/** What can be done to an authenticator of somebody, and where it leads. */
export const changes = {
  suspended: 'suspended',
  resumed: 'active',
  unlocked: 'active',
  revoked: 'revoked',
  removed: 'void',
} as const;
export type Change = keyof typeof changes;

/** From where each change leads; from elsewhere it is refused. */
const from: Readonly<Record<Change, readonly Authenticator['state'][]>> = {
  suspended: ['active'],
  resumed: ['suspended'],
  unlocked: ['locked'],
  revoked: ['issued', 'bound', 'active', 'suspended', 'locked'],
  removed: ['issued', 'bound'],
};

/**
 * Changes the state of an authenticator, writes the audit and has its owner told; one that is there already stays as it
 * is. Throws `AUTHENTICATOR_WRONG_STATE`. The user is locked by the caller.
 */
export async function changeAuthenticator(
  trx: SecondFactorTransaction,
  authenticator: Authenticator,
  { change, actorId, reason, at }: { change: Change; actorId: string; reason: string; at: Date },
): Promise<Authenticator> {
  const { id, userId, kind, state } = authenticator;
  const to = changes[change];
  if (state === to) return authenticator;
  if (!from[change].includes(state)) throw wrongState();
  // An active one needs no reason.
  const changed = await moveAuthenticator(trx, { id, to, reason: to === 'active' ? '' : reason });
  if (changed === undefined) throw wrongState();
  await appendAudit(trx, {
    stream: userId,
    actor: actorId,
    action: `authenticator.${change}`,
    subject: id,
    detail: { kind, reason },
    at,
  });
  await tellOwner(trx, { userId, authenticatorId: id, change, at });
  return changed;
}
