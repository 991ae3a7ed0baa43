import type { Db } from '@countersign/db';
import type { SignerDatabase } from './database.ts';
import type { KeyRecord } from './signing-key.ts';

const columns = [
  'id',
  'owner',
  'algorithm',
  'publicKey',
  'sealedPrivateKey',
  'state',
  'version',
  'mac',
] as const satisfies readonly (keyof KeyRecord)[];

/** Stores a new key unless its id is taken; false when it is. */
export async function insertKey(db: Db<SignerDatabase>, key: KeyRecord, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('keys')
    .values({ ...key, createdAt: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** The key of that id, whoever owns it. */
export async function findKey(db: Db<SignerDatabase>, id: string): Promise<KeyRecord | undefined> {
  return await db.selectFrom('keys').select(columns).where('id', '=', id).executeTakeFirst();
}

/** Writes a key back unless somebody else did since it was read; false when somebody did. */
export async function updateKey(db: Db<SignerDatabase>, key: KeyRecord): Promise<boolean> {
  const { sealedPrivateKey, state, version, mac } = key;
  const { numUpdatedRows } = await db
    .updateTable('keys')
    .set({ sealedPrivateKey, state, version, mac })
    .where('id', '=', key.id)
    .where('version', '=', version - 1)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
