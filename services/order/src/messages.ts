import { enumValue } from '@countersign/grpc';
import type { LineInput } from '@countersign/proto/catalog';
import type { CartLine, Cart as CartMessage, Order as OrderMessage } from '@countersign/proto/order';
import type { Cart } from './cart/cart.ts';
import { zero } from './money.ts';
import type { Order } from './order/order.ts';
import type { Line, PricedLine, Quote, Tier } from './quote.ts';

/** A line as the catalog takes it. */
export function toLineInput({ productCode, termYears, paymentOption, licences, extraDomains }: Line): LineInput {
  return {
    productCode,
    termYears,
    paymentOption: enumValue('PAYMENT_OPTION', paymentOption),
    licences,
    extraDomains,
  };
}

/** A cart as the contract shows it; without a quote it is empty, and its sums are zero. */
export function toCartMessage({ id, currency, isOpen }: Cart, quote: Quote | undefined): CartMessage {
  return {
    id,
    open: isOpen,
    currency,
    lines: quote?.lines.map(toCartLine) ?? [],
    dueNow: quote?.dueNow ?? zero(currency),
    termTotal: quote?.termTotal ?? zero(currency),
    tier: quote && toTierOutcome(quote.tier),
  };
}

/** An order as the contract shows it. */
export function toOrderMessage(order: Order): OrderMessage {
  return {
    id: order.id,
    number: order.number,
    status: enumValue('ORDER_STATUS', order.status),
    lines: order.lines.map(toCartLine),
    dueNow: order.dueNow,
    termTotal: order.termTotal,
    tier: toTierOutcome(order.tier),
    contact: order.contact,
    payment: order.payment,
    termsVersion: order.termsVersion,
    timeline: order.timeline,
    createdAt: order.createdAt,
  };
}

function toCartLine(line: PricedLine): CartLine {
  const { id, productVersionId, productName, purpose, dueNow, termTotal } = line;
  return { id, priced: { line: toLineInput(line), productVersionId, productName, purpose, dueNow, termTotal } };
}

function toTierOutcome({ tier, ruleId, explanation }: Tier) {
  return { tier: enumValue('ACCOUNT_TIER', tier), ruleId, explanation };
}
