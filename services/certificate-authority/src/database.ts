import type { ColumnType } from 'kysely';
import type { AuthorityName, AuthorityProfile } from './profiles.ts';
import type { RevocationReason } from './revocation-reasons.ts';

/** Tables of certificate-authority. */
export interface CertificateAuthorityDatabase {
  authorities: {
    name: AuthorityName;
    /** DER. */
    certificate: Buffer;
    /** PKCS #8 in DER, sealed for this row. */
    sealedKey: Buffer;
    notAfter: Date;
    createdAt: Date;
  };
  issuances: {
    requestId: string;
    /** Hash of what was asked for. */
    fingerprint: Buffer;
    profile: string;
    authority: AuthorityName;
    /** Hexadecimal. */
    serialNumber: string;
    /** For people who look: nothing reads it. */
    subject: ColumnType<unknown, string, never>;
    /** SHA-256 of the SubjectPublicKeyInfo. */
    publicKeyHash: Buffer;
    notBefore: Date;
    notAfter: Date;
    /** TBSCertificate, DER: what the authority's key signs. */
    tbs: Buffer;
    intendedAt: Date;
    /** DER; null until it is signed. */
    certificate: Buffer | null;
    issuedAt: Date | null;
    revokedAt: Date | null;
    revocationReason: RevocationReason | null;
  };
  /** Every key that was certified. */
  certifiedKeys: {
    /** SHA-256 of the SubjectPublicKeyInfo. */
    publicKeyHash: Buffer;
    certifiedFor: AuthorityProfile['certifies'];
    /** When it was told to be compromised: it is never certified again. */
    blockedAt: Date | null;
  };
  /** The current list of each authority. */
  revocationLists: {
    authority: AuthorityName;
    number: bigint;
    thisUpdate: Date;
    nextUpdate: Date;
    /** DER. */
    crl: Buffer;
  };
}
