import { X509Certificate } from 'node:crypto';
import { conflict, DomainError, unavailable } from '@countersign/errors';
import { ocspRequest, type RevocationValues, readOcspResponse } from '../format/revocation.ts';
import { createTimestampRequest, readTimestamp } from '../format/timestamp.ts';
import type { SignatureDependencies } from './dependencies.ts';
import { retrying } from './retrying.ts';

/** What a verifier needs when nobody can be asked any more. */
export interface ValidationData extends RevocationValues {
  /** Of the signer, the time-stamp and OCSP, each up to the root; DER, each once. */
  certificates: Buffer[];
}

type Deps = Pick<SignatureDependencies, 'clients' | 'retryAfterMs'>;

/**
 * A time-stamp over a signature value, DER; asked for again for a while, because the signature is worth nothing without
 * it. Throws `SERVICE_UNAVAILABLE` when it cannot be had.
 */
export async function getTimestamp(deps: Deps, signature: Buffer): Promise<Buffer> {
  return await persist(deps, async () => {
    const wanted = createTimestampRequest(signature);
    const { response } = await deps.clients.certificateAuthority.createTimestamp({ request: wanted.request });
    return wanted.readToken(response);
  });
}

/** Collects validation data; what was learnt of a certificate holds for all signatures of one request. */
export interface ValidationDataSource {
  /**
   * What shows that neither the signer's certificate nor that of the time-stamp, if there is one, was revoked. Throws
   * `CREDENTIAL_NOT_ACTIVE` when one was, `SERVICE_UNAVAILABLE` when nobody says.
   */
  collect(chain: readonly Buffer[], timestampToken?: Buffer): Promise<ValidationData>;
}

/** Begins to collect for one request. */
export function createValidationDataSource(deps: Deps): ValidationDataSource {
  const { certificateAuthority } = deps.clients;
  let listed: Promise<IssuingAuthority[]> | undefined;
  const known = new Map<string, Promise<Status>>();

  const readAuthorities = async () => {
    const { authorities } = await certificateAuthority.listAuthorities({});
    return authorities.map(({ name, certificate }) => ({ name, certificate: new X509Certificate(certificate) }));
  };
  const statusOf = (certificate: X509Certificate, issuer: IssuingAuthority): Promise<Status> => {
    const found = known.get(certificate.fingerprint256) ?? askStatus(deps, certificate, issuer);
    known.set(certificate.fingerprint256, found);
    return found;
  };

  return {
    collect: async (chain, timestampToken) => {
      const authorities = await persist(deps, () => (listed ??= again(readAuthorities(), () => (listed = undefined))));
      const certificates = new Map<string, Buffer>();
      const values = { ocsps: new Set<Buffer>(), crls: new Set<Buffer>() };
      const stamped = timestampToken === undefined ? [] : readTimestamp(timestampToken).certificates;
      const waiting = [...chain, ...stamped];
      while (waiting.length > 0) {
        const der = waiting.shift() ?? Buffer.alloc(0);
        const certificate = new X509Certificate(der);
        if (certificates.has(certificate.fingerprint256)) continue;
        certificates.set(certificate.fingerprint256, der);
        const issuer = issuerOf(certificate, authorities);
        // The root vouches for itself, and for a responder its issuer said that nobody need ask (RFC 6960 4.2.2.2.1).
        if (issuer === undefined) continue;
        waiting.push(issuer.certificate.raw);
        if (isResponder(certificate)) continue;
        // oxlint-disable-next-line no-await-in-loop
        const { ocsp, crl, responders } = await statusOf(certificate, issuer);
        if (ocsp !== undefined) values.ocsps.add(ocsp);
        if (crl !== undefined) values.crls.add(crl);
        waiting.push(...responders);
      }
      return { certificates: [...certificates.values()], ocsps: [...values.ocsps], crls: [...values.crls] };
    },
  };
}

interface IssuingAuthority {
  name: string;
  certificate: X509Certificate;
}

/** What shows the status of one certificate: an answer of OCSP, or a list where nobody answers. */
interface Status {
  ocsp?: Buffer;
  crl?: Buffer;
  responders: Buffer[];
}

async function askStatus(
  deps: Deps,
  certificate: X509Certificate,
  { name: authority, certificate: issuer }: IssuingAuthority,
): Promise<Status> {
  const { certificateAuthority } = deps.clients;
  return await persist(deps, async () => {
    const request = ocspRequest(certificate.raw, issuer.raw);
    const answer = await findAnswer(certificateAuthority.answerOcsp({ authority, request }));
    if (answer === undefined) return { crl: (await certificateAuthority.getCrl({ authority })).crl, responders: [] };
    const { response: ocsp } = answer;
    const { status, certificates } = readOcspResponse(ocsp, { certificate: certificate.raw, issuer: issuer.raw });
    if (status === 'revoked') throw conflict('CREDENTIAL_NOT_ACTIVE', 'a certificate of this signature was revoked');
    if (status === 'unknown') throw new Error('OCSP does not know a certificate of this signature');
    return { ocsp, responders: certificates };
  });
}

/** The answer, or undefined when nobody answers for that authority. */
async function findAnswer<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'AUTHORITY_NOT_FOUND') return undefined;
    throw error;
  }
}

/** The authority that issued a certificate; undefined for a root. */
function issuerOf(
  certificate: X509Certificate,
  authorities: readonly IssuingAuthority[],
): IssuingAuthority | undefined {
  if (certificate.checkIssued(certificate)) return undefined;
  const issuer = authorities.find(
    (authority) =>
      certificate.checkIssued(authority.certificate) && certificate.verify(authority.certificate.publicKey),
  );
  if (issuer === undefined) throw new Error('a certificate of this signature is of an unknown authority');
  return issuer;
}

function isResponder({ extKeyUsage }: { extKeyUsage?: string[] } & X509Certificate): boolean {
  return (extKeyUsage ?? []).includes('1.3.6.1.5.5.7.3.9');
}

/** Does work again after each pause, until it succeeds or is refused for good. */
async function persist<T>({ retryAfterMs: pausesMs }: Deps, work: () => Promise<T>): Promise<T> {
  const mayPass = (error: unknown) => !(error instanceof DomainError) || error.transient;
  try {
    return await retrying({ pausesMs, mayPass }, work);
  } catch (error) {
    if (!mayPass(error)) throw error;
    throw unavailable('SERVICE_UNAVAILABLE', 'a part of the service is not available; try again', { cause: error });
  }
}

/** Forgets a promise that fails. */
async function again<T>(work: Promise<T>, forget: () => void): Promise<T> {
  try {
    return await work;
  } catch (error) {
    forget();
    throw error;
  }
}
