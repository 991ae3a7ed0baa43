import { isFresh, type RevocationList, signRootList } from '@countersign/certificates';
import { findRevocationList } from '../authority-store.ts';
import { findDatabaseRoot } from './database-root.ts';
import { installCeremonyResult } from './installation.ts';
import type { CeremonyDeps } from './requests.ts';

/**
 * The root's list in force. It comes from a ceremony; only a root whose key is in the database signs a new one here, when
 * the old one is in the second half of its life. Undefined before the first.
 */
export async function currentRootList(deps: CeremonyDeps): Promise<RevocationList | undefined> {
  const { db, custody, clock } = deps;
  const current = await findRevocationList(db, 'root');
  if (current !== undefined && isFresh(current, clock.now())) return current;
  const root = await findDatabaseRoot(db, custody);
  if (root === undefined) return current;
  const { crl } = await signRootList(root, clock.now());
  await installCeremonyResult(deps, { certificates: [], rootCrl: crl }, 'certificate-authority');
  return await findRevocationList(db, 'root');
}
