import { invalidField } from '@countersign/errors';

/** Algorithms of keys. */
export const keyAlgorithms = ['P-256', 'P-384', 'RSA-3072'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** Kinds of factor that may be asked for. Answers to questions and emergency codes sign nothing. */
const signingFactorKinds = ['soft_token', 'totp', 'grid_card', 'egrid', 'sms', 'email'] as const;

/** What a key asks for before it signs. */
export interface KeyPolicy {
  /** Kinds of factor that may authorise, sorted; empty for all that the installation lets sign. */
  factorKinds: string[];
  /** Whether only a code that was made for these very digests authorises: sole control level 2. */
  contentBound: boolean;
  /** Digests that one authorisation may cover. */
  maxDigests: number;
}

const mostDigests = 1000;

/** What a key asks for unless its owner says otherwise. */
export const defaultPolicy: KeyPolicy = { factorKinds: [], contentBound: false, maxDigests: 100 };

/** The algorithm that is asked for, P-256 by default. Throws `KEY_ALGORITHM_UNSUPPORTED`. */
export function readKeyAlgorithm(given: string, whenEmpty: KeyAlgorithm = 'P-256'): KeyAlgorithm {
  if (given === '') return whenEmpty;
  const known = keyAlgorithms.find((algorithm) => algorithm === given);
  if (known === undefined) {
    throw invalidField('KEY_ALGORITHM_UNSUPPORTED', '/keyAlgorithm', `must be one of ${keyAlgorithms.join(', ')}`);
  }
  return known;
}

/** A policy in its one form. Throws `KEY_POLICY_INVALID`, also for one under which nothing could ever be signed. */
export function readPolicy(given: KeyPolicy | undefined): KeyPolicy {
  if (given === undefined) return defaultPolicy;
  const { contentBound } = given;
  const factorKinds = [...new Set(given.factorKinds)].toSorted();
  const unknown = factorKinds.find((kind) => !signingFactorKinds.some((known) => known === kind));
  if (unknown !== undefined) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/factorKinds', `must be among ${signingFactorKinds.join(', ')}`);
  }
  if (contentBound && factorKinds.length > 0 && !factorKinds.includes('soft_token')) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/factorKinds', 'only a soft token makes a code for the content');
  }
  const maxDigests = given.maxDigests === 0 ? defaultPolicy.maxDigests : given.maxDigests;
  if (maxDigests > mostDigests) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/maxDigests', `must be 1 to ${mostDigests}`);
  }
  return { factorKinds, contentBound, maxDigests };
}

/** Sole control level that every signature under a policy reaches. */
export function soleControlLevelOf({ contentBound }: KeyPolicy): 1 | 2 {
  return contentBound ? 2 : 1;
}
