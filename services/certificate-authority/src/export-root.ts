import { createDatabase } from '@countersign/db';
import { readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { exportDatabaseRoot } from './ceremony/root-export.ts';
import { rootSettings } from './config.ts';
import type { CertificateAuthorityDatabase } from './database.ts';

const schema = Type.Object({
  ...Type.Required(Type.Object(rootSettings)).properties,
  DATABASE_URL: Type.String(),
  KEYRING: Type.String(),
});
const settings = readConfig(schema, process.env);
const db = createDatabase<CertificateAuthorityDatabase>({ url: settings.DATABASE_URL, maxConnections: 2 });
try {
  await exportDatabaseRoot(db, {
    keyring: readKeyring(settings.KEYRING),
    folder: settings.ROOT_FOLDER,
    passphrase: settings.ROOT_PASSPHRASE,
    at: systemClock.now(),
  });
  console.log(`the root is in ${settings.ROOT_FOLDER}; its key is no longer in the database`);
  console.log('backups of the database still hold it: delete them, or keep them as you keep the root');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await db.destroy();
}
