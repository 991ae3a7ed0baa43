import { conflict } from '@countersign/errors';
import { appendToAccount } from '../account-audit.ts';
import { requireResumable } from './life.ts';
import { changeLife, claimResumption, lockCredential } from './life-store.ts';
import { claimMs, type SettlingDependencies, settle } from './settling.ts';
import { type Credential, findCredential, releaseClaim } from './store.ts';
import { credentialNotFound, requireValidationCurrent, stateAt, wrongState } from './usable.ts';

/**
 * Lets a suspended credential of the actor sign again. The signer wakes the key on the actor's own proof; only then is the
 * credential active, and the authority takes its certificate off hold. Whoever suspends or revokes it meanwhile wins: then
 * the key is put to rest again. Throws `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_WRONG_STATE`, `SUSPENDED_BY_STAFF`,
 * `VALIDATION_OUTDATED` or `CREDENTIAL_IN_PROGRESS`.
 */
export async function resume(
  deps: SettlingDependencies,
  { id, userId }: { id: string; userId: string },
): Promise<Credential> {
  const { db, clock, clients, logger } = deps;
  const found = await getCredential(deps, { id, userId });
  const at = clock.now();
  if (stateAt(found, at) === 'active') return found;
  requireResumable(found, at);
  await requireValidationCurrent(deps, userId);

  const until = new Date(at.getTime() + claimMs);
  if (!(await claimResumption(db, { id, version: found.version, at, until }))) {
    throw conflict('CREDENTIAL_IN_PROGRESS', 'this credential is being changed; ask again in a moment', {
      retryAfterSeconds: 1,
    });
  }
  let resumed: boolean;
  try {
    await clients.signer.resumeKey({ keyId: id });
    resumed = await activate(deps, { id, userId, version: found.version });
  } finally {
    await releaseClaim(db, { id, until });
  }
  await settle(deps, id);
  const current = await getCredential(deps, { id, userId });
  if (!resumed) throw wrongState(stateAt(current, clock.now()));
  logger.info({ credentialId: id, userId }, 'credential resumed');
  return current;
}

/** False when it was changed since: then its key must not sign. */
async function activate(
  { db, clock }: SettlingDependencies,
  { id, userId, version }: { id: string; userId: string; version: number },
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const locked = await lockCredential(trx, { id, userId });
    if (locked?.version !== version) return false;
    const active = await changeLife(trx, locked, {
      state: 'active',
      suspensionCause: null,
      suspendedAt: null,
      signerDue: false,
      authorityDue: true,
    });
    await appendToAccount(trx, {
      account: active.accountId,
      stream: id,
      actor: userId,
      action: 'credential.resumed',
      subject: id,
      detail: {},
      at: clock.now(),
    });
    return true;
  });
}

async function getCredential({ db }: SettlingDependencies, key: { id: string; userId: string }): Promise<Credential> {
  const credential = await findCredential(db, key);
  if (credential === undefined) throw credentialNotFound();
  return credential;
}
