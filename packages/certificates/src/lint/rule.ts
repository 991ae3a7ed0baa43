import { extensionIds } from '../profiles.ts';
import type { CertificateReading } from './reading.ts';

/** A rule for certificates of a kind, with the section that sets it. */
export interface Rule {
  rule: string;
  holds: (certificate: CertificateReading) => boolean;
}

const ocsp = '1.3.6.1.5.5.7.48.1';
const caIssuers = '1.3.6.1.5.5.7.48.2';

/** Every certificate below the root tells where its status and its issuer are found. */
export const pointerRule: Rule = {
  rule: 'RFC 5280 4.2.1.13 and 4.2.2.1: it tells where its revocation list, its status and its issuer are',
  holds: ({ extensions, accessMethods }) =>
    extensions.has(extensionIds.crlDistributionPoints) &&
    accessMethods.includes(ocsp) &&
    accessMethods.includes(caIssuers),
};
