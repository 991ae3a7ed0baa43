import { type Caller, enumWord } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { CartLine, Order, OrderServiceService } from '@countersign/proto/order';
import { accountTiers, type Purchase, type PurchasedLine } from './enrolment/enrolment.ts';

/** What enrollment asks order. */
export type OrderClient = Pick<Caller<typeof OrderServiceService>, 'getPaidOrder' | 'recordEnrolmentStep'>;
/** What enrollment asks identity. */
export type IdentityClient = Pick<Caller<typeof IdentityServiceService>, 'registerUser' | 'getMe'>;

/**
 * Asks order for a paid order. Throws `ORDER_NOT_FOUND` or `ORDER_NOT_PAID`: whoever said that it is paid was wrong.
 */
export async function getPurchase(orders: OrderClient, orderId: string): Promise<Purchase> {
  const { order } = await orders.getPaidOrder({ orderId });
  if (order === undefined || order.id !== orderId) throw new Error(`order answered with another order than ${orderId}`);
  return toPurchase(order);
}

function toPurchase({ id, number, tier, contact, lines }: Order): Purchase {
  const tierWord = enumWord('ACCOUNT_TIER', tier?.tier ?? '', accountTiers);
  if (tier === undefined || tierWord === undefined) throw new Error(`the paid order ${id} has no account tier`);
  if (contact === undefined) throw new Error(`the paid order ${id} has no contact`);
  if (lines.length === 0) throw new Error(`the paid order ${id} has no lines`);
  const { givenName, surname, email, organisation, language } = contact;
  return {
    orderId: id,
    orderNumber: number,
    tier: tierWord,
    tierRuleId: tier.ruleId,
    contact: { givenName, surname, email, organisation, language },
    lines: lines.map((line) => toPurchasedLine(id, line)),
  };
}

function toPurchasedLine(orderId: string, { id, priced }: CartLine): PurchasedLine {
  const line = priced?.line;
  if (priced === undefined || line === undefined || line.licences < 1 || line.termYears < 1) {
    throw new Error(`the line ${id} of the paid order ${orderId} is incomplete`);
  }
  const { productCode, licences, termYears, extraDomains } = line;
  return { id, productCode, purpose: priced.purpose, licences, termYears, extraDomains };
}
