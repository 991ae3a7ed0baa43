import { randomUUID, X509Certificate } from 'node:crypto';
import type { KeyCustody } from '@countersign/key-custody';
import type { Clock, Logger } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { type DelegateName, delegatesOfHere, signsUntilOf } from './delegate-names.ts';
import { certify, findInForce, findWaiting, insertWaiting, type WaitingDelegate } from './delegate-store.ts';
import { keyPlace } from './delegates.ts';

/**
 * Issues the certificate of a delegate, DER, under the profile that its name has. Repeating it with the same id and key
 * gives the same certificate.
 */
export type IssueDelegateCertificate = (order: {
  requestId: string;
  name: DelegateName;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
}) => Promise<Buffer>;

export interface RenewalDeps {
  db: Kysely<CertificateAuthorityDatabase>;
  custody: KeyCustody;
  clock: Clock;
  logger: Logger;
}

/**
 * Makes the delegates of this process that are not there, and the successors of those that are in the last third of their
 * use. However many processes do this at once, one key and one certificate come of it. Returns the names that got one.
 */
export async function renewDelegates(deps: RenewalDeps, issue: IssueDelegateCertificate): Promise<DelegateName[]> {
  const renewed = await Promise.all(delegatesOfHere.map((name) => renewIfDue(deps, name, issue)));
  return delegatesOfHere.filter((_, index) => renewed[index]);
}

async function renewIfDue(deps: RenewalDeps, name: DelegateName, issue: IssueDelegateCertificate): Promise<boolean> {
  const { db, clock, logger } = deps;
  const waiting = await findOrMakeWaiting(deps, name);
  if (waiting === undefined) return false;
  const { id, publicKey } = waiting;
  const certificate = await issue({ requestId: `delegate_${id}`, name, publicKey });
  const isFirst = await certify(db, waiting, {
    certificate,
    ...lifeOf(certificate),
    actor: 'certificate-authority',
    at: clock.now(),
  });
  if (isFirst) logger.info({ delegate: name }, 'delegate certified');
  return isFirst;
}

/** The key of a delegate that waits for a certificate: made if the delegate needs one and has none. */
export async function findOrMakeWaiting(
  { db, custody, clock }: RenewalDeps,
  name: DelegateName,
): Promise<WaitingDelegate | undefined> {
  const current = await findInForce(db, name, clock.now());
  if (current !== undefined && clock.now() < renewalOf(name, current)) return undefined;
  if ((await findWaiting(db, name)) === undefined) {
    const id = randomUUID();
    const { publicKey, blob: sealedKey } = await custody.generateKey('P-256', keyPlace(id));
    await insertWaiting(db, { id, name, publicKey, sealedKey }, { known: current?.id, at: clock.now() });
  }
  // Read back: another process may have been first, here and with the certificate.
  return await findWaiting(db, name);
}

/** Two thirds of the use: the rest is for whatever keeps the successor away. */
function renewalOf(name: DelegateName, life: { notBefore: Date; notAfter: Date }): Date {
  const beginMs = life.notBefore.getTime();
  return new Date(beginMs + ((signsUntilOf(name, life).getTime() - beginMs) * 2) / 3);
}

/** When a certificate begins and ends. */
export function lifeOf(certificate: Buffer): { notBefore: Date; notAfter: Date } {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return { notBefore: validFromDate, notAfter: validToDate };
}
