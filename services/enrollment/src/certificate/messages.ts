import { enumValue } from '@countersign/grpc';
import type { Validity } from '@countersign/proto/catalog';
import type {
  Certificate as CertificateMessage,
  IssuanceRequest as IssuanceRequestMessage,
} from '@countersign/proto/enrollment';
import { type Certificate, renewFrom, stateAt } from './certificate.ts';
import type { RequestWithCertificate } from './request-store.ts';

/** A request as the contract tells it; `validity` only while no certificate was issued. */
export function toRequestMessage(
  request: RequestWithCertificate,
  validity: Validity | undefined,
): IssuanceRequestMessage {
  return {
    id: request.id,
    state: enumValue('ISSUANCE_REQUEST_STATE', request.state),
    kind: request.kind,
    licenceId: request.licenceId,
    productCode: request.productCode,
    profile: request.profile,
    validationLevel: request.validationLevel,
    dnsNames: request.dnsNames,
    ipAddresses: request.ipAddresses,
    organisation: request.organisation ?? undefined,
    requestedBy: request.requestedBy,
    createdAt: request.createdAt,
    certificateId: request.certificateId,
    reason: request.reason,
    replaces: request.replaces ?? '',
    validity,
    accountId: request.accountId,
  };
}

/** A certificate as the contract tells it at a moment. */
export function toCertificateMessage(certificate: Certificate, at: Date): CertificateMessage {
  return {
    id: certificate.id,
    state: stateAt(certificate, at),
    licenceId: certificate.licenceId,
    productCode: certificate.productCode,
    dnsNames: certificate.dnsNames,
    ipAddresses: certificate.ipAddresses,
    serialNumber: certificate.serialNumber,
    authority: certificate.authority,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    ruleId: certificate.ruleId,
    fingerprint: certificate.fingerprint.toString('hex'),
    supersededBy: certificate.supersededBy ?? '',
    revokedAt: certificate.revokedAt ?? certificate.revokeAt ?? undefined,
    revocationReason: certificate.revokeReason ?? '',
    flagged: certificate.flagged,
    renewFrom: renewFrom(certificate),
    requestId: certificate.requestId,
  };
}
