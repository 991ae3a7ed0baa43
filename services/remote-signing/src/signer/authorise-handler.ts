import { appendAudit } from '@countersign/audit';
import { conflict, forbidden, invalidField } from '@countersign/errors';
import { type Actor, type Handlers, requireSecondFactor } from '@countersign/grpc';
import { digestLengths, type HashAlgorithm } from '@countersign/key-custody';
import {
  type AuthoriseRequest,
  DigestKind as RequestedKind,
  type SignerServiceService,
} from '@countersign/proto/signer';
import { newId } from '@countersign/runtime';
import { equalsConstantTime, hashToken, randomToken } from '@countersign/sealing';
import { type Assertion, assertionInvalid, type Evidence } from './assertion.ts';
import {
  type Authorisation,
  authenticateHeader,
  authorisationLifeMs,
  authoriseDigests,
  type DigestKind,
  hashDigests,
  isHeaderIntact,
  isOpenEnded,
} from './authorisation.ts';
import { findByAssertion, insertAuthorisation, replaceHandle } from './authorisation-store.ts';
import { getOwnedKey, requireActive, type SignerDeps } from './dependencies.ts';
import { type Coverage, type KeyPolicy, longestOpenMs, mostDigests, requirePermitted } from './key-policy.ts';
import { findHash, recordBroken } from './signing-key.ts';

/** Time in which the identical request gets another handle. */
const repeatWindowMs = 60_000;

/** The RPC by which an assertion of the second factor becomes an authorisation. */
export function createAuthoriseHandler(deps: SignerDeps): Pick<Handlers<typeof SignerServiceService>, 'authorise'> {
  const { db, clock, macKeyring, verifyAssertion, counted } = deps;
  return {
    authorise: (request, context) =>
      counted('authorise', async () => {
        const actor = requireSecondFactor(context, { scopes: ['service'] });
        const { digests, clientId, openSeconds } = request;
        requireOwnClient(actor, clientId);
        const { hashAlgorithm, ...wanted } = readOrder(request);
        const key = await getOwnedKey(deps, request.keyId, actor);
        requireActive(key);
        const assertion = await verifyAssertion(request.assertion);
        requireAuthorised(assertion, { keyId: key.id, digests, signatures: wanted.signatures, actor });
        const coverage = { ...wanted, ...assertion.evidence, digestCount: digests.length };
        requirePermitted(key.policy, coverage);

        const at = clock.now();
        const handle = randomToken();
        const header: Authorisation = {
          id: newId('sad'),
          jti: assertion.jti,
          handleHash: hashToken(handle),
          keyId: key.id,
          owner: actor.userId,
          clientId,
          hashAlgorithm,
          digestsHash: hashDigests(digests),
          level: levelOf(coverage),
          reservedAt: at,
          expiresAt: endOf(key.policy, { ...coverage, openSeconds, outdatedAt: assertion.outdatedAt, at }),
          ...coverage,
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
    before.signatures === wanted.signatures &&
    before.digestKind === wanted.digestKind &&
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

/** Throws `CLIENT_NOT_PERMITTED` for an application that asks for another one. A user asks for whom he likes. */
function requireOwnClient({ client }: Actor, clientId: string): void {
  if (client === undefined || client.id === clientId) return;
  throw forbidden('CLIENT_NOT_PERMITTED', 'an application authorises for itself alone');
}

/** What an authorisation shall cover. Throws `DIGEST_INVALID`. */
function readOrder(request: AuthoriseRequest): Pick<Authorisation, 'hashAlgorithm' | 'signatures' | 'digestKind'> {
  const { digests, signatures } = request;
  const hashAlgorithm = requireDigests(request, { fewest: signatures === 0 ? 1 : 0 });
  if (signatures !== 0 && signatures < digests.length) {
    throw invalidField('DIGEST_INVALID', '/signatures', 'must be as many as digests at least');
  }
  const digestKind = digestKinds[request.digestKind];
  if (digestKind === undefined) throw invalidField('DIGEST_INVALID', '/digestKind', 'must be one that there is');
  return { hashAlgorithm, digestKind, signatures: signatures === 0 ? digests.length : signatures };
}

const digestKinds: Readonly<Partial<Record<RequestedKind, DigestKind>>> = {
  [RequestedKind.UNSPECIFIED]: 'to_be_signed',
  [RequestedKind.CONTENT]: 'content',
  [RequestedKind.DOCUMENT]: 'document',
};

/** Level 2 is where the user saw, on a screen that is not the asker's, exactly the digests that are signed. */
function levelOf(coverage: Coverage): 1 | 2 {
  if (isOpenEnded(coverage) || coverage.digestKind === 'document') return 1;
  return coverage.bound || coverage.shown ? 2 : 1;
}

/** Five minutes, within the age of the assertion; longer for one whose digests are named later, if the policy lets it. */
function endOf(policy: KeyPolicy, order: Coverage & { openSeconds: number; outdatedAt: Date; at: Date }): Date {
  const { openSeconds, outdatedAt } = order;
  const at = order.at.getTime();
  if (!isOpenEnded(order) || openSeconds === 0) {
    return new Date(Math.min(at + authorisationLifeMs, outdatedAt.getTime()));
  }
  return new Date(at + Math.min(openSeconds * 1000, longestOpenMs(policy)));
}

/** Reads the hash algorithm; throws `DIGEST_INVALID` unless there are up to 1000 digests of its length, and one at least. */
export function requireDigests(
  { digests, hashAlgorithm }: { digests: readonly Buffer[]; hashAlgorithm: string },
  { fewest = 1 } = {},
): HashAlgorithm {
  const hash = findHash(hashAlgorithm);
  if (hash === undefined) {
    throw invalidField('DIGEST_INVALID', '/hashAlgorithm', 'must be SHA-256, SHA-384 or SHA-512');
  }
  const bytes = digestLengths[hash];
  if (digests.length < fewest || digests.length > mostDigests || digests.some(({ length }) => length !== bytes)) {
    throw invalidField(
      'DIGEST_INVALID',
      '/digests',
      `must be ${fewest} to ${mostDigests} digests of ${bytes} bytes each`,
    );
  }
  return hash;
}

/** The assertion must be by this person, in this session, for this key, and for exactly these digests in this order. */
function requireAuthorised(
  assertion: Assertion,
  {
    keyId,
    digests,
    signatures,
    actor,
  }: { keyId: string; digests: readonly Buffer[]; signatures: number; actor: Actor },
): void {
  if (
    assertion.userId !== actor.userId ||
    assertion.sessionId !== actor.sessionId ||
    assertion.clientId !== (actor.client?.id ?? '') ||
    assertion.credentialId !== keyId
  ) {
    throw assertionInvalid();
  }
  const authorised = assertion.digests;
  if (
    signatures !== assertion.signatures ||
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
function toDetail(authorisation: Authorisation) {
  const { jti, clientId, digestCount, digestsHash, signatures, digestKind, level, ...evidence } = authorisation;
  return {
    challenge: jti,
    ...(clientId !== '' && { client: clientId }),
    digests: digestCount,
    digestsHash: digestsHash.toString('hex'),
    ...(digestKind !== 'to_be_signed' && { of: digestKind }),
    ...(isOpenEnded(authorisation) && { signatures, named: digestCount }),
    level,
    ...proofDetail(evidence),
  };
}

/** How it was proved, for the chain of the key: its table alone could be changed unnoticed. */
function proofDetail({ amr, factorId, factorKind, bound, shown, authenticatedAt }: Evidence) {
  return {
    amr,
    factor: factorId,
    kind: factorKind,
    bound,
    ...(shown && { shown }),
    authenticatedAt: authenticatedAt.toISOString(),
  };
}
