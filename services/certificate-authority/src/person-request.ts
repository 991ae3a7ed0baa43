import { fingerprintOf } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import type { IssueSigningCertificateRequest } from '@countersign/proto/certificate-authority';
import type { CertificateRequest } from './issuance.ts';
import { readPublicKey, requirePossession } from './key-possession.ts';
import { documentSigning } from './person-profile.ts';
import { requireRequestId } from './request-id.ts';
import { readSubject } from './subject.ts';

/**
 * Reads the request for a person's certificate. Throws `REQUEST_ID_INVALID`, `PUBLIC_KEY_UNSUPPORTED`,
 * `PROOF_OF_POSSESSION_INVALID`, `SUBJECT_INVALID` or, without a limit, `NOT_AFTER_LIMIT_INVALID`.
 */
export function readPersonRequest(message: IssueSigningCertificateRequest): CertificateRequest {
  const { requestId, publicKey, notAfterLimit } = message;
  requireRequestId(requestId);
  requirePossession(readPublicKey(publicKey), message.nonce, message.proofOfPossession);
  const none = { givenName: '', surname: '', email: '', country: '', serialNumber: '' };
  const subject = readSubject(message.subject ?? none);
  if (notAfterLimit === undefined) {
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', 'must be a moment in the future');
  }
  return {
    requestId,
    profile: documentSigning,
    // Not over the proof: a repetition proves possession anew, over another nonce.
    fingerprint: fingerprintOf({ publicKey, subject, notAfterLimit }),
    publicKey,
    subject: { attributes: subject.attributes, alternativeNames: [{ type: 'email', value: subject.email }] },
    notAfterLimit,
  };
}
