import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { appendAudit } from '@countersign/audit';
import { conflict, invalid, notFound } from '@countersign/errors';
import { type Handlers, requireSecondFactor } from '@countersign/grpc';
import type { SignDigestsRequest, SignDigestsResponse, SignerServiceService } from '@countersign/proto/signer';
import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import {
  type Authorisation,
  authenticateReserved,
  authenticateSigned,
  type Batch,
  hashDigests,
  isDigestIntact,
  isHeaderIntact,
  isSignedIntact,
} from './authorisation.ts';
import { consume, findBatch, findByHandle, listDigests, reserve } from './authorisation-store.ts';
import { authorisationUsed, digestsNotAuthorised, requireDigests } from './authorise-handler.ts';
import { getOwnedKey, requireActive, type SignerDeps } from './dependencies.ts';
import { requirePermitted } from './key-policy.ts';
import { signReceipt } from './receipt.ts';
import { custodyKeyOf, type KeyRecord, placeOf, recordBroken } from './signing-key.ts';

/** Time in which an identical call gets the stored signatures again. */
const replayWindowMs = 60_000;
/** An identical call that comes while the first one signs waits so long for its signatures. */
const replayWaitMs = 2_000;
const replayPollMs = 20;

/** The RPC that signs: the only code that uses a private key of a user. */
export function createSignHandler(deps: SignerDeps): Pick<Handlers<typeof SignerServiceService>, 'signDigests'> {
  return {
    signDigests: (request, context) =>
      deps.counted('sign', async () => {
        const actor = requireSecondFactor(context);
        const hash = requireDigests(request);
        const [key, authorisation] = await Promise.all([
          getOwnedKey(deps, request.keyId, actor),
          findAuthorisation(deps, request, actor.userId),
        ]);
        requireActive(key);
        if (authorisation === undefined) throw authorisationNotFound();
        // The policy may have become stricter since it was given.
        requirePermitted(key.policy, authorisation, authorisation.digestCount);
        if (authorisation.hashAlgorithm !== hash) {
          throw invalid(
            'SIGN_ALGORITHM_MISMATCH',
            `the authorisation is for digests by ${authorisation.hashAlgorithm}`,
          );
        }
        const digestsHash = hashDigests(request.digests);
        const stored = await findSigned(deps, authorisation, digestsHash);
        if (stored !== undefined) return stored;
        const at = deps.clock.now();
        if (authorisation.expiresAt <= at) throw authorisationExpired();
        const ords = await chooseDigests(deps, authorisation, request.digests);
        const batch = {
          id: newId('bat'),
          authorisationId: authorisation.id,
          digestsHash,
          ords: ords ?? [],
          reservedAt: at,
        };
        const isReserved =
          ords !== undefined &&
          (await reserve(deps.db, authorisation, batch, authenticateReserved(deps.macKeyring, batch)));
        if (!isReserved) {
          requireActive(await getOwnedKey(deps, request.keyId, actor));
          // An identical call may have been faster since it was looked for.
          const made = await findSigned(deps, authorisation, digestsHash);
          if (made === undefined) throw authorisationUsed();
          return made;
        }
        return await signReserved(deps, { key, authorisation, batch, digests: request.digests });
      }),
  };
}

/** The authorisation of a handle as it was given; undefined unless it is for this person, key and application. */
async function findAuthorisation(
  { db, macKeyring }: SignerDeps,
  { handle, keyId, clientId }: SignDigestsRequest,
  userId: string,
): Promise<Authorisation | undefined> {
  const found = await findByHandle(db, hashToken(handle));
  if (found === undefined) return undefined;
  const { mac, usedAt: _, ...authorisation } = found;
  if (!isHeaderIntact(macKeyring, authorisation, mac)) throw recordBroken();
  const isTheirs =
    authorisation.owner === userId && authorisation.keyId === keyId && authorisation.clientId === clientId;
  return isTheirs ? authorisation : undefined;
}

/**
 * Positions of digests in an authorisation, each for itself where one is there more than once; undefined when one was used.
 * Throws `DIGESTS_NOT_AUTHORISED` for one that is not there so often, and `KEY_RECORD_BROKEN` for one that does not stand as
 * it was authorised.
 */
async function chooseDigests(
  { db, macKeyring }: SignerDeps,
  { id, jti }: Authorisation,
  digests: readonly Buffer[],
): Promise<number[] | undefined> {
  const rows = await listDigests(db, jti, digests);
  const byDigest = Map.groupBy(rows, ({ digest }) => digest.toString('base64'));
  const wanted = Map.groupBy(digests, (digest) => digest.toString('base64'));
  for (const [digest, times] of wanted) {
    if ((byDigest.get(digest)?.length ?? 0) < times.length) throw digestsNotAuthorised();
  }
  const ords: number[] = [];
  for (const digest of digests) {
    const candidates = byDigest.get(digest.toString('base64')) ?? [];
    const at = candidates.findIndex(({ state }) => state === 'authorised');
    const [chosen] = at === -1 ? [] : candidates.splice(at, 1);
    if (chosen === undefined) return undefined;
    if (!isDigestIntact(macKeyring, id, chosen)) throw recordBroken();
    ords.push(chosen.ord);
  }
  return ords;
}

/** Signs what is reserved, and keeps the signatures before anybody gets them. */
async function signReserved(
  { db, clock, custody, macKeyring, ownKey }: SignerDeps,
  {
    key,
    authorisation,
    batch,
    digests,
  }: { key: KeyRecord; authorisation: Authorisation; batch: Batch; digests: readonly Buffer[] },
): Promise<SignDigestsResponse> {
  const wanted = { hash: authorisation.hashAlgorithm, digests };
  const signatures = await custody.signDigests(custodyKeyOf(key), placeOf(key.id), wanted);
  const signedAt = clock.now();
  const receipt = await signReceipt(ownKey, {
    authorisation,
    batchId: batch.id,
    publicKey: key.publicKey,
    digests,
    signatures,
    at: signedAt,
  });
  const signed = { signatures, receipt, signedAt };
  await db.transaction().execute(async (trx) => {
    const mac = authenticateSigned(macKeyring, batch, signed);
    await consume(trx, authorisation, batch, { ...signed, mac });
    await appendAudit(trx, {
      stream: key.id,
      actor: authorisation.owner,
      action: 'digests.signed',
      subject: authorisation.id,
      detail: {
        batch: batch.id,
        digests: digests.length,
        digestsHash: batch.digestsHash.toString('hex'),
        level: authorisation.level,
        receiptHash: createHash('sha256').update(receipt).digest('hex'),
      },
      at: signedAt,
    });
  });
  return { signatures, receipt };
}

/**
 * What an identical call signed within the last minute; undefined when there was none. Throws `AUTHORISATION_USED` when
 * that one never stored its signatures: it may have made them.
 */
async function findSigned(
  { db, clock, macKeyring }: SignerDeps,
  authorisation: Authorisation,
  digestsHash: Buffer,
): Promise<SignDigestsResponse | undefined> {
  const since = new Date(clock.now().getTime() - replayWindowMs);
  const giveUpAt = performance.now() + replayWaitMs;
  for (;;) {
    // Each look depends on the time that passed before it.
    // oxlint-disable-next-line no-await-in-loop
    const found = await findBatch(db, authorisation, { digestsHash, since });
    if (found === undefined) return undefined;
    const { batch, signed, digests, lostAt } = found;
    if (signed !== undefined) {
      const { macs, signatures, receipt } = signed;
      const [mac] = macs;
      const isWhole =
        mac !== undefined &&
        macs.every((one) => one.equals(mac)) &&
        hashDigests(digests).equals(digestsHash) &&
        isSignedIntact(macKeyring, batch, signed, mac);
      if (!isWhole) throw recordBroken();
      return { signatures: [...signatures], receipt };
    }
    if (lostAt !== null || performance.now() >= giveUpAt) throw authorisationUsed();
    // oxlint-disable-next-line no-await-in-loop
    await delay(replayPollMs);
  }
}

function authorisationNotFound() {
  return notFound('AUTHORISATION_NOT_FOUND', 'no such authorisation');
}

function authorisationExpired() {
  return conflict('AUTHORISATION_EXPIRED', 'the time of this authorisation is over; authorise anew');
}
