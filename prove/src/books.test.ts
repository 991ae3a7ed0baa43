import { describe, expect, it } from '@jest/globals';
import { type Books, findLosses, isPaidUnheard } from './books.ts';
import { planRun } from './plan.ts';
import { seededRandom } from './seeded-random.ts';
import type { Receipt } from './shopper.ts';

type OrderBook = Books['orders'] extends ReadonlyMap<string, infer B> ? B : never;

const email = 'buyer@example.com';
const receipt: Receipt = {
  plan: planRun(seededRandom(1), 7),
  email,
  order: { id: 'ord_1', path: '/v1/orders/ord_1', headers: {} },
  dueNow: 400,
  acknowledged: ['completed'],
};
const charge = { id: 'ch_1', status: 'captured', reference: 'ord_1', captured: 400, refunded: 0 };
const mail = { to: email, messageId: 'act_1.1', activates: true };
const completed: OrderBook = {
  status: 'completed',
  due: 400,
  bought: 3,
  granted: 3,
  accounts: 1,
  lines: 2,
  subscriptions: 2,
  invoices: 1,
  cash: 400,
  ledgerSum: 0,
  troubles: [],
  paymentStatus: 'captured',
};
const cancelled: OrderBook = {
  ...completed,
  status: 'cancelled',
  granted: 0,
  accounts: 0,
  subscriptions: 0,
  invoices: 0,
  cash: 0,
};

const losses = (book: OrderBook | undefined, over: Partial<Books> = {}, of: Receipt = receipt) =>
  findLosses([of], {
    orders: new Map(book === undefined ? [] : [['ord_1', book]]),
    charges: [charge],
    mails: [mail],
    faults: [],
    ...over,
  }).map(({ what }) => what);

describe('the books of a checkout', () => {
  it('hold when there is one charge, one grant and one message', () => {
    expect(losses(completed)).toEqual([]);
    // Twice the same message is one message.
    expect(losses(completed, { mails: [mail, mail] })).toEqual([]);
  });

  it('hold when a second capture was paid back', () => {
    const charges = [charge, { ...charge, id: 'ch_2', refunded: 400 }];
    expect(losses(completed, { charges })).toEqual([]);
  });

  it('hold when nothing was bought and nothing was kept', () => {
    expect(losses(cancelled, { charges: [{ ...charge, refunded: 400 }], mails: [] })).toEqual([]);
  });

  const broken: readonly [string, OrderBook | undefined, Partial<Books>?, Receipt?][] = [
    ['the order is not there', undefined],
    ['it was charged twice', completed, { charges: [charge, { ...charge, id: 'ch_2' }] }],
    ['it was not charged', completed, { charges: [] }],
    ['it has two invoices', { ...completed, invoices: 2 }],
    ['it has an invoice although it was given up', { ...cancelled, invoices: 1 }, { charges: [], mails: [] }],
    ['a line has no subscription', { ...completed, subscriptions: 1 }],
    ['it cost another amount', { ...completed, due: 300, cash: 300 }, { charges: [{ ...charge, captured: 300 }] }],
    ['licences are missing', { ...completed, granted: 2 }],
    ['licences were granted twice', { ...completed, granted: 6 }],
    ['it has two accounts', { ...completed, accounts: 2 }],
    ['it has two different messages', completed, { mails: [mail, { ...mail, messageId: 'act_2.1' }] }],
    ['its message is missing', completed, { mails: [] }],
    ['its ledger does not sum to zero', { ...completed, ledgerSum: 1 }],
    ['its ledger tells of other money', { ...completed, cash: 399 }],
    ['it is stuck', { ...completed, status: 'paid' }],
    ['money was kept for nothing', cancelled, { mails: [] }],
    ['goods were given for nothing', { ...cancelled, granted: 3 }, { charges: [], mails: [] }],
    ['nobody is told of its trouble', { ...cancelled, status: 'review_needed' }, { mails: [] }],
    ['its cancellation was lost', completed, {}, { ...receipt, acknowledged: ['cancelled'] }],
    ['the inventory is at odds', completed, { faults: ['licence lic_1 is void but its ledger says available'] }],
  ];
  for (const [what, book, over, of] of broken) {
    it(`do not hold when ${what}`, () => {
      expect(losses(book, over, of)).not.toEqual([]);
    });
  }

  it('are not closed while an order has not heard of its money', () => {
    const waiting = { status: 'awaiting_payment' };
    expect(isPaidUnheard('ord_1', waiting, [charge])).toBe(true);
    expect(isPaidUnheard('ord_1', waiting, [{ ...charge, captured: 0 }])).toBe(false);
    expect(isPaidUnheard('ord_1', waiting, [{ ...charge, refunded: 400 }])).toBe(false);
    expect(isPaidUnheard('ord_2', waiting, [charge])).toBe(false);
    expect(isPaidUnheard('ord_1', completed, [charge])).toBe(false);
  });

  it('say of which run and order they speak', () => {
    const [loss] = findLosses([receipt], { orders: new Map(), charges: [], mails: [], faults: [] });
    expect(loss).toMatchObject({ run: 7, orderId: 'ord_1' });
  });
});
