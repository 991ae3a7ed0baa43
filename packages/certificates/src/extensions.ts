import type { AuthorityName } from './authority-profiles.ts';
import { extensionIds, type KeyUsage } from './profiles.ts';
import { x509 } from './x509.ts';

/** keyUsage, critical (RFC 5280 4.2.1.3). */
export function keyUsageExtension(usages: readonly KeyUsage[]): x509.Extension {
  const flags = usages.reduce((all, usage) => all | x509.KeyUsageFlags[usage], 0);
  return new x509.KeyUsagesExtension(flags, true);
}

/** What an authority publishes under the public base: revocation list and certificate, both DER, and its OCSP answers. */
export function addressesOf(
  pkiUrl: string,
  authority: AuthorityName,
): { crl: string; certificate: string; ocsp: string } {
  return {
    crl: `${pkiUrl}/${authority}.crl`,
    certificate: `${pkiUrl}/${authority}.cer`,
    ocsp: `${pkiUrl}/ocsp/${authority}`,
  };
}

/** Extensions that tell where the issuer publishes (RFC 5280 4.2.1.13 and 4.2.2.1). */
export function pointersTo(pkiUrl: string, issuer: AuthorityName): x509.Extension[] {
  const { crl, certificate, ocsp } = addressesOf(pkiUrl, issuer);
  return [
    new x509.CRLDistributionPointsExtension([crl]),
    new x509.AuthorityInfoAccessExtension({ ocsp: [ocsp], caIssuers: [certificate] }),
  ];
}

/** That nobody needs to ask for the status of a delegate for OCSP: NULL (RFC 6960 4.2.2.2.1). */
export function ocspNoCheckExtension(): x509.Extension {
  return new x509.Extension(extensionIds.ocspNoCheck, false, Uint8Array.of(5, 0));
}
