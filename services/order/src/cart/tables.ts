import type { ColumnType } from 'kysely';
import type { Json } from '../json.ts';
import type { Line } from '../quote/quote.ts';
import type { CartState } from './cart.ts';

/** Tables of carts. */
export interface CartTables {
  carts: {
    id: string;
    /** Hash of the secret of a guest's cart; null for a user's own. */
    secretHash: Buffer | null;
    /** Its owner; null for a guest. */
    userId: string | null;
    currency: string;
    lines: Json<Line[]>;
    version: number;
    state: ColumnType<CartState, CartState | undefined, CartState>;
    /** Cart that took its lines. */
    mergedInto: string | null;
    /** Set while it is not open. */
    closedAt: Date | null;
    createdAt: Date;
    /** Latest change; null in rows made before this was noted. */
    updatedAt: Date | null;
  };
}
