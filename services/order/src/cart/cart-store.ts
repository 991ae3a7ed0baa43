import type { Db } from '@countersign/db';
import type { OperationNodeSource, Selectable } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import type { OrderStatus } from '../order/order.ts';
import type { Line } from '../quote/quote.ts';
import { supersedeQuotes } from '../quote/quote-store.ts';
import { type Cart, type CartState, expiryOf } from './cart.ts';
import type { CartTables } from './tables.ts';

type Row = Omit<Selectable<CartTables['carts']>, 'secretHash' | 'closedAt'>;

const columns = [
  'id',
  'userId',
  'currency',
  'lines',
  'version',
  'state',
  'mergedInto',
  'createdAt',
  'updatedAt',
] as const;

/** What proves a cart: a guest's secret, as its hash, or being its owner. */
export type CartProof = { secretHash: Buffer } | { userId: string };

/** Stores a new cart and returns it; undefined when its owner has one already. */
export async function insertCart(
  db: Db<OrderDatabase>,
  { id, proof, currency, at }: { id: string; proof: CartProof; currency: string; at: Date },
): Promise<Cart | undefined> {
  const row = await db
    .insertInto('carts')
    .values({
      id,
      secretHash: 'secretHash' in proof ? proof.secretHash : null,
      userId: 'userId' in proof ? proof.userId : null,
      currency,
      lines: '[]',
      version: 1,
      mergedInto: null,
      closedAt: null,
      createdAt: at,
      updatedAt: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning([...columns])
    .executeTakeFirst();
  return row && toCart(row);
}

/** Finds a cart by its id and its proof, both of which must be right. */
export async function findCart(
  db: Db<OrderDatabase>,
  { id, proof }: { id: string; proof: CartProof },
): Promise<(Cart & { mergedInto: string | null }) | undefined> {
  const row = await db
    .selectFrom('carts')
    .select([...columns])
    .where('id', '=', id)
    .where((where) =>
      'secretHash' in proof ? where('secretHash', '=', proof.secretHash) : where('userId', '=', proof.userId),
    )
    .executeTakeFirst();
  return row && { ...toCart(row), mergedInto: row.mergedInto };
}

/** Finds the cart that a user fills or pays at this moment. */
export async function findOwnCart(db: Db<OrderDatabase>, userId: string): Promise<Cart | undefined> {
  const row = await db
    .selectFrom('carts')
    .select([...columns])
    .where('userId', '=', userId)
    .where('state', 'in', ['open', 'locked'])
    .executeTakeFirst();
  return row && toCart(row);
}

/** Locks a cart until the end of the transaction; undefined when there is none. Lock its order before it. */
export async function lockCart(trx: Db<OrderDatabase>, id: string): Promise<Cart | undefined> {
  const row = await trx
    .selectFrom('carts')
    .select([...columns])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toCart(row);
}

/**
 * Replaces the lines of an open cart, and voids its quotes, unless it changed since it was read; tells whether it did so.
 */
export async function replaceLines(
  trx: Db<OrderDatabase>,
  cart: Pick<Cart, 'id' | 'version' | 'currency'>,
  { lines, at }: { lines: readonly Line[]; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('carts')
    .set({ lines: JSON.stringify(lines), currency: cart.currency, version: cart.version + 1, updatedAt: at })
    .where('id', '=', cart.id)
    .where('version', '=', cart.version)
    .where('state', '=', 'open')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await supersedeQuotes(trx, cart.id);
  return true;
}

/** Ends a guest's cart whose lines another cart took. */
export async function markMerged(
  trx: Db<OrderDatabase>,
  { cartId, mergedInto, at }: { cartId: string; mergedInto: string; at: Date },
): Promise<void> {
  await trx
    .updateTable('carts')
    .set({ state: 'merged', mergedInto, closedAt: at, updatedAt: at })
    .where('id', '=', cartId)
    .execute();
  await supersedeQuotes(trx, cartId);
}

const followed: Partial<Record<OrderStatus, CartState>> = {
  draft: 'open',
  awaiting_payment: 'locked',
  paid: 'converted',
  review_needed: 'converted',
  details_complete: 'open',
  review: 'open',
  cancelled: 'open',
  expired: 'open',
};

/**
 * What brings a cart to where its order moves, as parts of a statement: it is locked while it is paid, then converted,
 * else open again. None where it is there already.
 */
export async function followOrder(
  trx: Db<OrderDatabase>,
  { cartId, from, to, at }: { cartId: string; from: OrderStatus; to: OrderStatus; at: Date },
): Promise<OperationNodeSource[]> {
  const state = followed[to];
  // Its lines are those of the order that was given up: another order needs lines of its own.
  if (to === 'cancelled' || to === 'expired') await supersedeQuotes(trx, cartId);
  if (state === undefined || state === followed[from]) return [];
  return [
    trx
      .updateTable('carts')
      .set({ state, closedAt: state === 'open' ? null : at, updatedAt: at })
      .where('id', '=', cartId)
      // One that was merged or abandoned does not come back, and one that is paid for stays so.
      .where('state', 'in', ['open', 'locked'])
      .where('state', '<>', state),
  ];
}

function toCart(row: Row): Cart {
  const { id, currency, lines, version, state } = row;
  const expiresAt = expiryOf(row.updatedAt ?? row.createdAt);
  return { id, userId: row.userId ?? undefined, currency, lines, version, state, expiresAt };
}
