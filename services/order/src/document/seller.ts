import { type Db, fingerprintOf } from '@countersign/db';
import { sql } from 'kysely';
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

/** The seller that was registered last, as an expression; null when none was. */
export const latestSeller = sql<Seller | null>`(select json_build_object('name', s.name, 'address', s.address,
    'taxId', s.tax_id)
  from sellers s order by s.registered_at desc limit 1)`;
