import { conflict, notFound } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import type { KeyCustody } from '@countersign/key-custody';
import type { Clock, Outcomes } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { AssertionVerifier } from './assertion.ts';
import type { SignerDatabase } from './database.ts';
import type { KeyPool } from './key-pool.ts';
import { findKey } from './key-store.ts';
import type { OwnKey } from './own-key.ts';
import type { SignatureMetrics } from './signature-metrics.ts';
import { type KeyRecord, requireIntact, type StoredKey } from './signing-key.ts';

/** What the signer counts. */
export type SignerOperation =
  | 'generate'
  | 'set_policy'
  | 'authorise'
  | 'sign'
  | 'extend'
  | 'end'
  | 'suspend'
  | 'resume'
  | 'destroy'
  | 'rewrap';

/** What the handlers of the signer work with. */
export interface SignerDeps {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  custody: KeyCustody;
  /** Authenticates records; used for nothing else. */
  macKeyring: Keyring;
  verifyAssertion: AssertionVerifier;
  /** As long a login is recent enough to let a key do more than it does. */
  reauthenticationMs: number;
  pool: KeyPool;
  ownKey: OwnKey;
  counted: Outcomes<SignerOperation>;
  signatures: SignatureMetrics;
}

/**
 * The actor's key as it was written. Throws `KEY_NOT_FOUND` for none and, alike, for another's, and `KEY_RECORD_BROKEN`
 * for one that was changed from outside.
 */
export async function getOwnedKey(
  { db, macKeyring }: Pick<SignerDeps, 'db' | 'macKeyring'>,
  id: string,
  actor: Actor,
): Promise<StoredKey> {
  const key = await findKey(db, id);
  if (key === undefined || key.owner !== actor.userId) throw keyNotFound();
  requireIntact(macKeyring, key);
  return key;
}

/** Throws `KEY_NOT_ACTIVE` for a key that rests or was destroyed. */
export function requireActive({ state }: Pick<KeyRecord, 'state'>): void {
  if (state !== 'active') throw keyNotActive();
}

/** The error for a key that rests or was destroyed. */
export function keyNotActive(): Error {
  return conflict('KEY_NOT_ACTIVE', 'this key is suspended or was destroyed');
}

/** The error for a key that there is not, or that is somebody else's. */
export function keyNotFound(): Error {
  return notFound('KEY_NOT_FOUND', 'no such key');
}
