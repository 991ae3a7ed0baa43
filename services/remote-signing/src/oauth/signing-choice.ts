import { DomainError, invalid } from '@countersign/errors';
import { requireCovered } from '../application/wanted-authorisation.ts';
import { type KeyPolicy, policyOf } from '../credential/policy.ts';
import { type Credential, findCredential, listCredentials } from '../credential/store.ts';
import { credentialNotFound, requireUsable, requireValidationCurrent } from '../credential/usable.ts';
import { openSigningChallenge } from '../signature/challenge.ts';
import { type ActiveCredential, getActiveCredential } from '../signature/credential.ts';
import type { SigningChallenge } from '../signature/store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { type AuthorisationRequest, noteChallenge } from './request-store.ts';
import type { RequestContent } from './tables.ts';

/** Credentials that a user is offered at most. */
const mostCredentials = 100;
/** DigestKind of signer.v1: of a document, which nobody but us relates to what is signed. */
const ofDocument = 2;

/** The credentials of a user that may serve a request. */
export interface SigningChoice {
  /** The one that signs; absent when none can. */
  chosen: ActiveCredential | undefined;
  /** All that may, the chosen one first. */
  credentials: Credential[];
}

/**
 * Which credential signs: the one that the request names, or the one that the user chose (empty for the one for which a
 * challenge is open, or the first). Throws `CREDENTIAL_NOT_FOUND`, `CREDENTIAL_NOT_ACTIVE`, `VALIDATION_OUTDATED`, and
 * `TOO_MANY_DIGESTS` or `DIGEST_INVALID` for one that is named and whose policy covers less.
 */
export async function chooseCredential(
  deps: OAuthDependencies,
  { content, credentialId: opened }: AuthorisationRequest,
  { userId, wanted }: { userId: string; wanted: string },
): Promise<SigningChoice> {
  const { credentialId: fixed } = content;
  await requireValidationCurrent(deps, userId);
  if (fixed !== '') {
    if (wanted !== '' && wanted !== fixed) throw credentialNotFound();
    const chosen = await getActiveCredential(deps, { id: fixed, userId });
    requireServing(chosen.policy, content);
    const credential = await findCredential(deps.db, { id: fixed, userId });
    return { chosen, credentials: credential === undefined ? [] : [credential] };
  }
  const all = await listCredentials(deps.db, userId, mostCredentials);
  const serving = all.filter((credential) => canServe(credential, content, deps.clock.now()));
  const first =
    serving.find(({ id }) => id === (wanted === '' ? opened : wanted)) ?? (wanted === '' ? serving[0] : undefined);
  if (first === undefined && wanted !== '') throw credentialNotFound();
  if (first === undefined) return { chosen: undefined, credentials: [] };
  const chosen = await getActiveCredential(deps, { id: first.id, userId });
  return { chosen, credentials: [first, ...serving.filter(({ id }) => id !== first.id)] };
}

/** Opens the challenge for exactly what a request says, or finds it. Throws `FACTOR_REQUIRED`. */
export async function openRequestChallenge(
  deps: OAuthDependencies,
  { id, content }: AuthorisationRequest,
  credential: ActiveCredential,
): Promise<SigningChallenge> {
  const challenge = await openSigningChallenge(deps, credential, {
    operationId: `${id}/${credential.id}`,
    digests: digestsOf(content),
    labels: content.digests.map(({ label }) => label),
    signatures: content.signatures,
  });
  await noteChallenge(deps.db, id, { credentialId: credential.id, challengeId: challenge.challengeId });
  return challenge;
}

/** The challenge that is open for a credential, or a new one. */
export async function findRequestChallenge(
  deps: OAuthDependencies,
  request: AuthorisationRequest,
  credential: ActiveCredential,
): Promise<string> {
  if (request.credentialId === credential.id && request.challengeId !== null) return request.challengeId;
  return (await openRequestChallenge(deps, request, credential)).challengeId;
}

/** The digests of a request. */
export function digestsOf({ digests }: Pick<RequestContent, 'digests'>): Buffer[] {
  return digests.map(({ digest }) => Buffer.from(digest, 'base64'));
}

/** Seconds for which an authorisation of a request holds: of open signatures as long as the policy lets them. */
export function openSecondsOf({ signatures, digests }: RequestContent, { openSeconds }: KeyPolicy): number {
  return signatures > digests.length ? openSeconds : 0;
}

/** The signer would refuse it only once the code is used up. */
function requireServing(policy: KeyPolicy, { digests, signatures, digestKind }: RequestContent): void {
  requireCovered(policy, { digests: digests.length, signatures });
  if (policy.contentBound && digestKind === ofDocument) {
    throw invalid('DIGEST_INVALID', 'this credential signs nothing for the digest of a document');
  }
}

function canServe(credential: Credential, content: RequestContent, at: Date): boolean {
  try {
    requireUsable(credential, at);
    requireServing(policyOf(credential), content);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
