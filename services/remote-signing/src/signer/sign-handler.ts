import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { appendAudit } from '@countersign/audit';
import { invalid, invalidField } from '@countersign/errors';
import { type Handlers, requireSecondFactor } from '@countersign/grpc';
import type { HashAlgorithm } from '@countersign/key-custody';
import type { SignDigestsRequest, SignDigestsResponse, SignerServiceService } from '@countersign/proto/signer';
import { type Authorisation, authenticateSigned, hashDigests, isSignedIntact } from './authorisation.ts';
import { consume, findBatch } from './authorisation-store.ts';
import { authorisationUsed, requireDigests } from './authorise-handler.ts';
import { getOwnedKey, requireActive, type SignerDeps } from './dependencies.ts';
import { signReceipt } from './receipt.ts';
import { type Reserved, reserveDigests } from './reservation.ts';
import { type AttributeHashes, hashAttributes } from './signed-attributes.ts';
import { custodyKeyOf, hashOfKey, type KeyRecord, placeOf, recordBroken } from './signing-key.ts';
import { getStanding, requireTime } from './standing.ts';

/** Time in which an identical call gets the stored signatures again. */
const replayWindowMs = 60_000;
/** An identical call that comes while the first one signs waits so long for its signatures. */
const replayWaitMs = 2_000;
const replayPollMs = 20;

/** What a call wants signed. */
interface Order {
  digests: readonly Buffer[];
  /** Over which the signatures are made, where that is not the digests themselves. */
  signedAttributes: AttributeHashes | undefined;
}

/** The RPC that signs: the only code that uses a private key of a user. */
export function createSignHandler(deps: SignerDeps): Pick<Handlers<typeof SignerServiceService>, 'signDigests'> {
  return {
    signDigests: (request, context) =>
      deps.counted('sign', () =>
        deps.signatures.count(request.digests.length, async (keyKind) => {
          const actor = requireSecondFactor(context, { scopes: ['credential'] });
          const hash = requireDigests(request);
          const { key, authorisation } = await getStanding(deps, request, actor);
          keyKind(key.algorithm);
          requireHash(authorisation, hash);
          const { digests } = request;
          const order = { digests, signedAttributes: readAttributes(key, authorisation, request) };
          const digestsHash = hashOrder(order);
          const stored = await findSigned(deps, authorisation, order);
          if (stored !== undefined) return [stored, 'repeated'];
          const at = deps.clock.now();
          requireTime(key, authorisation, at);
          const since = new Date(at.getTime() - replayWindowMs);
          const batch = await reserveDigests(deps, authorisation, { digests, digestsHash, at, since });
          if (batch === undefined) {
            requireActive(await getOwnedKey(deps, request.keyId, actor));
            // An identical call may have been faster since it was looked for.
            const made = await findSigned(deps, authorisation, order);
            if (made === undefined) throw authorisationUsed();
            return [made, 'repeated'];
          }
          return [await signReserved(deps, { key, authorisation, batch, order }), 'made'];
        }),
      ),
  };
}

/** Throws `SIGN_ALGORITHM_MISMATCH` for digests by another algorithm than that of the authorisation. */
export function requireHash({ hashAlgorithm }: Authorisation, hash: HashAlgorithm): void {
  if (hashAlgorithm === hash) return;
  throw invalid('SIGN_ALGORITHM_MISMATCH', `the authorisation is for digests by ${hashAlgorithm}`);
}

/** Digests of the signed attributes, one set for each digest that is not of what is signed itself. */
function readAttributes(
  key: KeyRecord,
  { digestKind }: Authorisation,
  { digests, signedAttributes: sets }: SignDigestsRequest,
): AttributeHashes | undefined {
  const isDirect = digestKind === 'to_be_signed';
  if (sets.length !== (isDirect ? 0 : digests.length)) {
    const detail = isDirect ? 'none for digests of what is signed itself' : 'one set for each digest';
    throw invalidField('DIGEST_INVALID', '/signedAttributes', `must be ${detail}`);
  }
  if (isDirect) return undefined;
  const hash = hashOfKey(key);
  return hashAttributes(sets, digestKind === 'content' ? { hash, contents: digests } : { hash });
}

/** Tells identical calls: over the digests and, where there are any, those of the attributes. */
function hashOrder({ digests, signedAttributes }: Order): Buffer {
  return hashDigests([...digests, ...(signedAttributes?.digests ?? [])]);
}

/** Signs what is reserved, and keeps the signatures before anybody gets them. */
async function signReserved(
  { db, clock, custody, macKeyring, ownKey }: SignerDeps,
  { key, authorisation, batch, order }: { key: KeyRecord; authorisation: Authorisation; batch: Reserved; order: Order },
): Promise<SignDigestsResponse> {
  const { digests, signedAttributes } = order;
  const wanted = signedAttributes ?? { hash: authorisation.hashAlgorithm, digests };
  const signatures = await custody.signDigests(custodyKeyOf(key), placeOf(key.id), wanted);
  const signedAt = clock.now();
  const receipt = await signReceipt(ownKey, {
    authorisation,
    batchId: batch.id,
    publicKey: key.publicKey,
    digests,
    signedAttributes,
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
        ...(batch.named !== undefined && { named: batch.named }),
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
  order: Order,
): Promise<SignDigestsResponse | undefined> {
  const digestsHash = hashOrder(order);
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
        hashOrder({ ...order, digests }).equals(digestsHash) &&
        isSignedIntact(macKeyring, batch, signed, mac);
      if (!isWhole) throw recordBroken();
      return { signatures: [...signatures], receipt };
    }
    if (lostAt !== null || performance.now() >= giveUpAt) throw authorisationUsed();
    // oxlint-disable-next-line no-await-in-loop
    await delay(replayPollMs);
  }
}
