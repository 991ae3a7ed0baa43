import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { type CertificateFiles, splitPem } from '@countersign/grpc';
import {
  createServiceAuthority,
  createServiceCertificate,
  type KeyAndCertificate,
  type ServiceAuthority,
} from './certificates.ts';
import { findFileText, writePrivateFile } from './private-file.ts';

/** Where the certificates of an installation are kept. */
export interface CertificatePlace {
  readonly filesOf: (name: string) => CertificateFiles;
  /** The authorities that all trust, PEM; a process may have a copy of its own. */
  readonly trustFile: string;
  /** Key of the authority, apart from what processes can read. */
  readonly authorityKeyFile: string;
}

/** What has less than this left is renewed. */
const renewalMs = 30 * 86_400_000;

/** Names the files of a service in the folder of a local platform's certificates. */
export function certificateFiles(folder: string, name: string): CertificateFiles {
  return {
    ca: path.join(folder, 'ca.pem'),
    cert: path.join(folder, `${name}.pem`),
    key: path.join(folder, `${name}-key.pem`),
  };
}

/** The certificates of a local platform: one folder for all, the authority's key among the secrets. */
export function localCertificates({ tls, secrets }: { tls: string; secrets: string }): CertificatePlace {
  return {
    filesOf: (name) => certificateFiles(tls, name),
    trustFile: path.join(tls, 'ca.pem'),
    authorityKeyFile: path.join(secrets, 'service-authority-key.pem'),
  };
}

/** Certificates for containers: a folder per process, with the names that cert-manager gives, and one for the authority. */
export function containerCertificates(folder: string): CertificatePlace {
  return {
    filesOf: (name) => ({
      ca: path.join(folder, 'tls', name, 'ca.crt'),
      cert: path.join(folder, 'tls', name, 'tls.crt'),
      key: path.join(folder, 'tls', name, 'tls.key'),
    }),
    trustFile: path.join(folder, 'authority', 'ca.crt'),
    authorityKeyFile: path.join(folder, 'authority', 'ca.key'),
  };
}

/**
 * Makes the service authority and a certificate per name, and renews what has less than 30 days left or is not of this
 * authority; all of them when `all` is set. Answers with the names whose certificates were made.
 */
export async function ensureServiceCertificates({
  place,
  names,
  at = new Date(),
  all = false,
}: {
  place: CertificatePlace;
  names: readonly string[];
  at?: Date;
  all?: boolean;
}): Promise<string[]> {
  const trusted = await readTrusted(place);
  let authority = await findAuthority(place, trusted);
  if (authority === undefined || !lastsLongEnough(authority.cert, at)) {
    authority = await createServiceAuthority(at);
    await writePrivateFile(place.authorityKeyFile, authority.key);
    trusted.splice(0, trusted.length, authority.cert);
  }
  await writeTrusted(place, names, trusted);
  return await issue({ place, names, authority, at, all });
}

/** How far the replacement of the authority has got. */
export type AuthorityStep = 'trusted' | 'issued' | 'forgotten';

/**
 * Replaces the authority step by step, one with each call, so that at no time two processes refuse each other: a new one is
 * trusted beside the old one; it issues all certificates; the old one is trusted no more. Between two calls every process
 * must have read the files again. Throws if there is no authority yet.
 */
export async function replaceAuthority({
  place,
  names,
  at = new Date(),
}: {
  place: CertificatePlace;
  names: readonly string[];
  at?: Date;
}): Promise<AuthorityStep> {
  const trusted = await readTrusted(place);
  const authority = await findAuthority(place, trusted);
  if (authority === undefined) throw new Error('there is no authority to replace');
  const nextKeyFile = `${place.authorityKeyFile}.next`;
  const nextKey = await findFileText(nextKeyFile);
  if (nextKey !== undefined) {
    const next = findOwn(trusted, nextKey);
    if (next === undefined) throw new Error(`${nextKeyFile} belongs to no authority that is trusted; delete it`);
    await issue({ place, names, authority: next, at, all: true });
    await rename(nextKeyFile, place.authorityKeyFile);
    return 'issued';
  }
  if (trusted.length > 1) {
    await writeTrusted(place, names, [authority.cert]);
    return 'forgotten';
  }
  const next = await createServiceAuthority(at);
  // Trusted first: a key without its certificate would stop the next call, a certificate without its key is only forgotten.
  await writeTrusted(place, names, [authority.cert, next.cert]);
  await writePrivateFile(nextKeyFile, next.key);
  return 'trusted';
}

/** When the certificates of an installation end, by name; `authority` is the one that issues. */
export async function listCertificateEnds(
  place: CertificatePlace,
  names: readonly string[],
): Promise<{ name: string; endsAt: Date | undefined }[]> {
  const authority = await findAuthority(place, await readTrusted(place));
  const ends = names.map(async (name) => ({ name, endsAt: endOf(await findFileText(place.filesOf(name).cert)) }));
  return [{ name: 'authority', endsAt: endOf(authority?.cert) }, ...(await Promise.all(ends))];
}

async function issue({
  place,
  names,
  authority,
  at,
  all,
}: {
  place: CertificatePlace;
  names: readonly string[];
  authority: ServiceAuthority;
  at: Date;
  all: boolean;
}): Promise<string[]> {
  const made = await Promise.all(
    names.map(async (name) => {
      const files = place.filesOf(name);
      const [cert, key] = await Promise.all([findFileText(files.cert), findFileText(files.key)]);
      const isGood = cert !== undefined && key !== undefined && lastsLongEnough(cert, at);
      if (!all && isGood && isIssuedBy(cert, authority.cert)) return [];
      await writePair(await createServiceCertificate(authority, name, at), files);
      return [name];
    }),
  );
  return made.flat();
}

function endOf(pem: string | undefined): Date | undefined {
  return pem === undefined ? undefined : new X509Certificate(pem).validToDate;
}

function lastsLongEnough(pem: string, at: Date): boolean {
  return new X509Certificate(pem).validToDate.getTime() - at.getTime() > renewalMs;
}

function isIssuedBy(pem: string, authorityPem: string): boolean {
  return new X509Certificate(pem).verify(new X509Certificate(authorityPem).publicKey);
}

async function readTrusted({ trustFile }: CertificatePlace): Promise<string[]> {
  return splitPem((await findFileText(trustFile)) ?? '');
}

async function writeTrusted(place: CertificatePlace, names: readonly string[], trusted: string[]): Promise<void> {
  const bundle = `${trusted.join('\n')}\n`;
  const files = new Set([place.trustFile, ...names.map((name) => place.filesOf(name).ca)]);
  await Promise.all(
    [...files].map(async (file) => {
      if ((await findFileText(file)) !== bundle) await writePrivateFile(file, bundle);
    }),
  );
}

async function findAuthority(place: CertificatePlace, trusted: string[]): Promise<ServiceAuthority | undefined> {
  const key = await findFileText(place.authorityKeyFile);
  return key === undefined ? undefined : findOwn(trusted, key);
}

/** The certificate of a key, among several; undefined when it is not there. */
function findOwn(certificates: readonly string[], key: string): ServiceAuthority | undefined {
  const spki = createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
  const cert = certificates.find((pem) =>
    new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }).equals(spki),
  );
  return cert === undefined ? undefined : { cert, key };
}

async function writePair({ cert, key }: KeyAndCertificate, files: CertificateFiles): Promise<void> {
  // The key first: a certificate without its key would look complete to no one.
  await writePrivateFile(files.key, key);
  await writePrivateFile(files.cert, cert);
}
