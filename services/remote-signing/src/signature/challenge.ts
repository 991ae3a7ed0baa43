import { forbidden } from '@countersign/errors';
import type { Factor, FactorPrompt } from '@countersign/proto/second-factor';
import type { Clients } from '../clients.ts';
import type { KeyPolicy } from '../credential/policy.ts';
import type { ActiveCredential } from './credential.ts';
import type { SigningChallenge } from './store.ts';

/** What a challenge is about. */
export interface ChallengedSignatures {
  /** On whose behalf: the same one gets the same challenge, as long as it is open. */
  operationId: string;
  digests: Buffer[];
  /** In their order. */
  labels: string[];
  /** In all; 0 for as many as digests. */
  signatures: number;
}

/**
 * Opens the challenge that authorises signatures with a credential, or finds the one that is open; its factors are those
 * that the policy of the credential takes. Throws `FACTOR_REQUIRED` when there are none.
 */
export async function openSigningChallenge(
  { clients }: { clients: Pick<Clients, 'secondFactor'> },
  { id: credentialId, accountId, policy }: Pick<ActiveCredential, 'id' | 'accountId' | 'policy'>,
  signed: ChallengedSignatures,
): Promise<SigningChallenge> {
  const { kind, expiresAt, ...opened } = await clients.secondFactor.createSigningChallenge({
    ...signed,
    credentialId,
    // Its policy says which factors count, whatever account the user is looking at.
    accountId,
  });
  if (expiresAt === undefined) throw new Error('a challenge has no end');
  const factors = opened.factors.filter((factor) => isAllowed(policy, factor));
  if (factors.length === 0) {
    throw forbidden(
      'FACTOR_REQUIRED',
      'none of your factors may sign with this credential; set one up, or change its policy',
    );
  }
  return { ...opened, factors, challengeKind: kind, expiresAt };
}

/** Asks a factor for the code that answers a challenge: draws cells, or sends a code. Throws what the second factor refuses. */
export async function askForCode(
  { clients }: { clients: Pick<Clients, 'secondFactor'> },
  asked: { challengeId: string; authenticatorId: string; language: string; resend: boolean },
): Promise<FactorPrompt> {
  const { prompt } = await clients.secondFactor.askSigningFactor(asked);
  if (prompt === undefined) throw new Error('second-factor asked for nothing');
  return prompt;
}

/** Whether the policy of a credential lets a factor authorise; the signer decides it again, by the proof itself. */
export function isAllowed({ factorKinds, contentBound }: KeyPolicy, { kind }: Factor): boolean {
  if (contentBound && kind !== 'soft_token') return false;
  return factorKinds.length === 0 || factorKinds.includes(kind);
}
