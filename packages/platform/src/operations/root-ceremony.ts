import { createHash, X509Certificate } from 'node:crypto';
import {
  type Certification,
  createRootFolder,
  findRevocationReason,
  findRootFolder,
  type Organisation,
  planCertification,
  type Root,
  RootFolderError,
  revocationReasons,
  revokeInLedger,
  signRootList,
} from '@countersign/certificates';
import { PlatformFault } from '../launcher/fault.ts';
import type { CeremonyRequests, CeremonyResult } from './ceremony-files.ts';

/** Where a root is, and what opens it. */
export interface RootPlace {
  readonly folder: string;
  readonly passphrase: string;
}

/** Makes a root. Throws a fault when the folder has one, or the passphrase does not do. */
export async function initRoot(
  { folder, passphrase }: RootPlace,
  { organisation, at }: { organisation: Organisation; at: Date },
): Promise<Buffer> {
  return await withFaults(async () => {
    const { certificate } = await createRootFolder(folder, { organisation, passphrase, at });
    return certificate;
  });
}

/**
 * Has the root certify what a service asks for, after `confirm` has seen all of it, and sign its next list. Throws a fault
 * for requests of another root, for one that does not hold, or without confirmation; nothing is signed then.
 */
export async function signRequests(
  place: RootPlace,
  { requests, pkiUrl, rootCertificate }: CeremonyRequests,
  { confirm, at }: { confirm: (planned: readonly Certification[]) => Promise<boolean>; at: Date },
): Promise<CeremonyResult> {
  const root = await openRoot(place);
  if (rootCertificate.length > 0 && !rootCertificate.equals(root.certificate)) {
    throw new PlatformFault('these requests are for another root');
  }
  return await withFaults(async () => {
    const planned = await Promise.all(requests.map((request) => planCertification(root, request, { pkiUrl, at })));
    if (!(await confirm(planned))) throw new PlatformFault('nothing was signed');
    const certificates = [{ name: 'root', certificate: root.certificate }];
    for (const each of planned) {
      // oxlint-disable-next-line no-await-in-loop -- a ledger is written in order
      certificates.push({ name: each.name, certificate: await each.certify() });
    }
    return { certificates, rootCrl: (await signRootList(root, at)).crl };
  });
}

/** Revokes certificates of a name, and signs the next list. Throws a fault when there is none, or for an unknown reason. */
export async function revokeByRoot(
  place: RootPlace,
  { name, serialNumber, reason, at }: { name: string; serialNumber: string | undefined; reason: string; at: Date },
): Promise<{ revoked: readonly string[]; result: CeremonyResult }> {
  const known = findRevocationReason(reason);
  if (known === undefined) {
    throw new PlatformFault(`--reason must be one of ${Object.keys(revocationReasons).join(', ')}`);
  }
  const root = await openRoot(place);
  return await withFaults(async () => {
    const which = { name, reason: known, at, ...(serialNumber === undefined ? {} : { serialNumber }) };
    const revoked = await revokeInLedger(root, which);
    return { revoked, result: { certificates: [], rootCrl: (await signRootList(root, at)).crl } };
  });
}

/** Signs the root's next list. */
export async function signList(place: RootPlace, at: Date): Promise<CeremonyResult> {
  const root = await openRoot(place);
  return { certificates: [], rootCrl: (await signRootList(root, at)).crl };
}

async function openRoot({ folder, passphrase }: RootPlace): Promise<Root> {
  const root = await withFaults(() => findRootFolder(folder, passphrase));
  if (root === undefined) {
    throw new PlatformFault(`there is no root in ${folder}; make one with npm run ops -- ca init-root`);
  }
  return root;
}

/** What goes wrong in a ceremony is said to whoever holds it. */
async function withFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RootFolderError) throw new PlatformFault(error.message);
    throw error;
  }
}

/** Certificate, SHA-256 of it, for people who compare. */
export function fingerprintOfCertificate(certificate: Buffer): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** What the root is about to sign, for the eyes of whoever confirms it. */
export function describeCertification({ name, publicKey, notBefore, notAfter, subject, state }: Certification): string {
  const names = subject.attributes.map(({ value }) => value).join(', ');
  const hash = createHash('sha256')
    .update(publicKey)
    .digest('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
  const states = { new: 'new', interrupted: 'was begun before and is finished', signed: 'was signed before' };
  return [
    `${name}: ${names}`,
    '  key    P-256',
    `  SHA-256 of the key  ${hash}`,
    `  life   ${notBefore.toISOString()} to ${notAfter.toISOString()}`,
    `  state  ${states[state]}`,
  ].join('\n');
}
