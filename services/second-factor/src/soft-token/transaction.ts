import { transactionPayloadOf, transactionUriOf } from '@countersign/soft-token/protocol';
import type { SigningQuestion } from '../authenticator/factor-kind.ts';
import { randomQrSvgOf } from '../authenticator/otpauth.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { splitDigests } from '../signing-challenge/signing-challenge.ts';
import { originOf } from './issued-codes.ts';

/**
 * What a transaction code of a challenge is made over; always the same text for the same challenge, so that nothing but the
 * challenge is stored.
 */
export function transactionOf(
  deps: Pick<SecondFactorDeps, 'publicUrl'>,
  { id, credentialId, digests, digestBytes, labels, expiresAt }: SigningQuestion['challenge'],
): string {
  return transactionPayloadOf({
    origin: originOf(deps),
    challengeId: id,
    credentialId,
    documents: splitDigests({ digests, digestBytes }).map((digest, index) => ({ label: labels[index] ?? '', digest })),
    expiresAt: Math.floor(expiresAt.getTime() / 1000),
  });
}

/** The URI with which an app shows what is to be signed, and the same as a QR code. It holds no secret. */
export async function presentTransaction(
  deps: SecondFactorDeps,
  { challenge }: SigningQuestion,
): Promise<{ transactionUri: string; transactionQrSvg: string }> {
  const transactionUri = transactionUriOf(deps.identityKey.privateKey, transactionOf(deps, challenge));
  // Five long names in any script fit only at the lowest level of error correction; screens have no stains.
  return { transactionUri, transactionQrSvg: await randomQrSvgOf(transactionUri) };
}
