import type { ColumnType } from 'kysely';
import type { AuthorityName } from './profiles.ts';
import type { Subject } from './subject.ts';

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
    subject: ColumnType<Subject, string, never>;
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
