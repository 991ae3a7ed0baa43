import { conflict, notFound } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import { hashToken } from '@countersign/sealing';
import { type Authorisation, isHeaderIntact, isOpenEnded } from './authorisation.ts';
import { findByHandle } from './authorisation-store.ts';
import { getOwnedKey, requireActive, type SignerDeps } from './dependencies.ts';
import { longestOpenMs, requirePermitted } from './key-policy.ts';
import { recordBroken, type StoredKey } from './signing-key.ts';

/** What a call says of the authorisation that it is about. */
interface Named {
  keyId: string;
  handle: string;
  clientId: string;
}

/**
 * The key and the authorisation of a handle, as they were written. Throws `KEY_NOT_FOUND`, `KEY_NOT_ACTIVE`,
 * `KEY_RECORD_BROKEN`, `AUTHORISATION_NOT_FOUND` unless it is for this person, key and application, and what the policy of the
 * key, which may have become stricter since it was given, says against it.
 */
export async function getStanding(
  deps: SignerDeps,
  named: Named,
  actor: Actor,
): Promise<{ key: StoredKey; authorisation: Authorisation }> {
  const [key, authorisation] = await Promise.all([
    getOwnedKey(deps, named.keyId, actor),
    findAuthorisation(deps, named, actor),
  ]);
  requireActive(key);
  if (authorisation === undefined) throw authorisationNotFound();
  requirePermitted(key.policy, authorisation);
  return { key, authorisation };
}

/** Throws `AUTHORISATION_EXPIRED` for one whose time is over, also by a policy that became stricter since. */
export function requireTime({ policy }: StoredKey, authorisation: Authorisation, at: Date): void {
  const { reservedAt, expiresAt } = authorisation;
  const isTooLong = isOpenEnded(authorisation) && reservedAt.getTime() + longestOpenMs(policy) <= at.getTime();
  if (expiresAt > at && !isTooLong) return;
  throw conflict('AUTHORISATION_EXPIRED', 'the time of this authorisation is over; authorise anew');
}

async function findAuthorisation(
  { db, macKeyring }: SignerDeps,
  { handle, keyId, clientId }: Named,
  actor: Actor,
): Promise<Authorisation | undefined> {
  const found = await findByHandle(db, hashToken(handle));
  if (found === undefined) return undefined;
  const { mac, usedAt: _, ...authorisation } = found;
  if (!isHeaderIntact(macKeyring, authorisation, mac)) throw recordBroken();
  const isTheirs =
    authorisation.owner === actor.userId && authorisation.keyId === keyId && authorisation.clientId === clientId;
  return isTheirs && isTokenFor(actor, authorisation) ? authorisation : undefined;
}

/** The token of an application is for one authorisation, that of a user for those without an application. */
function isTokenFor({ client }: Actor, { id, keyId, clientId }: Authorisation): boolean {
  if (client === undefined) return clientId === '';
  return client.id === clientId && client.credentialId === keyId && client.authorisationId === id;
}

/** The error for an authorisation that there is not, or that is for others. */
export function authorisationNotFound(): Error {
  return notFound('AUTHORISATION_NOT_FOUND', 'no such authorisation');
}
