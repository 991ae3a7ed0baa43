import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';
import { type Keyring, open, type SealedAt, seal } from '@countersign/sealing';
import { keyUsageExtension, pointersTo } from './extensions.ts';
import { type AuthorityName, type AuthorityProfile, authorityProfiles, newSerialNumber } from './profiles.ts';
import { x509 } from './x509.ts';

/** An authority: its certificate, and its private key sealed. */
export interface Authority {
  name: AuthorityName;
  /** DER. */
  certificate: Buffer;
  /** PKCS #8 in DER, sealed for this authority's row. */
  sealedKey: Buffer;
  notAfter: Date;
}

/** Opens the private key of an authority; throws `SealBrokenError` when it was not sealed for it under this keyring. */
export function openAuthorityKey(keyring: Keyring, { name, sealedKey }: Authority): KeyObject {
  const pkcs8 = open(keyring, sealedKey, keyPlace(name));
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } finally {
    pkcs8.fill(0);
  }
}

/** What authorities are made with. */
export interface AuthorityMaking {
  keyring: Keyring;
  /** Stands in the names of the authorities. */
  organisation: string;
  /** Public base of the addresses of revocation lists and certificates, without a slash at its end. */
  pkiUrl: string;
  at: Date;
}

/** Makes an authority by its profile: the root without `issuer`, any other signed by its issuer's key. */
export async function makeAuthority(
  name: AuthorityName,
  issuer: Authority | undefined,
  { keyring, organisation, pkiUrl, at }: AuthorityMaking,
): Promise<Authority> {
  const profile: AuthorityProfile = authorityProfiles[name];
  const algorithm = { name: 'ECDSA', namedCurve: profile.curve };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = new x509.Name([
    { O: [{ utf8String: organisation }] },
    { CN: [{ utf8String: `${organisation} ${profile.title}` }] },
  ]);
  const signer = issuer === undefined ? undefined : await openAsSigner(keyring, issuer);
  const notBefore = new Date(at);
  notBefore.setUTCMilliseconds(0);
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + profile.lifeYears);

  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: signer?.certificate.subjectName ?? subject,
    notBefore,
    notAfter: issuer !== undefined && issuer.notAfter < notAfter ? issuer.notAfter : notAfter,
    publicKey: keys.publicKey,
    signingKey: signer?.key ?? keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: authorityProfiles[profile.issuer as AuthorityName].hash },
    extensions: [
      new x509.BasicConstraintsExtension(true, profile.pathLength, true),
      keyUsageExtension(profile.keyUsage),
      ...(profile.extendedKeyUsage === undefined
        ? []
        : [new x509.ExtendedKeyUsageExtension([...profile.extendedKeyUsage])]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer?.certificate.publicKey ?? keys.publicKey),
      ...(profile.policies.length === 0 ? [] : [new x509.CertificatePolicyExtension([...profile.policies])]),
      ...(issuer === undefined ? [] : pointersTo(pkiUrl, issuer.name)),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const sealedKey = seal(keyring, pkcs8, keyPlace(name));
  pkcs8.fill(0);
  return { name, certificate: Buffer.from(certificate.rawData), sealedKey, notAfter: certificate.notAfter };
}

/** An authority ready to sign what the library makes. */
async function openAsSigner(
  keyring: Keyring,
  authority: Authority,
): Promise<{ certificate: x509.X509Certificate; key: webcrypto.CryptoKey }> {
  const algorithm = { name: 'ECDSA', namedCurve: authorityProfiles[authority.name].curve };
  return {
    certificate: new x509.X509Certificate(authority.certificate),
    key: openAuthorityKey(keyring, authority).toCryptoKey(algorithm, false, ['sign']),
  };
}

function keyPlace(name: AuthorityName): SealedAt {
  return { table: 'authorities', row: name, column: 'sealed_key' };
}
