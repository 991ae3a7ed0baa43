import type { AuthorityName, Holder, ListedReason } from '@countersign/certificates';
import type { ColumnType } from 'kysely';
import type { DelegateName } from './delegate/delegate-names.ts';

/** Tables of certificate-authority. */
export interface CertificateAuthorityDatabase {
  authorities: {
    name: AuthorityName;
    /** DER. */
    certificate: Buffer;
    /** As its custody stores it; null when it is elsewhere. */
    sealedKey: Buffer | null;
    notAfter: Date;
    createdAt: Date;
    /** When the root revoked it. */
    revokedAt: Date | null;
  };
  /** Keys of authorities that wait for a certificate. */
  authorityKeys: {
    name: AuthorityName;
    /** As its custody stores it, for the authority's row. */
    sealedKey: Buffer;
    /** SubjectPublicKeyInfo, DER. */
    publicKey: Buffer;
    createdAt: Date;
  };
  /** Who answers or signs in an authority's place, newest last; at most one of each name waits for a certificate. */
  delegates: {
    id: string;
    name: DelegateName;
    /** A key on P-256, as its custody stores it, for this row. */
    sealedKey: Buffer;
    /** SubjectPublicKeyInfo, DER. */
    publicKey: Buffer;
    /** DER; null, as are its dates, until it is certified. */
    certificate: Buffer | null;
    notBefore: Date | null;
    notAfter: Date | null;
    createdAt: Date;
  };
  /** Everything that the root certified or revoked, as far as it was installed here. */
  rootCertificates: {
    /** Hexadecimal. */
    serialNumber: string;
    revokedAt: Date | null;
    /** Code of RFC 5280 5.3.1. */
    revocationReason: number | null;
  };
  /** What a root did whose key is in this database. */
  rootLedger: {
    seq: number;
    entry: ColumnType<unknown, string, never>;
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
    revocationReason: ListedReason | null;
  };
  /** Every key that was certified. */
  certifiedKeys: {
    /** SHA-256 of the SubjectPublicKeyInfo. */
    publicKeyHash: Buffer;
    certifiedFor: Holder;
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
