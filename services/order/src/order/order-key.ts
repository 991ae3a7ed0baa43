import { forbidden } from '@countersign/errors';
import { type CallContext, requireActor } from '@countersign/grpc';
import type { OrderKey } from '@countersign/proto/order';
import { type Keyring, keyedHash, matchesKeyedHash } from '@countersign/sealing';
import type { OrderServiceDeps } from '../deps.ts';
import { orderNotFound } from './order.ts';

const label = 'order-secret';

/**
 * What somebody wants of an order: to read it, to change it, or to manage it (money back, renewals), which in an account
 * is for its owner and administrators.
 */
export type OrderUse = 'read' | 'change' | 'manage';

const roles: Readonly<Record<OrderUse, readonly string[]>> = {
  read: ['owner', 'administrator', 'requester', 'auditor'],
  change: ['owner', 'administrator', 'requester'],
  manage: ['owner', 'administrator'],
};

/** Whether somebody with these roles in an account may use its orders so. */
export function mayUse(use: OrderUse, has: readonly string[]): boolean {
  return roles[use].some((role) => has.includes(role));
}

/** The secret of an order: derived, so that it can be told again for a repeated request without being stored. */
export function orderSecret(pepper: Keyring, orderId: string): string {
  return keyedHash(pepper, label, orderId).toString('base64url');
}

/**
 * The id of an order that the caller may use so: a guest who proved its secret while that lives, its buyer, or a member
 * of its account by his role. The buyer manages it as long as it belongs to no account. Throws `ORDER_NOT_FOUND`, or
 * `ROLE_REQUIRED` when he may read it but not do this.
 */
export async function requireOrderAccess(
  { db, pepper }: Pick<OrderServiceDeps, 'db' | 'pepper'>,
  context: CallContext,
  { key, use }: { key: OrderKey | undefined; use: OrderUse },
): Promise<string> {
  const { orderId, secret } = key ?? { orderId: '', secret: '' };
  const isSecretRight = secret !== '' && matchesKeyedHash(pepper, Buffer.from(secret, 'base64url'), label, orderId);
  if (secret === '' ? context.actor === undefined : !isSecretRight) throw orderNotFound();
  const order = await db
    .selectFrom('orders')
    .select(['buyerUserId', 'accountId', 'secretDeadAt'])
    .where('id', '=', orderId)
    .executeTakeFirst();
  if (order === undefined) throw orderNotFound();
  if (secret !== '') {
    if (order.secretDeadAt !== null) throw orderNotFound();
    return orderId;
  }
  const actor = requireActor(context);
  const isBuyer = order.buyerUserId === actor.userId;
  const inAccount = order.accountId !== null && order.accountId === actor.accountId;
  const may = (wanted: OrderUse) =>
    (inAccount && mayUse(wanted, actor.roles)) || (isBuyer && (wanted !== 'manage' || order.accountId === null));
  if (may(use)) return orderId;
  if (!may('read')) throw orderNotFound();
  throw forbidden('ROLE_REQUIRED', 'your role in this account does not allow this');
}
