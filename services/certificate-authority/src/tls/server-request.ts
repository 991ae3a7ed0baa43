import type { CertificateProfile } from '@countersign/certificates';
import { fingerprintOf } from '@countersign/db';
import { invalidField } from '@countersign/errors';
import type { IssueServerCertificateRequest } from '@countersign/proto/certificate-authority';
import type { CertificateRequest } from '../issuance.ts';
import { requireRequestId } from '../request-id.ts';
import { requireKey } from './key-policy.ts';
import { readOrganisation } from './organisation.ts';
import { type ValidationLevel, validationLevels } from './policies.ts';
import { privateServerProfile, publicServerProfiles, secondsOfDays } from './profiles.ts';
import { readServerNames } from './server-names.ts';
import { readSigningRequest } from './signing-request.ts';

/**
 * Reads the request for a server's certificate. Throws `REQUEST_ID_INVALID`, `PROFILE_INVALID`, `SIGNING_REQUEST_INVALID`,
 * `PUBLIC_KEY_UNSUPPORTED`, `SERVER_NAME_INVALID`, `SUBJECT_INVALID`, without a day of life `VALIDITY_NOT_ALLOWED` or,
 * without a limit, `NOT_AFTER_LIMIT_INVALID`.
 */
export function readServerRequest(message: IssueServerCertificateRequest): CertificateRequest {
  const { requestId, days, notAfterLimit } = message;
  requireRequestId(requestId);
  const { profile, level } = readProfile(message);
  const isPublic = level !== 'private';
  const publicKey = readSigningRequest(message.signingRequest);
  requireKey(publicKey, { isPublic });
  const alternativeNames = readServerNames(message, { isPublic, wildcards: level !== 'ev' });
  const attributes = readOrganisation(message.organisation, level);
  if (days < 1) throw invalidField('VALIDITY_NOT_ALLOWED', '/days', 'must be a day at least');
  if (notAfterLimit === undefined) {
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', 'must be an hour ahead at least');
  }
  return {
    requestId,
    profile,
    fingerprint: fingerprintOf({
      level,
      signingRequest: message.signingRequest,
      dnsNames: message.dnsNames,
      ipAddresses: message.ipAddresses,
      organisation: message.organisation,
      days,
      notAfterLimit,
    }),
    publicKey,
    subject: { attributes, alternativeNames },
    lifeSeconds: secondsOfDays(days),
    notAfterLimit,
  };
}

function readProfile({ profile, validationLevel }: IssueServerCertificateRequest): {
  profile: CertificateProfile;
  level: ValidationLevel | 'private';
} {
  if (profile === 'tls-private') return { profile: privateServerProfile, level: 'private' };
  if (profile !== 'tls-public') {
    throw invalidField('PROFILE_INVALID', '/profile', 'must be tls-public or tls-private');
  }
  const level = validationLevels.find((each) => each === validationLevel);
  if (level === undefined) {
    throw invalidField('PROFILE_INVALID', '/validationLevel', `must be one of ${validationLevels.join(', ')}`);
  }
  return { profile: publicServerProfiles[level], level };
}
