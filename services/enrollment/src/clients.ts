import { type Caller, enumWord } from '@countersign/grpc';
import type { CatalogServiceService } from '@countersign/proto/catalog';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { CartLine, Order, OrderServiceService } from '@countersign/proto/order';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { accountTiers, type Purchase, type Renewal, termEnd } from './enrolment/enrolment.ts';
import type { GrantedLine } from './inventory/grant.ts';

/** What enrollment asks order. */
export type OrderClient = Pick<
  Caller<typeof OrderServiceService>,
  'getPaidOrder' | 'recordEnrolmentStep' | 'getSubscriptionState' | 'getRefund' | 'moveOrder' | 'getOrder'
>;
/** What enrollment asks identity. */
export type IdentityClient = Pick<Caller<typeof IdentityServiceService>, 'registerUser' | 'getMe' | 'getStaffRoles'>;
/** What enrollment asks second-factor. */
export type SecondFactorClient = Pick<
  Caller<typeof SecondFactorServiceService>,
  'listUserAuthenticators' | 'changeUserAuthenticator' | 'assignGridCard'
>;
/** What accounts ask catalog. */
export type CatalogClient = Pick<Caller<typeof CatalogServiceService>, 'listTiers'>;

/** A paid order that is complete enough to be told of trouble, whatever else is wrong with it. */
export interface PaidOrder {
  order: Order;
  buyerUserId: string;
  /** Undefined for orders of before there were subscriptions. */
  paidAt: Date | undefined;
}

/**
 * Asks order for a paid order. Throws `ORDER_NOT_FOUND` or `ORDER_NOT_PAID`: whoever said that it is paid was wrong.
 */
export async function getPaidOrder(orders: OrderClient, orderId: string): Promise<PaidOrder> {
  const { order, buyerUserId, paidAt } = await orders.getPaidOrder({ orderId });
  if (order === undefined || order.id !== orderId) throw new Error(`order answered with another order than ${orderId}`);
  return { order, buyerUserId, paidAt };
}

/** What a paid order asks of enrolment; throws when it lacks what that needs, which is a fault of order. */
export function toPurchase({ order, buyerUserId, paidAt }: PaidOrder): Purchase | Renewal {
  const { id, number, kind, tier, contact, lines, accountId, subscriptionIds } = order;
  if (kind === 'renewal') {
    if (subscriptionIds.length === 0) throw new Error(`the renewal ${id} renews nothing`);
    return { kind, orderId: id, orderNumber: number, subscriptionIds };
  }
  const tierWord = enumWord('ACCOUNT_TIER', tier?.tier ?? '', accountTiers);
  if (tier === undefined || tierWord === undefined) throw new Error(`the paid order ${id} has no account tier`);
  if (contact === undefined) throw new Error(`the paid order ${id} has no contact`);
  if (lines.length === 0) throw new Error(`the paid order ${id} has no lines`);
  const { givenName, surname, email, organisation, language } = contact;
  return {
    kind: 'purchase',
    orderId: id,
    orderNumber: number,
    tier: tierWord,
    tierRuleId: tier.ruleId,
    contact: { givenName, surname, email, organisation, language },
    lines: lines.map((line, index) =>
      toGrantedLine(line, { orderId: id, subscriptionId: subscriptionIds[index], paidAt }),
    ),
    ...(buyerUserId !== '' && accountId !== '' && { buyer: { userId: buyerUserId, accountId } }),
  };
}

function toGrantedLine(
  { id, priced }: CartLine,
  {
    orderId,
    subscriptionId,
    paidAt,
  }: { orderId: string; subscriptionId: string | undefined; paidAt: Date | undefined },
): GrantedLine {
  const line = priced?.line;
  if (priced === undefined || line === undefined || line.licences < 1 || line.termYears < 1) {
    throw new Error(`the line ${id} of the paid order ${orderId} is incomplete`);
  }
  const { productCode, licences, termYears, extraDomains } = line;
  const { productVersionId, purpose } = priced;
  return {
    id,
    productCode,
    productVersionId,
    purpose,
    licences,
    termYears,
    extraDomains,
    ...(subscriptionId !== undefined && { subscriptionId }),
    // Licences live as long as their subscription, however late they are granted.
    ...(paidAt !== undefined && { termEnd: termEnd(paidAt, termYears) }),
  };
}
