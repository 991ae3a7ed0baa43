import { type Ledger, type LedgerEntry, type Root, readTbsFields } from '@countersign/certificates';
import type { Db } from '@countersign/db';
import type { KeyCustody } from '@countersign/key-custody';
import { type Kysely, sql } from 'kysely';
import { type Authority, signerOfAuthority } from '../authority.ts';
import { findRevocationList, listAuthorities } from '../authority-store.ts';
import type { CertificateAuthorityDatabase } from '../database.ts';

/** The root of an installation that was made before there were ceremonies: its key is in the database. Undefined for any other. */
export async function findDatabaseRoot(
  db: Kysely<CertificateAuthorityDatabase>,
  custody: KeyCustody,
): Promise<Root | undefined> {
  const root = (await listAuthorities(db)).find(({ name }) => name === 'root');
  if (root === undefined || root.sealedKey === null) return undefined;
  return { certificate: root.certificate, signer: signerOfAuthority(custody, root), ledger: databaseLedger(db) };
}

/** The ledger of such a root: what it did before it kept one, as far as that is known, then what it wrote down. */
export function databaseLedger(db: Db<CertificateAuthorityDatabase>): Ledger {
  return {
    async read() {
      const rows = await db.selectFrom('rootLedger').select('entry').orderBy('seq').execute();
      const written = rows.map(({ entry }) => entry as LedgerEntry);
      const known = new Set(written.flatMap((entry) => (entry.kind === 'signed' ? [entry.serialNumber] : [])));
      const before = (await listAuthorities(db)).map(toSigned);
      const list = await findRevocationList(db, 'root');
      return [
        ...before.filter(({ serialNumber }) => !known.has(serialNumber)),
        ...(list === undefined
          ? []
          : [{ kind: 'listed', at: list.thisUpdate.toISOString(), number: String(list.number) } as const]),
        ...written,
      ];
    },
    async append(entry) {
      await db
        .insertInto('rootLedger')
        .values((values) => ({
          seq: values
            .selectFrom('rootLedger')
            .select(({ fn }) => sql<number>`coalesce(${fn.max('seq')}, 0) + 1`.as('next')),
          entry: JSON.stringify(entry),
        }))
        .execute();
    },
  };
}

function toSigned({ name, certificate }: Authority) {
  const { serial } = readTbsFields(certificate);
  return {
    kind: 'signed',
    at: new Date(0).toISOString(),
    name,
    serialNumber: serial.content.toString('hex'),
    certificate: certificate.toString('base64'),
  } as const;
}
