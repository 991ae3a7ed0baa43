import { createHash } from 'node:crypto';
import {
  type CertificatePlan,
  type CertificateProfile,
  draftCertificate,
  longestLifeSeconds,
  newSerialNumber,
  readTbs,
  requireSoundCertificate,
  type Subject,
} from '@countersign/certificates';
import { invalidField } from '@countersign/errors';
import type { Intent } from './issuance-store.ts';

/** What a caller asks for, checked except for what depends on the moment. */
export interface CertificateRequest {
  requestId: string;
  profile: CertificateProfile;
  /** Hash of all that was asked for: the same request id with another one is a conflict. */
  fingerprint: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  subject: Subject;
  /** From notBefore to notAfter; absent for as long as the profile allows. */
  lifeSeconds?: number;
  /** Moment that the certificate must not outlive. */
  notAfterLimit: Date;
}

/** When a certificate that is made now begins and ends, both to the second: the earliest of all limits decides. */
export function validityAt(
  at: Date,
  { lifeSeconds, notAfterLimit, issuerNotAfter }: { lifeSeconds: number; notAfterLimit: Date; issuerNotAfter: Date },
): { notBefore: Date; notAfter: Date } {
  const notBefore = toSecond(at.getTime());
  const ends = [notBefore.getTime() + lifeSeconds * 1000, notAfterLimit.getTime(), issuerNotAfter.getTime()];
  return { notBefore, notAfter: toSecond(Math.min(...ends)) };
}

function toSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

/**
 * Decides everything that a new certificate will say and checks it against its profile, without any use of the
 * authority's key. Throws `NOT_AFTER_LIMIT_INVALID` when the limit has passed or is too near, or
 * `VALIDITY_NOT_ALLOWED` for a longer life than the profile allows at this moment.
 */
export async function planIssuance(
  { requestId, profile, fingerprint, publicKey, subject, lifeSeconds, notAfterLimit }: CertificateRequest,
  { issuer, pkiUrl, at }: { issuer: { certificate: Buffer; notAfter: Date }; pkiUrl: string; at: Date },
): Promise<Intent> {
  const longest = longestLifeSeconds(profile, at);
  const { notBefore, notAfter } = validityAt(at, {
    lifeSeconds: lifeSeconds ?? longest,
    notAfterLimit,
    issuerNotAfter: issuer.notAfter,
  });
  if (notAfterLimit.getTime() < notBefore.getTime() + profile.leastLifeSeconds * 1000) {
    const detail = profile.leastLifeSeconds > 1 ? 'must be an hour ahead at least' : 'must be a moment in the future';
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', detail);
  }
  if (lifeSeconds !== undefined && lifeSeconds > longest) {
    const days = Math.ceil(longest / 86_400);
    throw invalidField('VALIDITY_NOT_ALLOWED', '/days', `must be ${days} at most for a certificate that begins now`);
  }
  const serialNumber = newSerialNumber();
  const issuerCertificate = issuer.certificate;
  const plan: CertificatePlan = {
    profile,
    issuerCertificate,
    serialNumber,
    subject,
    publicKey,
    notBefore,
    notAfter,
    pkiUrl,
  };
  const draft = await draftCertificate(plan);
  requireSoundCertificate(draft, plan);
  return {
    requestId,
    fingerprint,
    profile: profile.name,
    authority: profile.issuer,
    holder: profile.holder,
    serialNumber,
    subject,
    publicKeyHash: hashOfKey(publicKey),
    notBefore,
    notAfter,
    tbs: readTbs(draft),
    intendedAt: at,
  };
}

/** SHA-256 of a SubjectPublicKeyInfo. */
export function hashOfKey(publicKey: Buffer): Buffer {
  return createHash('sha256').update(publicKey).digest();
}
