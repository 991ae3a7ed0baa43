import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { Line } from '../quote.ts';
import type { Cart } from './cart.ts';

/** Stores a new, empty cart. */
export async function insertCart(
  db: Db<OrderDatabase>,
  { id, secretHash, currency, at }: { id: string; secretHash: Buffer; currency: string; at: Date },
): Promise<void> {
  await db
    .insertInto('carts')
    .values({ id, secretHash, currency, lines: '[]', version: 1, closedAt: null, createdAt: at })
    .execute();
}

/** Finds a cart by its id and the hash of its secret, both of which must be right. */
export async function findCart(
  db: Db<OrderDatabase>,
  { id, secretHash }: { id: string; secretHash: Buffer },
): Promise<Cart | undefined> {
  const row = await db
    .selectFrom('carts')
    .select(['id', 'currency', 'lines', 'version', 'closedAt'])
    .where('id', '=', id)
    .where('secretHash', '=', secretHash)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { closedAt, ...cart } = row;
  return { ...cart, isOpen: closedAt === null };
}

/** Replaces the lines of an open cart, unless it changed since it was read; tells whether it did so. */
export async function replaceLines(db: Db<OrderDatabase>, cart: Cart, lines: readonly Line[]): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('carts')
    .set({ lines: JSON.stringify(lines), version: cart.version + 1 })
    .where('id', '=', cart.id)
    .where('version', '=', cart.version)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Closes a cart for an order, unless it changed or was closed since it was read; tells whether it did so. */
export async function closeCart(db: Db<OrderDatabase>, cart: Cart, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('carts')
    .set({ closedAt: at })
    .where('id', '=', cart.id)
    .where('version', '=', cart.version)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
