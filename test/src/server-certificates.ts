import 'reflect-metadata';
import { KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { expectThat, type RestClient } from './rest-client.ts';

x509.cryptoProvider.set(webcrypto);

/** A request for a certificate as the account sees it. */
export interface CertificateRequest {
  id: string;
  state: string;
  kind: string;
  licenceId: string;
  dnsNames: string[];
  certificateId?: string;
  reason?: string;
  validity?: { days: number; ruleId: string };
}

/** A certificate as the account sees it. */
export interface Certificate {
  id: string;
  state: string;
  licenceId: string;
  dnsNames: string[];
  ipAddresses: string[];
  serialNumber: string;
  authority: string;
  notBefore: string;
  notAfter: string;
  ruleId: string;
  supersededBy?: string;
  revokedAt?: string;
  revocationReason?: string;
  flagged: boolean;
}

/** A certificate as a server uses it. */
export interface ServerCertificate {
  id: string;
  pem: string;
  chainPem: string;
  names: string[];
}

/** A key of a server and a request for a certificate of it, PEM (RFC 2986). */
export async function makeSigningRequest(names: readonly string[]): Promise<{ pem: string; publicKey: KeyObject }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const alternatives = names.map((value) => ({
    type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: `CN=${names[0]}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(alternatives)],
  });
  return { pem: request.toString('pem'), publicKey: KeyObject.from(keys.publicKey) };
}

/** Serial numbers in a revocation list, hexadecimal. */
export function readRevoked(crl: Buffer): string[] {
  return new x509.X509Crl(crl).entries.map(({ serialNumber }) => serialNumber);
}

/** The number of a revocation list (RFC 5280, 5.2.3). */
export function readListNumber(crl: Buffer): bigint {
  const number = new x509.X509Crl(crl).extensions.find(({ type }) => type === '2.5.29.20');
  if (number === undefined) throw new Error('the list has no number');
  // An INTEGER: tag, length, value.
  return BigInt(`0x${Buffer.from(number.value).subarray(2).toString('hex')}`);
}

/** The certificate alone and its authorities, from the downloads of an account. */
export async function downloadCertificate(
  api: RestClient,
  token: string | undefined,
  id: string,
): Promise<ServerCertificate> {
  const file = async (format: string) => {
    const answer = await api.send('GET', `/v1/certificates/${id}/file?format=${format}`, { token });
    expectThat(answer.status === 200 && answer.bytes.length > 100, `it can be had as ${format} (${answer.status})`);
    return answer.bytes;
  };
  const [pem, chainPem] = [(await file('pem')).toString(), (await file('chain')).toString()];
  const certificate = new X509Certificate(pem);
  expectThat((await file('der')).equals(certificate.raw), 'DER holds the same certificate');
  expectThat(
    (await file('full-chain')).toString() === `${pem}${chainPem}`,
    'the full chain is both, one after the other',
  );
  const carried = [...new x509.X509Certificates(await file('pkcs7'))].map(({ rawData }) => Buffer.from(rawData));
  expectThat(carried[0]?.equals(certificate.raw) === true && carried.length > 1, 'PKCS #7 carries it with its chain');
  return { id, pem, chainPem, names: namesOf(certificate) };
}

/** Names of the Subject Alternative Name, sorted. */
export function namesOf({ subjectAltName }: X509Certificate): string[] {
  const names = (subjectAltName ?? '').split(', ').map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return names.toSorted();
}

/** Days that a certificate lives, both ends counted in (Baseline Requirements 1.6.1). */
export function daysOf({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>): number {
  return (Date.parse(notAfter) - Date.parse(notBefore) + 1000) / 86_400_000;
}
