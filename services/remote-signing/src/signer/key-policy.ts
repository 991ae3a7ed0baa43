import { forbidden, invalid, invalidField } from '@countersign/errors';
import type { KeyPolicy as RequestedPolicy } from '@countersign/proto/signer';
import { type Evidence, neverSigning } from './assertion.ts';
import { authorisationLifeMs, type DigestKind } from './authorisation.ts';

/** What a key asks for before it signs. */
export interface KeyPolicy {
  /** Kinds of factors that may authorise, sorted; empty for every kind. */
  kinds: readonly string[];
  /** Whether only a code that was made for these very digests authorises. */
  contentBound: boolean;
  /** Digests that one authorisation may cover. */
  maxDigests: number;
  /** Signatures of one authorisation whose digests may be named after it was given. */
  openSignatures: number;
  /** Seconds for which such an authorisation may hold; 0 for as long as any other. */
  openSeconds: number;
}

/** Digests of one authorisation that no policy goes beyond. */
export const mostDigests = 1000;
const usualDigests = 100;
const mostKinds = 16;
const mostOpen = 1_000_000;
/** 95 days. */
const mostOpenSeconds = 8_208_000;

/** The policy of keys that were made before there were policies. */
export const openPolicy: KeyPolicy = {
  kinds: [],
  contentBound: false,
  maxDigests: usualDigests,
  openSignatures: 0,
  openSeconds: 0,
};

/** Whether a policy lets digests be named later. */
export function isOpen({ openSignatures, openSeconds }: Pick<KeyPolicy, 'openSignatures' | 'openSeconds'>): boolean {
  return openSignatures > 0 || openSeconds > 0;
}

/** Reads a policy as it was asked for; absent is the open one. Throws `KEY_POLICY_INVALID`. */
export function readPolicy(asked: RequestedPolicy | undefined): KeyPolicy {
  if (asked === undefined) return openPolicy;
  const { factorKinds, contentBound, maxDigests, openSignatures, openSeconds } = asked;
  const areKinds = factorKinds.every((kind) => /^[a-z][a-z0-9_]{0,31}$/.test(kind) && !neverSigning.includes(kind));
  if (!areKinds || factorKinds.length > mostKinds || new Set(factorKinds).size !== factorKinds.length) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/factorKinds', 'must name kinds of factors that sign, each once');
  }
  if (maxDigests > mostDigests) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/maxDigests', `must be ${mostDigests} at most`);
  }
  if (openSignatures > mostOpen || (contentBound && openSignatures > 0)) {
    const most = contentBound ? '0 where codes are bound to the content' : `${mostOpen} at most`;
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSignatures', `must be ${most}`);
  }
  if (openSeconds > mostOpenSeconds) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSeconds', `must be ${mostOpenSeconds} at most`);
  }
  return {
    kinds: factorKinds.toSorted(),
    contentBound,
    maxDigests: maxDigests === 0 ? usualDigests : maxDigests,
    openSignatures,
    openSeconds,
  };
}

/** As long as an authorisation whose digests are named later may hold, in milliseconds. */
export function longestOpenMs({ openSeconds }: KeyPolicy): number {
  return Math.max(openSeconds * 1000, authorisationLifeMs);
}

/** What an authorisation covers, as far as policies look at it. */
export interface Coverage extends Evidence {
  /** Digests that the assertion named. */
  digestCount: number;
  /** Signatures in all. */
  signatures: number;
  digestKind: DigestKind;
}

/**
 * Throws `TOO_MANY_DIGESTS`, `FACTOR_NOT_PERMITTED` or `DIGEST_INVALID` unless the policy lets this proof authorise so many
 * signatures over digests of that kind.
 */
export function requirePermitted(policy: KeyPolicy, coverage: Coverage): void {
  const { factorKind, bound, digestCount, signatures, digestKind } = coverage;
  if (digestCount > policy.maxDigests) {
    throw invalid('TOO_MANY_DIGESTS', `one authorisation of this key covers ${policy.maxDigests} digests at most`);
  }
  if (signatures - digestCount > policy.openSignatures) {
    const most = policy.openSignatures === 0 ? 'no' : `${policy.openSignatures}`;
    throw invalid('TOO_MANY_DIGESTS', `this key makes ${most} signatures for digests that are named later`);
  }
  const isKind = policy.kinds.length === 0 || policy.kinds.includes(factorKind);
  if (!isKind || (policy.contentBound && !bound)) {
    throw forbidden('FACTOR_NOT_PERMITTED', 'this key does not take that factor; confirm with another one');
  }
  if (policy.contentBound && digestKind === 'document') {
    const detail = 'must say what is signed: this key signs nothing for the digest of a document';
    throw invalidField('DIGEST_INVALID', '/digestKind', detail);
  }
}
