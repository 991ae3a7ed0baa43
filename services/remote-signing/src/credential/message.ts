import { enumValue } from '@countersign/grpc';
import type { Credential as CredentialMessage } from '@countersign/proto/remote-signing';
import { describeCertificate, toPem } from './certificate.ts';
import { policyOf, soleControlLevelOf } from './policy.ts';
import type { Credential } from './store.ts';
import { stateAt } from './usable.ts';

/** A credential as its contract tells it, at a moment. */
export function toCredentialMessage(credential: Credential, now: Date): CredentialMessage {
  const { id, userId, accountId, certificate, chain, createdAt, keyAlgorithm, custody } = credential;
  const policy = policyOf(credential);
  const common = {
    id,
    userId,
    accountId,
    state: enumValue('CREDENTIAL_STATE', stateAt(credential, now)),
    keyAlgorithm,
    createdAt,
    policy,
    soleControlLevel: soleControlLevelOf(policy),
    custody,
    suspensionCause: credential.suspensionCause ?? '',
    suspendedAt: credential.suspendedAt ?? undefined,
    revokedAt: credential.revokedAt ?? undefined,
    revocationReason: credential.revocationReason ?? '',
    replaces: credential.replaces ?? '',
  };
  if (certificate === null || chain === null) {
    const none = { subject: '', issuer: '', serialNumber: '', certificatePem: '', chainPem: '' };
    return { ...common, ...none, notBefore: undefined, notAfter: undefined };
  }
  return {
    ...common,
    ...describeCertificate(certificate),
    certificatePem: toPem([certificate]),
    chainPem: toPem(chain),
  };
}
