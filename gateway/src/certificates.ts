import type { Certificate } from '@countersign/proto/enrollment';
import { type Static, Type } from 'typebox';
import { getPart, getTime, omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, moment, oneOf, said } from './schemas.ts';

export const certificateStates = ['valid', 'superseded', 'revoked', 'expired'] as const;

/** Reasons that a member may give for a revocation (RFC 5280 5.3.1). */
export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
] as const;

export const CertificateSchema = closed(
  {
    id: said('Id of the certificate.', 'cer_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    state: oneOf(certificateStates, 'superseded: another one took its place; it works until it ends or is revoked.'),
    requestId: said('Request that led to it.', 'crq_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    licenceId: said('Licence under which it was issued.', 'lic_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    productCode: said('Code of the product.', 'tls-ov-multi'),
    dnsNames: Type.Array(Type.String(), {
      description: 'DNS names in A-label form.',
      examples: [['www.example.com', 'example.com']],
    }),
    ipAddresses: Type.Array(Type.String(), { description: 'IP addresses.', examples: [['192.0.2.7']] }),
    serialNumber: said('Serial number, hexadecimal.', '0a3f'),
    authority: said('Authority that issued it; its list is `/pki/{authority}.crl`.', 'tls'),
    notBefore: moment('Begin of validity.'),
    notAfter: moment('Last second of validity.'),
    ruleId: said('Rule that decided its life.', 'TLS-SC081-1'),
    fingerprint: said('SHA-256 of the certificate, hexadecimal.', 'e3b0c44298fc1c149afbf4c8996fb924'),
    renewFrom: Type.Optional(moment('From when it is best renewed.')),
    supersededBy: Type.Optional(said('Certificate that took its place.', 'cer_01JD8Z0V9W6Q4X3T2R1P0N7M5L')),
    revokedAt: Type.Optional(moment('When it was revoked; a moment to come when the revocation is planned.')),
    revocationReason: Type.Optional(
      Type.String({ description: 'Reason of the revocation (RFC 5280 5.3.1).', examples: ['superseded'] }),
    ),
    flagged: Type.Boolean({
      description: 'Whether its payment was returned, so that it is going to be revoked.',
      examples: [false],
    }),
  },
  { title: 'Certificate' },
);

/** A certificate as JSON; throws for a state that is newer than this code. */
export function toCertificateJson(certificate: Certificate): Static<typeof CertificateSchema> {
  return omitUndefined({
    id: certificate.id,
    state: getPart(
      certificateStates.find((known) => known === certificate.state),
      'state',
    ),
    requestId: certificate.requestId,
    licenceId: certificate.licenceId,
    productCode: certificate.productCode,
    dnsNames: certificate.dnsNames,
    ipAddresses: certificate.ipAddresses,
    serialNumber: certificate.serialNumber,
    authority: certificate.authority,
    notBefore: getTime(certificate.notBefore, 'not_before'),
    notAfter: getTime(certificate.notAfter, 'not_after'),
    ruleId: certificate.ruleId,
    fingerprint: certificate.fingerprint,
    renewFrom: timeOrAbsent(certificate.renewFrom),
    supersededBy: orAbsent(certificate.supersededBy),
    revokedAt: timeOrAbsent(certificate.revokedAt),
    revocationReason: orAbsent(certificate.revocationReason),
    flagged: certificate.flagged,
  });
}
