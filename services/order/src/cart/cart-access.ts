import { type CallContext, requireActor } from '@countersign/grpc';
import type { CartKey } from '@countersign/proto/order';
import { hashToken } from '@countersign/sealing';
import type { OrderServiceDeps } from '../deps.ts';
import { type Cart, cartNotFound } from './cart.ts';
import { type CartProof, findCart } from './cart-store.ts';

/**
 * The cart that a guest proved to hold by its secret, or, without one, that is the signed-in user's own. Throws
 * `CART_NOT_FOUND` for an unknown id, for a wrong secret and for another's cart alike.
 */
export async function getCart(
  db: OrderServiceDeps['db'],
  context: CallContext,
  key: CartKey | undefined,
): Promise<Cart & { mergedInto: string | null }> {
  const cart = await findCart(db, { id: key?.cartId ?? '', proof: proofOf(context, key?.secret ?? '') });
  if (cart === undefined) throw cartNotFound();
  return cart;
}

function proofOf(context: CallContext, secret: string): CartProof {
  if (secret !== '') return { secretHash: hashToken(secret) };
  if (context.actor === undefined) throw cartNotFound();
  return { userId: requireActor(context).userId };
}
