import { createHash } from 'node:crypto';
import {
  readSequence,
  tags,
  writeBitString,
  writeElement,
  writeExtension,
  writeInteger,
  writeObjectIdentifier,
} from '@countersign/der';
import { authorityProfiles } from '../authority-profiles.ts';
import { type AlternativeName, type CertificatePlan, criticalityOf } from '../certificate.ts';
import { addressesOf } from '../extensions.ts';
import { readIpAddress } from '../ip-address.ts';
import { type CertificateProfile, extensionIds, type KeyUsage, longestLifeSeconds } from '../profiles.ts';
import {
  type CertificateReading,
  readCertificate,
  readExtensions,
  readIssuerKeyIdentifier,
  readTbsFields,
  readTime,
} from './reading.ts';

// Not with the library that makes certificates: every part is written anew here and compared octet by octet.

// RFC 5758 3.2: they have no parameters.
const ecdsaWith = {
  'SHA-256': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.2')),
  'SHA-384': writeElement(tags.sequence, writeObjectIdentifier('1.2.840.10045.4.3.3')),
} as const;
const version3 = writeElement(0xa0, writeInteger(2n));
const ocsp = '1.3.6.1.5.5.7.48.1';
const caIssuers = '1.3.6.1.5.5.7.48.2';
/** Positions in the BIT STRING (RFC 5280 4.2.1.3). */
const keyUsageBits: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyCertSign: 5,
  cRLSign: 6,
};

/**
 * Reads a certificate back and tells every way in which it differs from its plan, from the plan's profile, from RFC 5280
 * or from the rules for its kind; empty when there is none. The signature is not looked at.
 */
export function lintCertificate(certificate: Buffer, plan: CertificatePlan): string[] {
  try {
    return [
      ...lintFields(certificate, plan),
      ...lintExtensions(certificate, plan),
      ...findBrokenRules(readCertificate(certificate), plan.profile),
    ];
  } catch (error) {
    return [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Throws an Error that names the faults, which are ours: no certificate may be issued until they are mended. */
export function requireSoundCertificate(certificate: Buffer, plan: CertificatePlan): void {
  const faults = lintCertificate(certificate, plan);
  if (faults.length > 0) throw new Error(`a certificate breaks its profile ${plan.profile.name}: ${faults.join('; ')}`);
}

/**
 * As `lintCertificate`, for a TBSCertificate (RFC 5280 4.1) that is about to be signed: where it was kept meanwhile, somebody
 * may have changed it.
 */
export function lintTbs(tbs: Buffer, plan: CertificatePlan): string[] {
  const algorithm = ecdsaWith[authorityProfiles[plan.profile.issuer].hash];
  return lintCertificate(writeElement(tags.sequence, tbs, algorithm, writeBitString(Buffer.alloc(0))), plan);
}

/** The rules of a profile that a certificate breaks. */
function findBrokenRules(certificate: CertificateReading, { rules }: CertificateProfile): string[] {
  return rules.filter(({ holds }) => !holds(certificate)).map(({ rule }) => `it breaks ${rule}`);
}

function lintFields(certificate: Buffer, plan: CertificatePlan): string[] {
  const [, outerAlgorithm, signature, ...more] = readSequence(certificate);
  const own = readTbsFields(certificate);
  // A root is its own issuer.
  const issuer = readTbsFields(plan.issuerCertificate ?? certificate);
  const [notBefore, notAfter] = readSequence(own.validity.raw).map(readTime);
  const issuerNotAfter = readSequence(issuer.validity.raw).map(readTime)[1];
  const algorithm = ecdsaWith[authorityProfiles[plan.profile.issuer].hash];
  const lifeSeconds = (plan.notAfter.getTime() - plan.notBefore.getTime()) / 1000;
  return faultsOf({
    'it has a signature and nothing after it': signature?.tag === tags.bitString && more.length === 0,
    'its version is 3': own.version.raw.equals(version3),
    'its serial number is the recorded one': own.serial.raw.equals(writeInteger(BigInt(`0x${plan.serialNumber}`))),
    // RFC 5280 4.1.2.2
    'its serial number has 16 to 20 octets': own.serial.content.length >= 16 && own.serial.content.length <= 20,
    "it is signed with ECDSA and its issuer's hash, inside and outside":
      own.algorithm.raw.equals(algorithm) && outerAlgorithm?.raw.equals(algorithm) === true,
    'its issuer is named exactly as the issuer names itself': own.issuer.raw.equals(issuer.subject.raw),
    'it begins and ends when planned':
      notBefore?.getTime() === plan.notBefore.getTime() && notAfter?.getTime() === plan.notAfter.getTime(),
    'it lives no longer than its profile and its issuer':
      lifeSeconds > 0 &&
      lifeSeconds <= longestLifeSeconds(plan.profile, plan.notBefore) &&
      issuerNotAfter !== undefined &&
      plan.notAfter <= issuerNotAfter,
    'its subject is the planned one': own.subject.raw.equals(writeName(plan)),
    'its key is the given one': own.publicKey.raw.equals(plan.publicKey),
  });
}

function lintExtensions(certificate: Buffer, plan: CertificatePlan): string[] {
  const found = readExtensions(certificate).map(({ raw }) => raw);
  const values = writeExtensionValues(plan);
  const known = Object.entries(extensionIds).flatMap(([name, id]) => {
    const critical = criticalityOf(plan, id);
    const value = values[id];
    if (critical === undefined) return [];
    if (value === undefined) throw new Error(`no value is known for the extension ${id}`);
    return [{ name, raw: writeExtension(id, critical, value) }];
  });
  return faultsOf({
    'it has the extensions of its profile and no others': found.length === known.length,
    ...Object.fromEntries(
      known.map(({ name, raw }) => [
        `its ${name} is there, as its profile says`,
        found.some((extension) => extension.equals(raw)),
      ]),
    ),
  });
}

/** The sentences that do not hold. */
function faultsOf(expectations: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(expectations)
    .filter(([, holds]) => !holds)
    .map(([sentence]) => `not true that ${sentence}`);
}

function writeName({ subject }: CertificatePlan): Buffer {
  const relativeNames = subject.attributes.map(({ type, encoding, value }) => {
    // X.680 41.4; anything else is encoded as what it is not, so that the comparison fails.
    const printable = encoding === 'printableString' && /^[A-Za-z0-9 '()+,\-./:=?]+$/.test(value);
    const text = writeElement(printable ? tags.printableString : tags.utf8String, Buffer.from(value));
    return writeElement(tags.set, writeElement(tags.sequence, writeObjectIdentifier(type), text));
  });
  return writeElement(tags.sequence, ...relativeNames);
}

function writeExtensionValues({ profile, ...plan }: CertificatePlan): Readonly<Record<string, Buffer>> {
  const sequence = (...parts: Buffer[]) => writeElement(tags.sequence, ...parts);
  const addresses = addressesOf(plan.pkiUrl, profile.issuer);
  const uri = (address: string) => writeElement(0x86, Buffer.from(address, 'latin1'));
  return {
    [extensionIds.basicConstraints]: writeBasicConstraints(profile),
    [extensionIds.keyUsage]: writeKeyUsage(profile.keyUsage),
    [extensionIds.extendedKeyUsage]: sequence(...profile.extendedKeyUsage.map(writeObjectIdentifier)),
    [extensionIds.subjectKeyIdentifier]: writeElement(tags.octetString, keyIdentifier(plan.publicKey)),
    [extensionIds.authorityKeyIdentifier]: sequence(
      writeElement(
        0x80,
        plan.issuerCertificate === undefined
          ? keyIdentifier(plan.publicKey)
          : readIssuerKeyIdentifier(plan.issuerCertificate),
      ),
    ),
    [extensionIds.subjectAlternativeName]: sequence(...plan.subject.alternativeNames.map(writeAlternativeName)),
    [extensionIds.certificatePolicies]: sequence(
      ...profile.policies.map((policy) => sequence(writeObjectIdentifier(policy))),
    ),
    [extensionIds.crlDistributionPoints]: sequence(
      sequence(writeElement(0xa0, writeElement(0xa0, uri(addresses.crl)))),
    ),
    [extensionIds.authorityInfoAccess]: sequence(
      sequence(writeObjectIdentifier(ocsp), uri(addresses.ocsp)),
      sequence(writeObjectIdentifier(caIssuers), uri(addresses.certificate)),
    ),
    [extensionIds.ocspNoCheck]: writeElement(0x05),
  };
}

function writeAlternativeName({ type, value }: AlternativeName): Buffer {
  if (type === 'ip') return writeElement(0x87, readIpAddress(value) ?? Buffer.alloc(0));
  return writeElement(type === 'email' ? 0x81 : 0x82, Buffer.from(value, 'latin1'));
}

/** Without what is the default: that it is no authority. */
function writeBasicConstraints({ authority }: CertificateProfile): Buffer {
  if (authority === undefined) return writeElement(tags.sequence);
  const { pathLength } = authority;
  return writeElement(
    tags.sequence,
    writeElement(tags.boolean, Uint8Array.of(0xff)),
    pathLength === undefined ? Buffer.alloc(0) : writeInteger(BigInt(pathLength)),
  );
}

/** A BIT STRING whose bits have names: without zeros at its end (X.690 11.2.2). */
function writeKeyUsage(usages: readonly KeyUsage[]): Buffer {
  const octet = usages.reduce((bits, usage) => bits | (0x80 >> keyUsageBits[usage]), 0);
  const unused = 31 - Math.clz32(octet & -octet);
  return writeElement(tags.bitString, Uint8Array.of(unused, octet));
}

/** RFC 5280 4.2.1.2, method 1: SHA-1 of the point, without the octet that counts the unused bits. */
function keyIdentifier(publicKey: Buffer): Buffer {
  const point = readSequence(publicKey)[1]?.content.subarray(1) ?? Buffer.alloc(0);
  return createHash('sha1').update(point).digest();
}
