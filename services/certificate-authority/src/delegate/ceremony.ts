import { X509Certificate } from 'node:crypto';
import { purposes, readCertificate, readTbsFields, writeCertificationRequest } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import { invalid } from '@countersign/errors';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { type DelegateName, responderOf } from './delegate-names.ts';
import { certify, findWaiting } from './delegate-store.ts';
import { signerOfDelegate } from './delegates.ts';
import { findOrMakeWaiting, lifeOf, type RenewalDeps } from './renewal.ts';

/** The only delegate that is certified in a ceremony. */
const rootResponder = responderOf('root');

/**
 * The certification requests of delegates that the root has to certify: of the one that answers OCSP requests in its place,
 * when it has no certificate or is in the last third of its use. DER.
 */
export async function listOutstandingDelegateRequests(
  deps: RenewalDeps,
): Promise<{ name: DelegateName; request: Buffer }[]> {
  const waiting = await findOrMakeWaiting(deps, rootResponder);
  if (waiting === undefined) return [];
  const signer = signerOfDelegate(deps.custody, waiting);
  return [{ name: rootResponder, request: await writeCertificationRequest(waiting.publicKey, signer) }];
}

/**
 * Takes the certificate that the root issued for its delegate, DER. True the first time, false when it is in force
 * already. Throws `CEREMONY_RESULT_INVALID` unless it is by this root, for the key that waits for it, for OCSP, and in force
 * now.
 */
export async function installDelegate(
  deps: RenewalDeps,
  { name, certificate, rootCertificate }: { name: string; certificate: Buffer; rootCertificate: Buffer },
  actor: string,
): Promise<boolean> {
  const { db, clock } = deps;
  if (name !== rootResponder) throw refused(`there is no delegate ${name} of the root`);
  if (await isInstalled(db, certificate)) return false;
  const waiting = await findWaiting(db, rootResponder);
  if (!isForResponder(certificate, rootCertificate)) {
    throw refused('the certificate of the delegate is not one of this root for OCSP');
  }
  const { publicKey } = readTbsFields(certificate);
  if (waiting === undefined || !waiting.publicKey.equals(publicKey.raw)) {
    throw refused('no key waits for this certificate of the delegate; list the requests again');
  }
  const at = clock.now();
  const life = lifeOf(certificate);
  if (at < life.notBefore || at >= life.notAfter) throw refused('the certificate of the delegate is not in force now');
  return await certify(db, waiting, { certificate, ...life, actor, at });
}

function isForResponder(certificate: Buffer, rootCertificate: Buffer): boolean {
  try {
    const made = new X509Certificate(certificate);
    const root = new X509Certificate(rootCertificate);
    const { extendedKeyUsage } = readCertificate(certificate);
    const isForOcsp = extendedKeyUsage.length === 1 && extendedKeyUsage[0] === purposes.ocspSigning;
    return isForOcsp && made.checkIssued(root) && made.verify(root.publicKey);
  } catch {
    // What cannot be read is not one.
    return false;
  }
}

async function isInstalled(db: Db<CertificateAuthorityDatabase>, certificate: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('delegates')
    .select('id')
    .where('name', '=', rootResponder)
    .where('certificate', '=', certificate)
    .executeTakeFirst();
  return found !== undefined;
}

function refused(detail: string) {
  return invalid('CEREMONY_RESULT_INVALID', detail);
}
