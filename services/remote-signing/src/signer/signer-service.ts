import { setTimeout as delay } from 'node:timers/promises';
import { appendAudit } from '@countersign/audit';
import { conflict, forbidden, invalidField, notFound } from '@countersign/errors';
import { type Actor, type Handlers, requireActor, requireSecondFactor } from '@countersign/grpc';
import type { SignDigestsRequest, SignerServiceService } from '@countersign/proto/signer';
import { type Clock, createOutcomes } from '@countersign/runtime';
import { equalsConstantTime, type Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { Registry } from 'prom-client';
import { type Assertion, type AssertionVerifier, assertionInvalid, type Evidence } from './assertion.ts';
import { type Authorisation, authoriseDigest, isIntact } from './authorisation.ts';
import { consume, findAuthorisation, reserve } from './authorisation-store.ts';
import type { SignerDatabase } from './database.ts';
import { findKey, insertKey, updateKey } from './key-store.ts';
import {
  authenticate,
  destroyed,
  generateSigningKey,
  type KeyRecord,
  provePossession,
  recordBroken,
  requireIntact,
  signDigests,
} from './signing-key.ts';

export interface SignerDependencies {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  /** Seals private keys. */
  keyring: Keyring;
  /** Authenticates records; used for nothing else. */
  macKeyring: Keyring;
  verifyAssertion: AssertionVerifier;
  metrics: Registry;
}

/** Time in which an identical call gets the stored signatures again. */
const replayWindowMs = 60_000;
/** An identical call that comes while the first one signs waits so long for its signatures. */
const replayWaitMs = 2_000;
const replayPollMs = 20;

/** The handlers of the signer: the only code that opens a private key of a user. */
export function createSignerService(deps: SignerDependencies): Handlers<typeof SignerServiceService> {
  const { db, clock, keyring, macKeyring, verifyAssertion } = deps;
  const counted = createOutcomes<'generate' | 'sign' | 'destroy'>(deps.metrics, {
    name: 'signer_calls_total',
    help: 'Calls that made, used or destroyed a key, by outcome',
  });

  /** The actor's key as it was written; another's answers like an unknown one. */
  const getKey = async (id: string, actor: Actor): Promise<KeyRecord> => {
    const key = await findKey(db, id);
    if (key === undefined || key.owner !== actor.userId) throw keyNotFound();
    requireIntact(macKeyring, key);
    return key;
  };

  return {
    generateKey: ({ keyId, algorithm, nonce }, context) =>
      counted('generate', async () => {
        const { userId: owner } = requireActor(context);
        requireKeyRequest({ keyId, algorithm, nonce });
        if ((await findKey(db, keyId)) === undefined) {
          const at = clock.now();
          const made = authenticate(macKeyring, generateSigningKey(keyring, { id: keyId, owner }));
          await db.transaction().execute(async (trx) => {
            if (!(await insertKey(trx, made, at))) return;
            const detail = { algorithm };
            await appendAudit(trx, {
              stream: keyId,
              actor: owner,
              action: 'key.generated',
              subject: keyId,
              detail,
              at,
            });
          });
        }
        const key = await findKey(db, keyId);
        if (key === undefined || key.owner !== owner || key.state === 'destroyed') {
          throw conflict('KEY_EXISTS', 'this key id is taken');
        }
        requireIntact(macKeyring, key);
        return { publicKey: key.publicKey, proofOfPossession: provePossession(keyring, key, nonce), custody: 'sealed' };
      }),

    setKeyPolicy: notBuilt,
    authorise: notBuilt,
    signDigests: notBuilt,
    suspendKey: notBuilt,
    resumeKey: notBuilt,
    listKeyHistory: notBuilt,
    getVerificationKeys: notBuilt,
    attest: notBuilt,
    rewrapKeys: notBuilt,

    destroyKey: ({ keyId }, context) =>
      counted('destroy', async () => {
        const actor = requireActor(context);
        const key = await getKey(keyId, actor);
        if (key.state === 'destroyed') return {};
        const at = clock.now();
        await db.transaction().execute(async (trx) => {
          // Somebody who destroyed it in between did the same.
          if (!(await updateKey(trx, authenticate(macKeyring, destroyed(key))))) return;
          const entry = { stream: keyId, actor: actor.userId, action: 'key.destroyed', subject: keyId, detail: {}, at };
          await appendAudit(trx, entry);
        });
        return {};
      }),
  };
}

/**
 * The stored signatures of an assertion that was used for exactly this before, within a minute. Throws
 * `AUTHORISATION_USED` for any other use; also when the first one never stored its signatures: it may have made them.
 */
async function replay(
  { db, clock, macKeyring }: SignerDependencies,
  wanted: Authorisation,
  digests: readonly Buffer[],
): Promise<Buffer[]> {
  const giveUpAt = performance.now() + replayWaitMs;
  for (;;) {
    // Each look depends on the time that passed before it.
    // oxlint-disable-next-line no-await-in-loop
    const found = await findAuthorisation(db, wanted.jti);
    if (found === undefined) throw new Error('the use of an assertion vanished');
    const { authorisation, digests: rows } = found;
    if (!rows.every((row) => isIntact(macKeyring, authorisation, row))) throw recordBroken();
    const isSame =
      authorisation.keyId === wanted.keyId &&
      authorisation.owner === wanted.owner &&
      clock.now().getTime() - authorisation.reservedAt.getTime() <= replayWindowMs &&
      rows.length === digests.length &&
      rows.every((row, index) => row.digest.equals(digests[index] ?? Buffer.alloc(0)));
    if (!isSame) throw authorisationUsed();
    const signatures = rows.flatMap(({ signature }) => (signature === null ? [] : [signature]));
    if (signatures.length === digests.length) return signatures;
    if (performance.now() >= giveUpAt) throw authorisationUsed();
    // oxlint-disable-next-line no-await-in-loop
    await delay(replayPollMs);
  }
}

function notBuilt(): Promise<never> {
  throw new Error('not built yet');
}

function requireKeyRequest({ keyId, algorithm, nonce }: { keyId: string; algorithm: string; nonce: Buffer }): void {
  if (!/^[\w-]{1,64}$/.test(keyId))
    throw invalidField('KEY_ID_INVALID', '/keyId', 'must be 1 to 64 letters and digits');
  if (algorithm !== 'P-256') throw invalidField('KEY_ALGORITHM_UNSUPPORTED', '/algorithm', 'must be P-256');
  if (nonce.length < 16 || nonce.length > 64) {
    throw invalidField('NONCE_INVALID', '/nonce', 'must be 16 to 64 bytes');
  }
}

function requireDigests(digests: readonly Buffer[]): void {
  if (digests.length < 1 || digests.length > 100 || digests.some(({ length }) => length !== 32)) {
    throw invalidField('DIGEST_INVALID', '/digests', 'must be 1 to 100 SHA-256 digests of 32 bytes');
  }
}

/** The assertion must be by this person, in this session, for this key, and for exactly these digests in this order. */
function requireAuthorised(assertion: Assertion, { keyId, digests }: SignDigestsRequest, actor: Actor): void {
  if (
    assertion.userId !== actor.userId ||
    assertion.credentialId !== keyId ||
    (assertion.sessionId !== undefined && assertion.sessionId !== actor.sessionId)
  ) {
    throw assertionInvalid();
  }
  const [wanted, authorised] = [digests, assertion.digests];
  if (
    wanted.length !== authorised.length ||
    !wanted.every((digest, index) => equalsConstantTime(digest, authorised[index] ?? ''))
  ) {
    throw forbidden('DIGESTS_NOT_AUTHORISED', 'these are not the digests that were authorised');
  }
}

/** What the chain of the key says of the proof; its table alone could be changed unnoticed. */
function toDetail({ amr, factorId, factorKind, bound, authenticatedAt }: Evidence) {
  return {
    ...(amr !== null && { amr }),
    ...(factorId !== null && { factor: factorId, kind: factorKind }),
    ...(bound !== null && { bound }),
    ...(authenticatedAt !== null && { authenticatedAt: authenticatedAt.toISOString() }),
  };
}

function keyNotFound(): Error {
  return notFound('KEY_NOT_FOUND', 'no such key');
}

function authorisationUsed(): Error {
  return conflict('AUTHORISATION_USED', 'this authorisation was used before; authorise anew');
}
