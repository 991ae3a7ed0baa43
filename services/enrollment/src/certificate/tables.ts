import type { Organisation } from '@countersign/tls-subject';
import type { ColumnType, Generated } from 'kysely';
import type { Certificate } from './certificate.ts';
import type { IssuanceRequest } from './request.ts';

interface IssuanceRequestRow extends Omit<IssuanceRequest, 'organisation' | 'reason'> {
  organisation: ColumnType<Organisation | null, string | null, never>;
  idempotencyKey: string;
  fingerprint: Buffer;
  reason: Generated<string>;
  changedAt: Date;
}

interface CertificateRow extends Omit<Certificate, 'flagged'> {
  /** DER. */
  certificate: Buffer;
  /** Issuing authority first, root last, DER. */
  chain: Buffer[];
  /** When the authority confirmed the revocation. */
  revocationToldAt: Date | null;
  flagged: Generated<boolean>;
  /** Latest notice about its end; null before the first. */
  noticedStep: Generated<string | null>;
  createdAt: Date;
}

/** Tables of certificates. */
export interface CertificateTables {
  issuanceRequests: IssuanceRequestRow;
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
  certificates: CertificateRow;
  /** What was told to whom. */
  notices: {
    dedupeKey: string;
    recipient: string;
    toldAt: Date;
  };
}
