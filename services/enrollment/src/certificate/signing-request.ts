import { createPublicKey, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { invalidField } from '@countersign/errors';
import type { TlsProfile } from './request.ts';
import { x509 } from './x509.ts';

const longest = 65_536;
const hashes = ['SHA-256', 'SHA-384', 'SHA-512'];
const modulusBits = [2048, 3072, 4096];
const publicCurves = ['prime256v1', 'secp384r1'];
const privateCurves = [...publicCurves, 'secp521r1'];

/** A signing request whose key its author holds. */
export interface SigningRequest {
  /** PKCS #10, DER. */
  der: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** Names that it asks for: those of its extension, and its common name where that is a host name or an address. */
  names: string[];
}

/**
 * Reads a signing request (RFC 2986) in PEM or its bare base64, however lines are broken, and checks its signature and
 * its key. Throws `SIGNING_REQUEST_INVALID` or `PUBLIC_KEY_UNSUPPORTED`. The authority checks again, and more.
 */
export async function readSigningRequest(text: string, profile: TlsProfile): Promise<SigningRequest> {
  const der = readPem(text);
  const request = parse(der);
  const publicKey = Buffer.from(request.publicKey.rawData);
  requireKey(publicKey, profile);
  const algorithm = request.signatureAlgorithm as { name: string; hash?: { name: string } };
  if (algorithm.hash !== undefined && !hashes.includes(algorithm.hash.name)) {
    throw refusal('must be signed with SHA-256, SHA-384 or SHA-512');
  }
  if (!(await request.verify().catch(() => false))) throw refusal('must be signed by the key that it holds');
  return { der, publicKey, names: namesOf(request) };
}

/** The key of a signing request that was checked before, a SubjectPublicKeyInfo in DER. */
export function publicKeyOf(der: Buffer): Buffer {
  return Buffer.from(parse(der).publicKey.rawData);
}

function readPem(text: string): Buffer {
  if (text.length > longest) throw refusal('must have 64 KiB at most');
  const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END (?:NEW )?CERTIFICATE REQUEST-----/.exec(
    text,
  );
  if (body === null && text.includes('-----BEGIN'))
    throw refusal('must be a certificate signing request, not another file');
  const base64 = (body?.[1] ?? text).replaceAll(/\s+/g, '');
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw refusal('must be a PKCS #10 request in PEM');
  return Buffer.from(base64, 'base64');
}

function parse(der: Buffer) {
  try {
    const request = new x509.Pkcs10CertificateRequest(der);
    // What follows the request inside the file would not be read by the authority either.
    if (!Buffer.from(request.rawData).equals(der)) throw new Error('trailing bytes');
    return request;
  } catch (error) {
    throw refusal('must be a PKCS #10 request in PEM', error);
  }
}

function requireKey(spki: Buffer, profile: TlsProfile): void {
  const fault = keyFault(parseKey(spki), profile === 'tls-public');
  if (fault !== undefined) throw invalidField('PUBLIC_KEY_UNSUPPORTED', '/signingRequest', `the key ${fault}`);
}

function parseKey(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** BR 6.1.5 and 6.1.6. */
function keyFault(key: KeyObject | undefined, isPublic: boolean): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key ?? {};
  if (type === 'rsa') {
    if (!modulusBits.includes(details?.modulusLength ?? 0)) return 'must have 2048, 3072 or 4096 bits';
    const exponent = details?.publicExponent ?? 0n;
    return exponent % 2n === 0n || exponent < 65_537n ? 'must have an odd exponent of 65537 or more' : undefined;
  }
  const curves = isPublic ? publicCurves : privateCurves;
  const isKnown = (type === 'ec' && curves.includes(details?.namedCurve ?? '')) || (type === 'ed25519' && !isPublic);
  return isKnown ? undefined : `must be RSA, P-256 or P-384${isPublic ? '' : ', P-521 or Ed25519'}`;
}

function namesOf(request: InstanceType<typeof x509.Pkcs10CertificateRequest>): string[] {
  const alternatives =
    request.extensions.find((extension) => extension instanceof x509.SubjectAlternativeNameExtension)?.names.items ??
    [];
  const named = alternatives.filter(({ type }) => type === 'dns' || type === 'ip').map(({ value }) => value);
  const common = request.subjectName
    .getField('CN')
    .filter((name) => isIP(name) !== 0 || (name.slice(1, -1).includes('.') && !/[\s@]/.test(name)));
  return [...new Set([...common, ...named].map((name) => name.trim().toLowerCase()))];
}

function refusal(detail: string, cause?: unknown) {
  const error = invalidField('SIGNING_REQUEST_INVALID', '/signingRequest', detail);
  if (cause !== undefined) error.cause = cause;
  return error;
}
