import {
  type AuthorityName,
  authorityNames,
  authorityProfiles,
  type CertificationRequest,
  rootCertifies,
  writeCertificationRequest,
} from '@countersign/certificates';
import { type Authority, authorityKeyPlace, signerOfKey } from '../authority.ts';
import { listAuthorities } from '../authority-store.ts';
import { listOutstandingDelegateRequests } from '../delegate/ceremony.ts';
import { type IssuingDeps, keyOf } from '../issuing.ts';
import { findWaitingKey, insertWaitingKey, type WaitingKey } from './authority-keys-store.ts';

export type CeremonyDeps = Pick<IssuingDeps, 'db' | 'custody' | 'clock' | 'pkiUrl' | 'logger'>;

/**
 * The certification requests of authorities and delegates that the root has still to certify, in the order in which they
 * are to be signed. Makes the keys that are missing: of authorities that are not there or were revoked. An authority whose
 * certificate ends keeps its key.
 */
export async function listOutstandingRequests(deps: CeremonyDeps): Promise<CertificationRequest[]> {
  const authorities = await listAuthorities(deps.db);
  const requests: CertificationRequest[] = [];
  for (const name of authorityNames.filter((each) => each !== 'root')) {
    const current = authorities.find((authority) => authority.name === name);
    // oxlint-disable-next-line no-await-in-loop -- a token makes one key after the other
    const key = await findKeyToCertify(deps, name, current);
    if (key === undefined) continue;
    const signer = signerOfKey(deps.custody, name, key.sealedKey);
    // oxlint-disable-next-line no-await-in-loop
    requests.push({ name, request: await writeCertificationRequest(key.publicKey, signer) });
  }
  return [...requests, ...(await listOutstandingDelegateRequests(deps))];
}

async function findKeyToCertify(
  { db, custody, clock }: CeremonyDeps,
  name: AuthorityName,
  current: Authority | undefined,
): Promise<WaitingKey | undefined> {
  if (current?.revokedAt === null && current.sealedKey !== null) {
    const leftMs = current.notAfter.getTime() - clock.now().getTime();
    if (leftMs > rootCertifies(name).renewalMs) return undefined;
    return { name, sealedKey: current.sealedKey, publicKey: keyOf(current.certificate) };
  }
  if ((await findWaitingKey(db, name)) === undefined) {
    const { blob, publicKey } = await custody.generateKey(authorityProfiles[name].algorithm, authorityKeyPlace(name));
    await insertWaitingKey(db, { name, sealedKey: blob, publicKey }, clock.now());
  }
  // Read back, because another process may have made one first.
  return await findWaitingKey(db, name);
}
