import { invalid, invalidField } from '@countersign/errors';
import type { AuthoriseDigestsRequest, CollectedFactor } from '@countersign/proto/signing-application';
import type { KeyPolicy } from '../credential/policy.ts';
import type { WantedApproval } from '../oauth/approval.ts';
import { readDigests } from '../signature/content.ts';

const longestDescription = 500;
/** DigestKind of signer.v1 goes up to. */
const lastDigestKind = 2;

/** What an application wants to have authorised, checked. */
export interface WantedAuthorisation extends Omit<WantedApproval, 'credentialId'> {
  /** With which the user authorises it. */
  factor: CollectedFactor;
}

/**
 * Checks what an application wants to have authorised before any code is looked at. Throws `DIGEST_INVALID`,
 * `SIGNATURES_INVALID`, `TOO_MANY_DIGESTS`, `DESCRIPTION_INVALID` or `FACTORS_INVALID`.
 */
export function readWantedAuthorisation(
  { digests: given, hashAlgorithm: algorithm, digestKind, signatures, description, factors }: AuthoriseDigestsRequest,
  policy: KeyPolicy,
): WantedAuthorisation {
  const read = readDigests(given, algorithm, { least: 0 });
  if (digestKind > lastDigestKind) {
    throw invalidField('DIGEST_INVALID', '/digestKind', `must be 0 to ${lastDigestKind}`);
  }
  if (signatures < 1 || signatures < given.length) {
    throw invalidField('SIGNATURES_INVALID', '/signatures', 'must be 1 or more, and at least as many as digests');
  }
  requireCovered(policy, { digests: given.length, signatures });
  if (description.length > longestDescription || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(description)) {
    const detail = `must be up to ${longestDescription} characters on one line`;
    throw invalidField('DESCRIPTION_INVALID', '/description', detail);
  }
  const [factor] = factors;
  if (factor === undefined || factors.length > 1) {
    throw invalidField('FACTORS_INVALID', '/factors', 'must be exactly one');
  }
  if ((factor.id === 'page') !== (factor.value === '')) {
    throw invalidField('FACTORS_INVALID', '/factors/0/value', 'must be a code, and empty for the page');
  }
  const openSeconds = signatures > given.length ? policy.openSeconds : 0;
  return { ...read, digestKind, signatures, openSeconds, description, factor };
}

/** Throws unless the policy of a key lets one authorisation cover so much: the signer would refuse it only afterwards. */
export function requireCovered(
  { maxDigests, openSignatures }: KeyPolicy,
  { digests, signatures }: { digests: number; signatures: number },
): void {
  if (digests > maxDigests) {
    throw invalid('TOO_MANY_DIGESTS', `this credential signs at most ${maxDigests} at a time`);
  }
  const open = signatures - digests;
  if (open > 0 && openSignatures === 0) {
    throw invalidField('DIGEST_INVALID', '/digests', 'must be one for each signature with this credential');
  }
  if (open > openSignatures) {
    throw invalid('TOO_MANY_DIGESTS', `this credential lets at most ${openSignatures} signatures be named later`);
  }
}
