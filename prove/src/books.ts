import type { PlatformDatabases } from '../../test/src/platform-databases.ts';
import type { ProviderCharge } from './provider.ts';
import type { Receipt } from './shopper.ts';

/** Something that must not be. */
export interface Loss {
  run: number;
  orderId: string;
  what: string;
}

/** A message that reached the inbox. */
export interface Mail {
  to: string;
  messageId: string;
  /** Whether it tells how to activate an account. */
  activates: boolean;
}

/** Everything that is known of the orders at the end, from each who keeps a book of his own. */
export interface Books {
  orders: ReadonlyMap<string, OrderBook>;
  charges: readonly ProviderCharge[];
  mails: readonly Mail[];
  /** Disagreements that no single order has. */
  faults: readonly string[];
}

interface OrderBook {
  status: string;
  due: number;
  /** Licences that were bought. */
  bought: number;
  /** Licences in the inventory. */
  granted: number;
  /** Accounts that the order led to. */
  accounts: number;
  /** Lines that were bought, subscriptions that began, invoices that were issued. */
  lines: number;
  subscriptions: number;
  invoices: number;
  /** What the order's own ledger of money says was kept. */
  cash: number;
  ledgerSum: number;
  /** Reasons for which a person has it on his list. */
  troubles: readonly string[];
  paymentStatus: string;
}

/** Where an order goes on by itself, so that it must not stay. */
const passing = ['awaiting_payment', 'paid', 'fulfilling', 'refund_pending'];

/** Reads the books of order and enrollment. */
export async function readBooks(
  databases: PlatformDatabases,
  ids: readonly string[],
): Promise<Omit<Books, 'charges' | 'mails'>> {
  const orders = await databases.query<{
    id: string;
    status: string;
    due: string;
    bought: string;
    cash: string | null;
    sum: string | null;
    troubles: string[];
    payment: string | null;
    lines: string;
    subscriptions: string;
    invoices: string;
  }>(
    'order',
    `select o.id, o.status, o.due_now_minor as due,
       (select sum(licences) from order_lines l where l.order_id = o.id) as bought,
       (select count(*) from order_lines l where l.order_id = o.id) as lines,
       (select count(*) from subscriptions s where s.order_id = o.id) as subscriptions,
       (select count(*) from documents d where d.order_id = o.id and d.kind = 'invoice') as invoices,
       (select sum(amount_minor) from money_entries m where m.order_id = o.id and m.account = 'cash') as cash,
       (select sum(amount_minor) from money_entries m where m.order_id = o.id) as sum,
       array(select trouble from order_troubles t where t.order_id = o.id) as troubles,
       (select status from payment_attempts p where p.order_id = o.id and p.status <> 'replaced'
         order by seq desc limit 1) as payment
     from orders o where o.id = any($1)`,
    [ids],
  );
  const grants = await databases.query<{ id: string; licences: string; accounts: string }>(
    'enrollment',
    `select e.order_id as id, count(distinct l.id) as licences, count(distinct e.account_id) as accounts
     from enrolments e left join licences l on l.order_id = e.order_id and l.state <> 'void'
     where e.order_id = any($1) group by e.order_id`,
    [ids],
  );
  const granted = new Map(grants.map((row) => [row.id, row]));
  return {
    orders: new Map(
      orders.map((row) => [
        row.id,
        {
          status: row.status,
          due: Number(row.due),
          bought: Number(row.bought),
          granted: Number(granted.get(row.id)?.licences ?? 0),
          accounts: Number(granted.get(row.id)?.accounts ?? 0),
          lines: Number(row.lines),
          subscriptions: Number(row.subscriptions),
          invoices: Number(row.invoices),
          cash: Number(row.cash ?? 0),
          ledgerSum: Number(row.sum ?? 0),
          troubles: row.troubles,
          paymentStatus: row.payment ?? '',
        },
      ]),
    ),
    faults: [
      ...(await findInventoryFaults(databases)),
      ...(await findNumberFaults(databases)),
      ...(await findForgottenWork(databases)),
    ],
  };
}

/** Licences that are elsewhere than their ledger says, or granted more than once. */
async function findInventoryFaults(databases: PlatformDatabases): Promise<string[]> {
  const astray = await databases.query<{ id: string; state: string; place: string }>(
    'enrollment',
    `select l.id, l.state, e.to_place as place
     from licences l join lateral
       (select to_place from inventory_entries i where i.licence_id = l.id order by seq desc limit 1) e on true
     where e.to_place <> l.state`,
  );
  const twice = await databases.query<{ id: string }>(
    'enrollment',
    `select licence_id as id from inventory_entries where kind = 'grant' group by licence_id having count(*) > 1`,
  );
  return [
    ...astray.map(({ id, state, place }) => `licence ${id} is ${state} but its ledger says ${place}`),
    ...twice.map(({ id }) => `licence ${id} was granted twice`),
  ];
}

/** What was acknowledged and then left lying: events that nobody judged, messages that nobody sent. */
async function findForgottenWork(databases: PlatformDatabases): Promise<string[]> {
  const events = await databases.query<{ id: string }>(
    'order',
    'select event_id as id from payment_events where handled_at is null',
  );
  const mails = await databases.query<{ id: string }>('order', 'select id from mails where sent_at is null');
  return [
    ...events.map(({ id }) => `event ${id} was acknowledged and never judged`),
    ...mails.map(({ id }) => `mail ${id} was never sent`),
  ];
}

/** Invoices and receipts are numbered without gaps, by kind and year. */
async function findNumberFaults(databases: PlatformDatabases): Promise<string[]> {
  const gaps = await databases.query<{ kind: string; year: number; last: number; documents: string }>(
    'order',
    `select kind, year, max(running) as last, count(*) as documents
     from documents group by kind, year having max(running) <> count(*)`,
  );
  return gaps.map(({ kind, year, last, documents }) => `${kind} ${last} of ${year} is the last of only ${documents}`);
}

/** Whether an order still moves by itself, so that nothing can be said of it yet. */
export function isPassing({ status, paymentStatus }: Pick<OrderBook, 'status' | 'paymentStatus'>): boolean {
  // A buyer who never answered his bank keeps his order waiting; that is his business.
  return passing.includes(status) && !(status === 'awaiting_payment' && paymentStatus === 'requires_action');
}

/** Whether an order still has to hear of money that its buyer confirmed at his bank. */
export function isPaidUnheard(
  orderId: string,
  { status }: Pick<OrderBook, 'status'>,
  charges: readonly ProviderCharge[],
): boolean {
  return (
    status === 'awaiting_payment' &&
    charges.some(({ reference, captured, refunded }) => reference === orderId && captured > refunded)
  );
}

/** Holds what buyers did and were told against the books: one charge, one grant, one message, nothing lost. */
export function findLosses(receipts: readonly Receipt[], books: Books): Loss[] {
  const general = books.faults.map((what) => ({ run: -1, orderId: '', what }));
  return [...general, ...receipts.flatMap((receipt) => lossesOf(receipt, books))];
}

function lossesOf({ plan, order, email, dueNow, acknowledged }: Receipt, books: Books): Loss[] {
  if (order === undefined) return [];
  const loss = (what: string): Loss => ({ run: plan.run, orderId: order.id, what });
  const book = books.orders.get(order.id);
  if (book === undefined) return [loss('an order that was acknowledged is not there')];
  const charges = books.charges.filter(({ reference }) => reference === order.id);
  const kept = charges.reduce((sum, { captured, refunded }) => sum + captured - refunded, 0);
  const activations = new Set(
    books.mails.filter((mail) => mail.to === email && mail.activates).map(({ messageId }) => messageId),
  ).size;
  const isDelivered = book.status === 'completed';
  const isJudged = book.status === 'review_needed';
  const wanted = isDelivered ? 1 : 0;
  const losses: [boolean, string][] = [
    [isPassing(book), `it still is ${book.status} although nothing hinders it any more`],
    [book.due !== dueNow, `it costs ${book.due} although the buyer was quoted ${dueNow}`],
    [isDelivered && kept !== book.due, `${kept} was kept for an order of ${book.due}`],
    [!isDelivered && !isJudged && kept !== 0, `${kept} was kept for an order that is ${book.status}`],
    [isJudged && book.troubles.length === 0, 'it needs a person, but is on nobody’s list'],
    [
      book.granted !== (isDelivered ? book.bought : 0),
      `${book.granted} licences of ${book.bought} are in the inventory`,
    ],
    [book.accounts !== wanted, `it led to ${book.accounts} accounts`],
    [book.invoices !== wanted, `${book.invoices} invoices were issued`],
    [
      book.subscriptions !== (isDelivered ? book.lines : 0),
      `${book.subscriptions} subscriptions began with ${book.lines} lines`,
    ],
    [activations !== wanted, `${activations} different activation messages were sent`],
    [book.ledgerSum !== 0, `its ledger of money sums to ${book.ledgerSum}`],
    [isDelivered && book.cash !== kept, `its ledger says ${book.cash} was kept, the provider says ${kept}`],
    [
      acknowledged.includes('cancelled') && !['cancelled', 'review_needed'].includes(book.status),
      `its cancellation was acknowledged, but it is ${book.status}`,
    ],
  ];
  return losses.filter(([isSo]) => isSo).map(([, what]) => loss(what));
}
