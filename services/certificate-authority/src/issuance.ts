import { createHash } from 'node:crypto';
import { invalidField } from '@countersign/errors';
import type { Intent } from './issuance-store.ts';
import { requireSoundCertificate } from './lint.ts';
import { draftCertificate, readTbs } from './person-certificate.ts';
import { newSerialNumber, type PersonProfile } from './profiles.ts';
import type { Subject } from './subject.ts';

const dayMs = 86_400_000;

/** What a caller asks for, checked. */
export interface IssuanceRequest {
  requestId: string;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  subject: Subject;
  /** Moment that the certificate must not outlive. */
  notAfterLimit: Date;
}

/** When a certificate that is made now begins and ends, both to the second: the earliest of all limits decides. */
export function validityAt(
  at: Date,
  { lifeDays, notAfterLimit, issuerNotAfter }: { lifeDays: number; notAfterLimit: Date; issuerNotAfter: Date },
): { notBefore: Date; notAfter: Date } {
  const notBefore = toSecond(at.getTime());
  const ends = [notBefore.getTime() + lifeDays * dayMs, notAfterLimit.getTime(), issuerNotAfter.getTime()];
  return { notBefore, notAfter: toSecond(Math.min(...ends)) };
}

function toSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

/**
 * Decides everything that a new certificate will say and checks it against its profile, without any use of the
 * authority's key. Throws `NOT_AFTER_LIMIT_INVALID` when the limit has passed.
 */
export async function planIssuance(
  { requestId, publicKey, subject, notAfterLimit }: IssuanceRequest,
  {
    profile,
    issuer,
    fingerprint,
    pkiUrl,
    at,
  }: {
    profile: PersonProfile;
    issuer: { certificate: Buffer; notAfter: Date };
    fingerprint: Buffer;
    pkiUrl: string;
    at: Date;
  },
): Promise<Intent> {
  const { notBefore, notAfter } = validityAt(at, {
    lifeDays: profile.lifeDays,
    notAfterLimit,
    issuerNotAfter: issuer.notAfter,
  });
  if (notAfterLimit.getTime() < notBefore.getTime() + 1000) {
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', 'must be a moment in the future');
  }
  const serialNumber = newSerialNumber();
  const plan = {
    profile,
    issuerCertificate: issuer.certificate,
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
    serialNumber,
    subject,
    publicKeyHash: createHash('sha256').update(publicKey).digest(),
    notBefore,
    notAfter,
    tbs: readTbs(draft),
    intendedAt: at,
  };
}
