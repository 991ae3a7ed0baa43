import { fingerprintOf } from '@countersign/db';
import type { Kysely } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { Seller } from './document.ts';

/** Has documents name this seller from now on; those that were issued stay as they are. */
export async function registerSeller(db: Kysely<OrderDatabase>, seller: Seller, at: Date): Promise<void> {
  const { name, address, taxId } = seller;
  const fingerprint = fingerprintOf(seller).toString('hex');
  await db
    .insertInto('sellers')
    .values({ fingerprint, name, address: JSON.stringify(address), taxId, registeredAt: at })
    .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ registeredAt: at }))
    .execute();
}
