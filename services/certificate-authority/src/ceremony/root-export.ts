import { createPrivateKey, X509Certificate } from 'node:crypto';
import { appendAudit } from '@countersign/audit';
import { findRootFolder, writeRootFolder } from '@countersign/certificates';
import { type Keyring, open } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import { authorityKeyPlace } from '../authority.ts';
import { lockAuthority, lockHierarchy } from '../authority-store.ts';
import type { CertificateAuthorityDatabase } from '../database.ts';
import { databaseLedger } from './database-root.ts';

/**
 * Takes the root of an older installation out of the database into a folder, with all that it did, and deletes its key here
 * once the folder opens with the passphrase. Throws an Error when the key is not here, or a RootFolderError.
 */
export async function exportDatabaseRoot(
  db: Kysely<CertificateAuthorityDatabase>,
  { keyring, folder, passphrase, at }: { keyring: Keyring; folder: string; passphrase: string; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockHierarchy(trx);
    const root = await lockAuthority(trx, 'root');
    if (root === undefined || root.sealedKey === null) throw new Error('the key of the root is not in this database');
    const pkcs8 = open(keyring, root.sealedKey, authorityKeyPlace('root'));
    const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    pkcs8.fill(0);
    const { certificate } = root;
    if (!new X509Certificate(certificate).checkPrivateKey(privateKey)) {
      throw new Error('the key of the root is not that of its certificate');
    }
    const entries = await databaseLedger(trx).read();
    await writeRootFolder(folder, { privateKey, certificate, entries, passphrase });
    // From here on only the folder has it: it must open.
    if ((await findRootFolder(folder, passphrase)) === undefined)
      throw new Error(`the root cannot be read in ${folder}`);
    await trx.updateTable('authorities').set({ sealedKey: null }).where('name', '=', 'root').execute();
    await trx.deleteFrom('rootLedger').execute();
    await appendAudit(trx, {
      stream: 'authorities',
      actor: 'ops',
      action: 'root_key.exported',
      subject: 'root',
      detail: {},
      at,
    });
  });
}
