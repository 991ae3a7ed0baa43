import { enumValue } from '@countersign/grpc';
import type { PricedLine as PricedLineMessage, TierOutcome } from '@countersign/proto/catalog';
import type {
  CartLine,
  Cart as CartMessage,
  Contacts as ContactsMessage,
  Order as OrderMessage,
  Quote as QuoteMessage,
} from '@countersign/proto/order';
import type { Cart } from './cart/cart.ts';
import { toLineInput } from './cart/cart-line.ts';
import { zero } from './money.ts';
import { type Contacts, receiverOf } from './order/contact.ts';
import { isOpen, type Order } from './order/order.ts';
import { timelineText } from './order/timeline-texts/index.ts';
import type { PricedLine, Prices, Quote, Tier } from './quote/quote.ts';

/** A cart as the contract shows it; without prices it is empty, and its sums are zero. */
export function toCartMessage(cart: Cart, prices: Prices | undefined): CartMessage {
  const { id, currency, version, state, expiresAt } = cart;
  return {
    id,
    open: state === 'open',
    currency,
    lines: prices?.lines.map(toCartLine) ?? [],
    dueNow: prices?.dueNow ?? zero(currency),
    termTotal: prices?.termTotal ?? zero(currency),
    tier: prices && toTierOutcome(prices.tier),
    version,
    state,
    expiresAt,
  };
}

/** A quote as the contract shows it. */
export function toQuoteMessage(quote: Quote): QuoteMessage {
  return {
    id: quote.id,
    lines: quote.lines.map(toCartLine),
    dueNow: quote.dueNow,
    termTotal: quote.termTotal,
    netDueNow: quote.netDueNow,
    taxDueNow: quote.taxDueNow,
    tax: quote.tax,
    tier: toTierOutcome(quote.tier),
    termsVersion: quote.termsVersion,
    expiresAt: quote.expiresAt,
    cartVersion: quote.cartVersion,
    state: quote.state,
  };
}

/** An order as the contract shows it; texts in `language`, by default the order's own. */
export function toOrderMessage(order: Order, language = ''): OrderMessage {
  const { contacts } = order;
  return {
    id: order.id,
    number: order.number,
    status: enumValue('ORDER_STATUS', order.status),
    lines: order.lines.map(toCartLine),
    dueNow: order.dueNow,
    termTotal: order.termTotal,
    tier: toTierOutcome(order.tier),
    contact: contacts && receiverOf(contacts),
    payment: order.payment,
    termsVersion: order.termsVersion,
    timeline: order.timeline.map(({ at, code, facts }) => ({
      at,
      code,
      text: timelineText(code, language === '' ? order.language : language),
      facts,
    })),
    createdAt: order.createdAt,
    contacts: contacts && toContactsMessage(contacts),
    contactsConfirmed: order.contactsConfirmed,
    quote: order.quote && toQuoteMessage(order.quote),
    kind: order.kind,
    saga: order.saga,
    documents: order.documents,
    accountId: order.accountId ?? '',
    refunded: order.refunded,
    termsAcceptedAt: order.termsAcceptedAt,
    subscriptionIds: order.subscriptionIds,
    expiresAt: isOpen(order.status) ? order.expiresAt : undefined,
  };
}

function toContactsMessage({ purchaser, fulfilment, technical, billing, billingAddress }: Contacts): ContactsMessage {
  return { purchaser, fulfilment, technical, billing, billingAddress };
}

function toCartLine(line: PricedLine): CartLine {
  const { id, ...rest } = line;
  const priced: PricedLineMessage = {
    line: toLineInput(line),
    productVersionId: rest.productVersionId,
    productName: rest.productName,
    purpose: rest.purpose,
    issuanceProfile: rest.issuanceProfile,
    validationLevel: rest.validationLevel,
    dueNow: rest.dueNow,
    termTotal: rest.termTotal,
    listTotal: rest.listTotal,
    discounts: rest.discounts,
    taxDueNow: rest.taxDueNow,
    taxTotal: rest.taxTotal,
    calendar: rest.calendar,
  };
  return { id, priced };
}

function toTierOutcome({ tier, ruleId, explanation }: Tier): TierOutcome {
  return { tier: enumValue('ACCOUNT_TIER', tier), ruleId, explanation };
}
