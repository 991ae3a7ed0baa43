import { createRootFolder, findRootFolder, type Organisation, type Root } from '@countersign/certificates';
import { createDatabase } from '@countersign/db';
import { openCustody } from '@countersign/key-custody';
import { createLogger, readConfig, systemClock } from '@countersign/runtime';
import { readKeyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { authoritySettings, rootSettings } from './config.ts';
import type { CertificateAuthorityDatabase } from './database.ts';
import { createHierarchy } from './hierarchy.ts';

const schema = Type.Object({
  ...authoritySettings,
  ...rootSettings,
  ORGANISATION: Type.String({ default: 'Countersign', minLength: 1, maxLength: 50 }),
  /** ISO 3166-1 alpha-2; stands in the names of the authorities of a root that is made now. */
  ORGANISATION_COUNTRY: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
});
const settings = readConfig(schema, process.env);
const db = createDatabase<CertificateAuthorityDatabase>({ url: settings.DATABASE_URL, maxConnections: 3 });
const custody = await openCustody({ settings, keyring: readKeyring(settings.KEYRING) });
try {
  const logger = createLogger({ service: 'certificate-authority', level: 'warn' });
  const deps = { db, custody, clock: systemClock, pkiUrl: settings.PKI_URL, logger };
  console.log(describe(await createHierarchy(deps, openRoot)));
} finally {
  await custody.close();
  await db.destroy();
}

async function openRoot(known: Buffer | undefined): Promise<Root | undefined> {
  const { ROOT_FOLDER: folder, ROOT_PASSPHRASE: passphrase } = settings;
  if (folder === undefined) return undefined;
  if (passphrase === undefined) throw new Error('ROOT_FOLDER needs ROOT_PASSPHRASE');
  const found = await findRootFolder(folder, passphrase);
  if (found !== undefined) return found;
  // The root in force is elsewhere, where nobody can use it without its keepers; another one would be of no use.
  if (known !== undefined) return undefined;
  return await createRootFolder(folder, { organisation: readOrganisation(), passphrase, at: systemClock.now() });
}

function readOrganisation(): Organisation {
  const { ORGANISATION: name, ORGANISATION_COUNTRY: country } = settings;
  return country === undefined ? { name } : { name, country };
}

function describe(made: readonly string[] | undefined): string {
  if (made === undefined) {
    return 'the root is not at hand; what waits for it is shown by `npm run ops -- ca status`';
  }
  return made.length === 0 ? 'the authorities are there' : `installed ${made.join(', ')}`;
}
