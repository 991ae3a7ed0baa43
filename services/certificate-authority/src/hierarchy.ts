import { createHash, verify, X509Certificate } from 'node:crypto';
import {
  authorityNames,
  authorityProfiles,
  type Certification,
  isFresh,
  planCertification,
  type Root,
  signRootList,
} from '@countersign/certificates';
import type { KeyCustody } from '@countersign/key-custody';
import type { Kysely } from 'kysely';
import { type Authority, signerOfAuthority } from './authority.ts';
import { findRevocationList, listAuthorities, lockSeed } from './authority-store.ts';
import { findDatabaseRoot } from './ceremony/database-root.ts';
import { installCeremonyResult } from './ceremony/installation.ts';
import { type CeremonyDeps, listOutstandingRequests } from './ceremony/requests.ts';
import type { CertificateAuthorityDatabase } from './database.ts';

/** Opens the root that a seed may use; `known` is the certificate of the root in force, if there is one, DER. */
export type OpenRoot = (known: Buffer | undefined) => Promise<Root | undefined>;

/**
 * Holds the ceremony by which what the root has to certify and is not there comes to be; what exists is left as it is.
 * Runs in parallel make one hierarchy. The root is the one whose key is in the database, or what `openRoot` opens. Returns
 * the names that are new; undefined when there is no root to hold the ceremony with.
 */
export async function createHierarchy(deps: CeremonyDeps, openRoot: OpenRoot): Promise<string[] | undefined> {
  const { db, custody, clock, pkiUrl } = deps;
  return await db.transaction().execute(async (trx) => {
    await lockSeed(trx);
    const known = (await listAuthorities(db)).find(({ name }) => name === 'root')?.certificate;
    const root = (await findDatabaseRoot(db, custody)) ?? (await openRoot(known));
    if (root === undefined) return undefined;
    const at = clock.now();
    const certificates = [{ name: 'root', certificate: root.certificate }];
    for (const request of await listOutstandingRequests(deps)) {
      // oxlint-disable-next-line no-await-in-loop -- a ledger is written in order
      const planned: Certification = await planCertification(root, request, { pkiUrl, at });
      // oxlint-disable-next-line no-await-in-loop
      certificates.push({ name: request.name, certificate: await planned.certify() });
    }
    const list = await findRevocationList(db, 'root');
    const isDue = list === undefined || !isFresh(list, at);
    const rootCrl = isDue ? (await signRootList(root, at)).crl : Buffer.alloc(0);
    return await installCeremonyResult(deps, { certificates, rootCrl }, 'certificate-authority');
  });
}

/** Tells whether all authorities are there, in force, and with the private keys of their certificates. */
export interface HierarchyCheck {
  /** All authorities, root first. Throws an Error that names the next step when one cannot be used. */
  requireUsable(): Promise<Authority[]>;
}

/**
 * For the readiness of the service. A key signs once for each certificate; the certificate itself is public, and needs no
 * other protection than that it fits the key.
 */
export function createHierarchyCheck(db: Kysely<CertificateAuthorityDatabase>, custody: KeyCustody): HierarchyCheck {
  const seen = new Set<string>();
  return {
    async requireUsable() {
      const authorities = await listAuthorities(db);
      const revoked = authorities.find(({ revokedAt }) => revokedAt !== null);
      if (authorities.length < authorityNames.length || revoked !== undefined) {
        const fault = revoked === undefined ? 'authorities are missing' : `the authority ${revoked.name} is revoked`;
        throw new Error(
          `${fault}: run \`npm run ops -- ca requests\`, then \`ca sign\` with the root, then \`ca install\``,
        );
      }
      await Promise.all(authorities.map((authority) => requireOwnKey(custody, authority, seen)));
      return authorities;
    },
  };
}

async function requireOwnKey(custody: KeyCustody, authority: Authority, seen: Set<string>): Promise<void> {
  const { name, certificate, sealedKey } = authority;
  if (sealedKey === null && name === 'root') return;
  const pair = createHash('sha256')
    .update(certificate)
    .update(sealedKey ?? Buffer.alloc(0))
    .digest('hex');
  if (seen.has(pair)) return;
  const content = Buffer.from(`countersign-authority-check ${name}`);
  const signature = await signerOfAuthority(custody, authority).sign(content);
  const key = new X509Certificate(certificate).publicKey;
  if (!verify(authorityProfiles[name].hash, content, { key, dsaEncoding: 'der' }, signature)) {
    throw new Error(`the key of the authority ${name} is not that of its certificate`);
  }
  seen.add(pair);
}
