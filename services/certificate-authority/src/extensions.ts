import type { AuthorityName, KeyUsage } from './profiles.ts';
import { x509 } from './x509.ts';

/** keyUsage, critical (RFC 5280 4.2.1.3). */
export function keyUsageExtension(usages: readonly KeyUsage[]): x509.Extension {
  const flags = usages.reduce((all, usage) => all | x509.KeyUsageFlags[usage], 0);
  return new x509.KeyUsagesExtension(flags, true);
}

/** Public addresses of what an authority publishes: its revocation list and its certificate, both DER. */
export function addressesOf(pkiUrl: string, authority: AuthorityName): { crl: string; certificate: string } {
  return { crl: `${pkiUrl}/${authority}.crl`, certificate: `${pkiUrl}/${authority}.cer` };
}

/** Extensions that tell where the issuer publishes (RFC 5280 4.2.1.13 and 4.2.2.1). */
export function pointersTo(pkiUrl: string, issuer: AuthorityName): x509.Extension[] {
  const { crl, certificate } = addressesOf(pkiUrl, issuer);
  return [
    new x509.CRLDistributionPointsExtension([crl]),
    new x509.AuthorityInfoAccessExtension({ caIssuers: [certificate] }),
  ];
}
