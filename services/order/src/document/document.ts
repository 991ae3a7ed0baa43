import type { Db } from '@countersign/db';
import type { OrderDatabase } from '../database.ts';
import type { Money } from '../money.ts';

export type DocumentKind = 'invoice' | 'receipt' | 'credit_note';

/** A document of an order. */
export interface OrderDocument {
  /** Prefixed `inv_`. */
  id: string;
  kind: DocumentKind;
  number: string;
  issuedAt: Date;
  /** With tax; what is paid back for a credit note. */
  total: Money;
}

/** The documents of orders, oldest first, by order. */
export async function findDocuments(
  _db: Db<OrderDatabase>,
  _orderIds: readonly string[],
): Promise<Map<string, OrderDocument[]>> {
  return new Map();
}
