import { X509Certificate } from 'node:crypto';
import {
  type AuthorityName,
  authorityNames,
  findAuthorityName,
  findCeremonyFaults,
  findRootFaults,
  readRootList,
  readTbsFields,
  rootDelegate,
} from '@countersign/certificates';
import { invalid } from '@countersign/errors';
import type { Transaction } from 'kysely';
import type { Authority } from '../authority.ts';
import { findRevocationList, listAuthorities, lockHierarchy, replaceRevocationList } from '../authority-store.ts';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { installDelegate } from '../delegate/ceremony.ts';
import { keyOf } from '../issuing.ts';
import { recordRevokedByRoot } from '../ocsp/root-certificates.ts';
import { findWaitingKey, markRevoked, putAuthority, recordRootList } from './authority-keys-store.ts';
import type { CeremonyDeps } from './requests.ts';

/** What a ceremony made. */
export interface CeremonyResult {
  /** DER, each under its name: `root`, an authority, or `ocsp:root`. */
  certificates: readonly { name: string; certificate: Buffer }[];
  /** The root's list, DER; empty when there is none. */
  rootCrl: Buffer;
}

/** Clocks of the machine in the safe and of this one. */
const skewMs = 10 * 60_000;

type Trx = Transaction<CertificateAuthorityDatabase>;
type Change = { trx: Trx; deps: CeremonyDeps; actor: string; at: Date };

/**
 * Takes in what a ceremony made, authorities and list all or none, and returns the names that are new. What is there
 * already changes nothing. Throws `CEREMONY_RESULT_INVALID` for another root than the one in force, a certificate that is
 * not for a key that waits here or differs from its profile in any octet, or a list that this root did not sign.
 */
export async function installCeremonyResult(
  deps: CeremonyDeps,
  { certificates, rootCrl }: CeremonyResult,
  actor: string,
): Promise<string[]> {
  const at = deps.clock.now();
  const { installed, root } = await deps.db.transaction().execute(async (trx) => {
    await lockHierarchy(trx);
    const change = { trx, deps, actor, at };
    const rootIsNew = await installRoot(change, certificates.find(({ name }) => name === 'root')?.certificate);
    const authorities = await listAuthorities(trx);
    const certificate = authorities.find(({ name }) => name === 'root')?.certificate;
    if (certificate === undefined) throw refused('root', ['there is no root yet']);
    const names: string[] = rootIsNew ? ['root'] : [];
    for (const given of certificates.filter(({ name }) => name !== 'root')) {
      // oxlint-disable-next-line no-await-in-loop -- one transaction
      if (await installOne(change, given, { root: certificate, authorities })) names.push(given.name);
    }
    if (rootCrl.length > 0 && (await installList(change, rootCrl, certificate))) names.push('root-list');
    return { installed: names, root: certificate };
  });
  const delegate = certificates.find(({ name }) => name === rootDelegate);
  if (delegate !== undefined && (await installDelegate(deps, { ...delegate, rootCertificate: root }, actor))) {
    installed.push(rootDelegate);
  }
  if (installed.length > 0) deps.logger.info({ installed }, 'the result of a ceremony is installed');
  return installed;
}

async function installRoot({ trx, actor, at }: Change, given: Buffer | undefined): Promise<boolean> {
  if (given === undefined) return false;
  const known = (await listAuthorities(trx)).find(({ name }) => name === 'root');
  if (known !== undefined) {
    if (known.certificate.equals(given)) return false;
    throw refused('root', ['another root is in force']);
  }
  requireNone('root', findRootFaults(given));
  const notAfter = requireTimely('root', given, at);
  await putAuthority(trx, { name: 'root', certificate: given, sealedKey: null, notAfter }, { isNew: true, actor, at });
  return true;
}

/** An authority's certificate is put in force; a delegate's is only looked at. */
async function installOne(
  { trx, deps, actor, at }: Change,
  { name, certificate }: { name: string; certificate: Buffer },
  { root, authorities }: { root: Buffer; authorities: readonly Authority[] },
): Promise<boolean> {
  const { pkiUrl } = deps;
  const authority = findAuthorityName(name);
  const current = authorities.find((each) => each.name === authority);
  // First, because it may have been made under a profile of before.
  if (current?.certificate.equals(certificate) === true) return false;
  const publicKey = readOr(name, () => readTbsFields(certificate).publicKey.raw);
  requireNone(name, findCeremonyFaults({ name, certificate }, { root, publicKey, pkiUrl }));
  if (authority === undefined) return false;
  const notAfter = requireTimely(name, certificate, at);
  const sealedKey = await findKeyOf(trx, authority, { publicKey, current });
  if (sealedKey === undefined) throw refused(name, ['no key waits for it here; list the requests again']);
  if (current?.revokedAt === null && current.notAfter >= notAfter) return false;
  const isNew = current === undefined;
  await putAuthority(trx, { name: authority, certificate, sealedKey, notAfter }, { isNew, actor, at });
  return true;
}

/** The key for which a certificate is: the one that waits, or the one in force, if it was not revoked with its certificate. */
async function findKeyOf(
  trx: Trx,
  name: AuthorityName,
  { publicKey, current }: { publicKey: Buffer; current: Authority | undefined },
): Promise<Buffer | undefined> {
  if (current?.revokedAt === null && current.sealedKey !== null && keyOf(current.certificate).equals(publicKey)) {
    return current.sealedKey;
  }
  const waiting = await findWaitingKey(trx, name);
  return waiting?.publicKey.equals(publicKey) === true ? waiting.sealedKey : undefined;
}

/** Puts the root's list in force if it is younger than the one that is, and marks the authorities that it revokes. */
async function installList({ trx, actor, at }: Change, crl: Buffer, root: Buffer): Promise<boolean> {
  const list = readOr('root-list', () => readRootList(crl, root));
  if (list.thisUpdate.getTime() > at.getTime() + skewMs) throw refused('root-list', ['it begins in the future']);
  const current = await findRevocationList(trx, 'root');
  if (current !== undefined && list.number <= current.number) return false;
  if (list.nextUpdate <= at) throw refused('root-list', ['it has ended']);
  const { revoked, ...stored } = list;
  await replaceRevocationList(trx, 'root', stored);
  await recordRevokedByRoot(trx, revoked);
  await recordRootList(trx, list, { actor, at });
  const authorities = await listAuthorities(trx);
  for (const name of authorityNames) {
    const authority = authorities.find((each) => each.name === name && each.revokedAt === null);
    const serial = authority === undefined ? '' : readTbsFields(authority.certificate).serial.content.toString('hex');
    const entry = revoked.find(({ serialNumber }) => serialNumber === serial);
    // oxlint-disable-next-line no-await-in-loop -- one transaction
    if (entry !== undefined) await markRevoked(trx, name, { revokedAt: entry.revokedAt, actor, at });
  }
  return true;
}

function requireTimely(name: string, certificate: Buffer, at: Date): Date {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  if (validFromDate.getTime() > at.getTime() + skewMs || validToDate <= at) {
    throw refused(name, ['it is not in force now']);
  }
  return validToDate;
}

function readOr<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refused(name, [error instanceof Error ? error.message : String(error)]);
  }
}

function requireNone(name: string, faults: readonly string[]): void {
  if (faults.length > 0) throw refused(name, faults);
}

function refused(name: string, faults: readonly string[]) {
  return invalid('CEREMONY_RESULT_INVALID', `${name} cannot be installed: ${faults.join('; ')}`);
}
