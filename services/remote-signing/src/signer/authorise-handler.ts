import { appendAudit } from '@countersign/audit';
import { conflict, forbidden, invalidField } from '@countersign/errors';
import { type Actor, type Handlers, requireSecondFactor } from '@countersign/grpc';
import { digestLengths, type HashAlgorithm } from '@countersign/key-custody';
import type { SignerServiceService } from '@countersign/proto/signer';
import { newId } from '@countersign/runtime';
import { equalsConstantTime, hashToken, randomToken } from '@countersign/sealing';
import { type Assertion, assertionInvalid, type Evidence } from './assertion.ts';
import {
  type Authorisation,
  authenticateHeader,
  authorisationLifeMs,
  authoriseDigests,
  hashDigests,
  isHeaderIntact,
} from './authorisation.ts';
import { findByAssertion, insertAuthorisation, replaceHandle } from './authorisation-store.ts';
import { getOwnedKey, requireActive, type SignerDeps } from './dependencies.ts';
import { mostDigests, requirePermitted } from './key-policy.ts';
import { findHash, recordBroken } from './signing-key.ts';

/** Time in which the identical request gets another handle. */
const repeatWindowMs = 60_000;

/** The RPC by which an assertion of the second factor becomes an authorisation. */
export function createAuthoriseHandler(deps: SignerDeps): Pick<Handlers<typeof SignerServiceService>, 'authorise'> {
  const { db, clock, macKeyring, verifyAssertion, counted } = deps;
  return {
    authorise: (request, context) =>
      counted('authorise', async () => {
        const actor = requireSecondFactor(context);
        const { digests, clientId } = request;
        const hashAlgorithm = requireDigests(request);
        const key = await getOwnedKey(deps, request.keyId, actor);
        requireActive(key);
        const assertion = await verifyAssertion(request.assertion);
        requireAuthorised(assertion, { keyId: key.id, digests, actor });
        requirePermitted(key.policy, assertion.evidence, digests.length);

        const at = clock.now();
        const handle = randomToken();
        const ends = Math.min(at.getTime() + authorisationLifeMs, assertion.outdatedAt.getTime());
        const header: Authorisation = {
          id: newId('sad'),
          jti: assertion.jti,
          handleHash: hashToken(handle),
          keyId: key.id,
          owner: actor.userId,
          clientId,
          hashAlgorithm,
          digestsHash: hashDigests(digests),
          digestCount: digests.length,
          level: assertion.evidence.bound ? 2 : 1,
          reservedAt: at,
          expiresAt: new Date(ends),
          ...assertion.evidence,
        };
        const isNew = await db.transaction().execute(async (trx) => {
          const rows = authoriseDigests(macKeyring, header.id, digests);
          const mac = authenticateHeader(macKeyring, header);
          if (!(await insertAuthorisation(trx, { ...header, mac }, rows))) return false;
          await appendAudit(trx, {
            stream: key.id,
            actor: actor.userId,
            action: 'digests.authorised',
            subject: header.id,
            detail: toDetail(header),
            at,
          });
          return true;
        });
        const given = isNew ? header : await authoriseAgain(deps, header);
        return {
          handle,
          expiresAt: given.expiresAt,
          soleControlLevel: given.level,
          authorisationId: given.id,
        };
      }),
  };
}

/**
 * Gives what the same assertion authorised before the new handle in place of its old one. Throws `AUTHORISATION_USED`
 * unless it is the identical request of the same client within a minute, and nothing was signed.
 */
async function authoriseAgain({ db, clock, macKeyring }: SignerDeps, wanted: Authorisation): Promise<Authorisation> {
  const found = await findByAssertion(db, wanted.jti);
  if (found === undefined) throw authorisationUsed();
  const { mac, usedAt, ...before } = found;
  if (!isHeaderIntact(macKeyring, before, mac)) throw recordBroken();
  const isSame =
    before.keyId === wanted.keyId &&
    before.owner === wanted.owner &&
    before.clientId === wanted.clientId &&
    before.hashAlgorithm === wanted.hashAlgorithm &&
    before.digestsHash.equals(wanted.digestsHash) &&
    usedAt === null &&
    clock.now().getTime() - before.reservedAt.getTime() <= repeatWindowMs;
  if (!isSame) throw authorisationUsed();
  const { handleHash } = wanted;
  const renewed = { ...before, handleHash };
  const isReplaced = await replaceHandle(db, found, { handleHash, mac: authenticateHeader(macKeyring, renewed) });
  if (!isReplaced) throw authorisationUsed();
  return renewed;
}

/** The error for an authorisation that was used for something else, or too long ago. */
export function authorisationUsed(): Error {
  return conflict('AUTHORISATION_USED', 'this authorisation was used before; authorise anew');
}

/** Reads the hash algorithm; throws `DIGEST_INVALID` unless there are 1 to 1000 digests of its length. */
export function requireDigests({
  digests,
  hashAlgorithm,
}: {
  digests: readonly Buffer[];
  hashAlgorithm: string;
}): HashAlgorithm {
  const hash = findHash(hashAlgorithm);
  if (hash === undefined) {
    throw invalidField('DIGEST_INVALID', '/hashAlgorithm', 'must be SHA-256, SHA-384 or SHA-512');
  }
  const bytes = digestLengths[hash];
  if (digests.length < 1 || digests.length > mostDigests || digests.some(({ length }) => length !== bytes)) {
    throw invalidField('DIGEST_INVALID', '/digests', `must be 1 to ${mostDigests} digests of ${bytes} bytes each`);
  }
  return hash;
}

/** The assertion must be by this person, in this session, for this key, and for exactly these digests in this order. */
function requireAuthorised(
  assertion: Assertion,
  { keyId, digests, actor }: { keyId: string; digests: readonly Buffer[]; actor: Actor },
): void {
  if (
    assertion.userId !== actor.userId ||
    assertion.sessionId !== actor.sessionId ||
    assertion.credentialId !== keyId
  ) {
    throw assertionInvalid();
  }
  const authorised = assertion.digests;
  if (
    digests.length !== authorised.length ||
    !digests.every((digest, index) => equalsConstantTime(digest, authorised[index] ?? ''))
  ) {
    throw digestsNotAuthorised();
  }
}

/** The error for digests that the second factor did not authorise. */
export function digestsNotAuthorised(): Error {
  return forbidden('DIGESTS_NOT_AUTHORISED', 'these are not the digests that were authorised');
}

/** What the chain of the key says of an authorisation. */
function toDetail({ jti, clientId, digestCount, digestsHash, level, ...evidence }: Authorisation) {
  return {
    challenge: jti,
    ...(clientId !== '' && { client: clientId }),
    digests: digestCount,
    digestsHash: digestsHash.toString('hex'),
    level,
    ...proofDetail(evidence),
  };
}

/** How it was proved, for the chain of the key: its table alone could be changed unnoticed. */
function proofDetail({ amr, factorId, factorKind, bound, authenticatedAt }: Evidence) {
  return { amr, factor: factorId, kind: factorKind, bound, authenticatedAt: authenticatedAt.toISOString() };
}
