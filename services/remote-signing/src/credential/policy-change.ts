import { appendToAccount } from '../account-audit.ts';
import { changeLife, lockCredential } from './life-store.ts';
import type { KeyPolicy } from './policy.ts';
import type { SettlingDependencies } from './settling.ts';
import { type Credential, findCredential } from './store.ts';
import { credentialNotFound, stateAt, wrongState } from './usable.ts';

/**
 * Changes what a credential of the actor asks for before it signs. The signer, which decides by it, takes it first, on the
 * actor's own proof; when its answer is lost, asking again brings both to the same. Throws `CREDENTIAL_NOT_FOUND`,
 * `CREDENTIAL_WRONG_STATE` or `KEY_POLICY_INVALID`.
 */
export async function setPolicy(
  { db, clock, clients, logger }: SettlingDependencies,
  { id, userId, policy }: { id: string; userId: string; policy: KeyPolicy },
): Promise<Credential> {
  requireChangeable(await findCredential(db, { id, userId }), clock.now());
  await clients.signer.setKeyPolicy({ keyId: id, policy });
  const changed = await db.transaction().execute(async (trx) => {
    const at = clock.now();
    const locked = requireChangeable(await lockCredential(trx, { id, userId }), at);
    const now = await changeLife(trx, locked, { policy: JSON.stringify(policy) });
    await appendToAccount(trx, {
      account: now.accountId,
      stream: id,
      actor: userId,
      action: 'credential.policy_set',
      subject: id,
      detail: { ...policy },
      at,
    });
    return now;
  });
  logger.info({ credentialId: id, userId }, 'credential has another policy');
  return changed;
}

function requireChangeable(credential: Credential | undefined, at: Date): Credential {
  if (credential === undefined) throw credentialNotFound();
  const state = stateAt(credential, at);
  if (state !== 'active' && state !== 'suspended') throw wrongState(state);
  return credential;
}
