import type { OrderKey } from '@countersign/proto/order';
import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';
import { orderNotFound } from './order.ts';

const label = 'order-secret';

/** The secret of an order: derived, so that it can be told again for a repeated request without being stored. */
export function orderSecret(pepper: Keyring, orderId: string): string {
  return keyedHash(pepper, label, orderId).toString('base64url');
}

/** The id of the order that a guest proved to hold; throws `ORDER_NOT_FOUND` when the secret is not that order's. */
export function requireOrderId(pepper: Keyring, key: OrderKey | undefined): string {
  const { orderId, secret } = key ?? { orderId: '', secret: '' };
  if (!matchesKeyedHash(pepper, Buffer.from(secret, 'base64url'), label, orderId)) throw orderNotFound();
  return orderId;
}
