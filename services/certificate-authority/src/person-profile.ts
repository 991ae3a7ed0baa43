import { type CertificateProfile, extensionIds, pointerRule, purposes } from '@countersign/certificates';
import { findPersonKeyAlgorithm } from './key-possession.ts';

/** The certificate with which a person signs documents. */
export const documentSigning: CertificateProfile = {
  name: 'document-signing-2',
  issuer: 'signers',
  holder: 'signers',
  lifeLimits: [{ from: new Date(0), seconds: 365 * 86_400 }],
  leastLifeSeconds: 1,
  keyUsage: ['digitalSignature', 'nonRepudiation'],
  // Without emailProtection pdfsig and `openssl cms -verify` refuse what documentSigning (RFC 9336) alone would allow.
  extendedKeyUsage: [purposes.documentSigning, purposes.emailProtection],
  // Under 2.25, where a UUID makes an arc that needs no registration (ITU-T X.667).
  policies: ['2.25.336360247634993809843986747030117149932.1'],
  extensions: {
    [extensionIds.basicConstraints]: true,
    [extensionIds.keyUsage]: true,
    [extensionIds.extendedKeyUsage]: false,
    [extensionIds.subjectKeyIdentifier]: false,
    [extensionIds.authorityKeyIdentifier]: false,
    [extensionIds.subjectAlternativeName]: false,
    [extensionIds.certificatePolicies]: false,
    [extensionIds.crlDistributionPoints]: false,
    [extensionIds.authorityInfoAccess]: false,
  },
  rules: [
    {
      rule: 'our own: its key is of a kind that the signer makes',
      holds: ({ publicKey }) => findPersonKeyAlgorithm(publicKey) !== undefined,
    },
    pointerRule,
  ],
};
