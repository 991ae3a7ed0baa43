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
  /** Signatures of one authorisation whose digests are named after it was given; 0 for none. */
  openSignatures: number;
  /** Seconds for which such an authorisation may hold; 0 for five minutes. */
  openSeconds: number;
}

/** A policy as it is stored: one of before there were open signatures says nothing of them. */
export type StoredPolicy = Omit<KeyPolicy, 'openSignatures' | 'openSeconds'> & Partial<KeyPolicy>;

const mostDigests = 1000;
const mostOpenSignatures = 1_000_000;
const mostOpenSeconds = 95 * 86_400;

/** What a key asks for unless its owner says otherwise. */
export const defaultPolicy: KeyPolicy = {
  factorKinds: [],
  contentBound: false,
  maxDigests: 100,
  openSignatures: 0,
  openSeconds: 0,
};

/** The policy of a credential; null is that of one of before there was a choice. */
export function policyOf({ policy }: { policy: StoredPolicy | null }): KeyPolicy {
  return { ...defaultPolicy, ...policy };
}

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
  const { contentBound, openSignatures, openSeconds } = given;
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
  requireOpen(given);
  return { factorKinds, contentBound, maxDigests, openSignatures, openSeconds };
}

function requireOpen({ contentBound, openSignatures, openSeconds }: KeyPolicy): void {
  if (openSignatures > mostOpenSignatures) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSignatures', `must be ${mostOpenSignatures} at most`);
  }
  if (contentBound && openSignatures > 0) {
    const detail = 'a code that is made for the content authorises none that is named later';
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSignatures', detail);
  }
  if (openSeconds > mostOpenSeconds) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSeconds', `must be ${mostOpenSeconds} at most (95 days)`);
  }
  if (openSeconds > 0 && openSignatures === 0) {
    throw invalidField('KEY_POLICY_INVALID', '/policy/openSeconds', 'needs open signatures');
  }
}

/** Sole control level that every signature under a policy reaches. */
export function soleControlLevelOf({ contentBound }: KeyPolicy): 1 | 2 {
  return contentBound ? 2 : 1;
}
