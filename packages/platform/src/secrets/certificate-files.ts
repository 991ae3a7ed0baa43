import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createServiceAuthority, createServiceCertificate, type KeyAndCertificate } from './certificates.ts';

/** Where a process finds its certificate, its key and the authority it trusts. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const renewalMs = 30 * 86_400_000;

/** Names the files of a service in the folder of certificates. */
export function certificateFiles(folder: string, name: string): CertificateFiles {
  return {
    ca: path.join(folder, 'ca.pem'),
    cert: path.join(folder, `${name}.pem`),
    key: path.join(folder, `${name}-key.pem`),
  };
}

/**
 * Makes the service authority and a certificate per name in `folder`, and renews what has less than 30 days left or is
 * not of this authority. The authority's key is kept apart, in `authorityKeyFile`: no service can read its folder's key.
 */
export async function ensureServiceCertificates({
  folder,
  authorityKeyFile,
  names,
  at = new Date(),
}: {
  folder: string;
  authorityKeyFile: string;
  names: readonly string[];
  at?: Date;
}): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const caFile = path.join(folder, 'ca.pem');
  let authority = await findPair(caFile, authorityKeyFile);
  if (authority === undefined || !lastsLongEnough(authority.cert, at)) {
    authority = await createServiceAuthority(at);
    await writePair(authority, caFile, authorityKeyFile);
  }
  const { cert, key } = authority;
  await Promise.all(
    names.map(async (name) => {
      const files = certificateFiles(folder, name);
      const found = await findPair(files.cert, files.key);
      if (found !== undefined && lastsLongEnough(found.cert, at) && isIssuedBy(found.cert, cert)) return;
      await writePair(await createServiceCertificate({ cert, key }, name, at), files.cert, files.key);
    }),
  );
}

function lastsLongEnough(pem: string, at: Date): boolean {
  return new X509Certificate(pem).validToDate.getTime() - at.getTime() > renewalMs;
}

function isIssuedBy(pem: string, authorityPem: string): boolean {
  return new X509Certificate(pem).verify(new X509Certificate(authorityPem).publicKey);
}

async function findPair(certFile: string, keyFile: string): Promise<KeyAndCertificate | undefined> {
  try {
    const [cert, key] = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]);
    return { cert, key };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writePair({ cert, key }: KeyAndCertificate, certFile: string, keyFile: string): Promise<void> {
  // The key first: a certificate without its key would look complete to no one.
  for (const [file, text] of [
    [keyFile, key],
    [certFile, cert],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- the order is the point
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    // oxlint-disable-next-line no-await-in-loop
    await rename(`${file}.new`, file);
  }
}
