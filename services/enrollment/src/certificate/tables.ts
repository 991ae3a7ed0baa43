import type { Organisation } from '@countersign/tls-subject';
import type { ColumnType, Generated } from 'kysely';
import type { CertificateState } from './certificate.ts';
import type { RequestKind, RequestState, TlsProfile } from './request.ts';

/** Tables of certificates. */
export interface CertificateTables {
  issuanceRequests: {
    id: string;
    accountId: string;
    licenceId: string;
    kind: RequestKind;
    state: RequestState;
    productCode: string;
    productVersionId: string;
    profile: TlsProfile;
    validationLevel: string;
    /** A-labels, lower case. */
    dnsNames: string[];
    ipAddresses: string[];
    organisation: ColumnType<Organisation | null, string | null, never>;
    /** PKCS #10, DER. */
    signingRequest: Buffer;
    /** Certificate that it renews, reissues or duplicates. */
    replaces: string | null;
    keyCompromised: boolean;
    requestedBy: string;
    language: string;
    notify: string[];
    idempotencyKey: string;
    fingerprint: Buffer;
    reason: Generated<string>;
    /** What the authority is asked for; frozen when issuance begins, so that a repetition asks for the same. */
    days: number | null;
    ruleId: string | null;
    notAfterLimit: Date | null;
    createdAt: Date;
    changedAt: Date;
  };
  nameValidations: {
    accountId: string;
    name: string;
    validatedAt: Date;
    validatedBy: string;
    requestId: string;
  };
  organisationValidations: {
    accountId: string;
    organisationHash: Buffer;
    validatedAt: Date;
    validatedBy: string;
    requestId: string;
  };
  certificates: {
    id: string;
    requestId: string;
    accountId: string;
    licenceId: string;
    productCode: string;
    state: CertificateState;
    dnsNames: string[];
    ipAddresses: string[];
    authority: string;
    serialNumber: string;
    /** DER. */
    certificate: Buffer;
    /** Issuing authority first, root last, DER. */
    chain: Buffer[];
    /** SHA-256 of the certificate. */
    fingerprint: Buffer;
    notBefore: Date;
    notAfter: Date;
    ruleId: string;
    supersededBy: string | null;
    /** When it is to be revoked; null for never. */
    revokeAt: Date | null;
    revokeReason: string | null;
    revokedAt: Date | null;
    /** When the authority confirmed the revocation. */
    revocationToldAt: Date | null;
    /** Whether its payment was returned. */
    flagged: Generated<boolean>;
    /** Latest notice about its end; null before the first. */
    noticedStep: Generated<string | null>;
    createdAt: Date;
  };
  /** What was told to whom. */
  notices: {
    dedupeKey: string;
    recipient: string;
    toldAt: Date;
  };
}
