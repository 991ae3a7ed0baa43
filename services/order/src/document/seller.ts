import { type Db, fingerprintOf } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';

/** Who sells, as documents show it. */
export interface Seller {
  name: string;
  /** Lines of the address. */
  address: string[];
  taxId: string;
}

/** Who sells where nobody said: plainly invented. */
export const defaultSeller: Seller = {
  name: 'Example Certificates Ltd.',
  address: ['1 Example Street', '00000 Exampletown'],
  taxId: 'XX000000000',
};

/** Has documents name this seller from now on; those that were issued stay as they are. */
export async function registerSeller(db: Db<OrderDatabase>, seller: Seller, at: Date): Promise<void> {
  const { name, address, taxId } = seller;
  const fingerprint = fingerprintOf(seller).toString('hex');
  await db
    .insertInto('sellers')
    .values({ fingerprint, name, address: JSON.stringify(address), taxId, registeredAt: at })
    .onConflict((conflict) => conflict.column('fingerprint').doUpdateSet({ registeredAt: at }))
    .execute();
}

/** The seller that was registered last. */
export async function findSeller(db: Db<OrderDatabase>): Promise<Seller> {
  const row = await db
    .selectFrom('sellers')
    .select(['name', 'address', 'taxId'])
    .orderBy('registeredAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? defaultSeller;
}
