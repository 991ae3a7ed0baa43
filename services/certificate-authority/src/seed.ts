import { createDatabase } from '@countersign/db';
import { readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { authoritySettings } from './config.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { createHierarchy } from './hierarchy.ts';

const organisation = Type.String({ default: 'Countersign', minLength: 1, maxLength: 50 });
const settings = readConfig(Type.Object({ ...authoritySettings, ORGANISATION: organisation }), process.env);
const db = createDatabase<CertificateAuthorityDatabase>({ url: settings.DATABASE_URL, maxConnections: 2 });
try {
  const made = await createHierarchy(db, {
    keyring: readKeyring(settings.KEYRING),
    organisation: settings.ORGANISATION,
    pkiUrl: settings.PKI_URL,
    at: systemClock.now(),
  });
  console.log(made.length === 0 ? 'the authorities are there' : `made the authorities ${made.join(', ')}`);
} finally {
  await db.destroy();
}
