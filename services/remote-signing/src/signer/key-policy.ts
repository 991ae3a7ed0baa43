import { forbidden, invalid, invalidField } from '@countersign/errors';
import type { KeyPolicy as RequestedPolicy } from '@countersign/proto/signer';
import { type Evidence, neverSigning } from './assertion.ts';

/** What a key asks for before it signs. */
export interface KeyPolicy {
  /** Kinds of factors that may authorise, sorted; empty for every kind. */
  kinds: readonly string[];
  /** Whether only a code that was made for these very digests authorises. */
  contentBound: boolean;
  /** Digests that one authorisation may cover. */
  maxDigests: number;
}

/** Digests of one authorisation that no policy goes beyond. */
export const mostDigests = 1000;
const usualDigests = 100;
const mostKinds = 16;

/** The policy of keys that were made before there were policies. */
export const openPolicy: KeyPolicy = { kinds: [], contentBound: false, maxDigests: usualDigests };

/** Reads a policy as it was asked for; absent is the open one. Throws `KEY_POLICY_INVALID`. */
export function readPolicy(asked: RequestedPolicy | undefined): KeyPolicy {
  if (asked === undefined) return openPolicy;
  const { factorKinds, contentBound, maxDigests } = asked;
  const areKinds = factorKinds.every((kind) => /^[a-z][a-z0-9_]{0,31}$/.test(kind) && !neverSigning.includes(kind));
  if (!areKinds || factorKinds.length > mostKinds || new Set(factorKinds).size !== factorKinds.length) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/factorKinds', 'must name kinds of factors that sign, each once');
  }
  if (maxDigests > mostDigests) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/maxDigests', `must be ${mostDigests} at most`);
  }
  return { kinds: factorKinds.toSorted(), contentBound, maxDigests: maxDigests === 0 ? usualDigests : maxDigests };
}

/** Throws `TOO_MANY_DIGESTS` or `FACTOR_NOT_PERMITTED` unless the policy lets this proof authorise so many digests. */
export function requirePermitted(policy: KeyPolicy, { factorKind, bound }: Evidence, digests: number): void {
  if (digests > policy.maxDigests) {
    throw invalid('TOO_MANY_DIGESTS', `one authorisation of this key covers ${policy.maxDigests} digests at most`);
  }
  const isKind = policy.kinds.length === 0 || policy.kinds.includes(factorKind);
  if (!isKind || (policy.contentBound && !bound)) {
    throw forbidden('FACTOR_NOT_PERMITTED', 'this key does not take that factor; confirm with another one');
  }
}
