import {
  acceptanceOf,
  answerBank,
  attachCard,
  awaitOrder,
  type Contact,
  type Contacts,
  cards,
  type Order,
  type Proved,
  readOrder,
} from '../buying.ts';
import type { Step, World } from '../journey.ts';
import { expectThat } from '../rest-client.ts';

const returnUrl = 'https://shop.example.com/back';

const orderOf = ({ order }: World): Proved => {
  if (order === undefined) throw new Error('no order yet');
  return order;
};

/** Downloads a document of an order; its number is in the name of the file. */
export async function download(
  { api }: Pick<World, 'api'>,
  { path, headers }: Proved,
  document: Order['documents'][0] | undefined,
): Promise<Buffer> {
  expectThat(document !== undefined, 'the document is listed');
  const answer = await api.send('GET', `${path}/documents/${document.id}`, { headers });
  const isPdf = answer.headers.get('content-type') === 'application/pdf' && answer.bytes.subarray(0, 5).equals(pdfMark);
  expectThat(answer.status === 200 && isPdf, `the ${document.kind} is a PDF`);
  const name = answer.headers.get('content-disposition') ?? '';
  expectThat(name.includes(document.number), `its file is named by its number: ${name}`);
  return answer.bytes;
}

const pdfMark = Buffer.from('%PDF-');

/** Contacts, payment, review and completion. */
export const checkoutSteps: readonly Step[] = [
  {
    promise: 'E8',
    title: 'Verify fulfilment and delivery: purchaser, fulfilment, technical and billing contact',
    run: async (world) => {
      const { api, signer, wrongAddress } = world;
      const { path, headers } = orderOf(world);
      const person = { surname: 'Sample', country: 'DE', language: 'en', organisation: 'Sample Works Ltd' };
      const purchaser: Contact = { ...person, givenName: 'Robin', email: signer.email };
      const contacts: Contacts = {
        purchaser,
        // Misspelt, as it happens.
        fulfilment: { ...purchaser, email: wrongAddress },
        technical: { ...person, givenName: 'Toni', email: 'servers@example.com' },
        billing: { ...person, givenName: 'Billie', email: 'bills@example.com' },
        billingAddress: ['1 Sample Street', '10115 Berlin'],
      };
      const elsewhere = { ...contacts, billing: { ...purchaser, country: 'US' } };
      const refusal = await api.refused(409, 'TAX_COUNTRY_DIFFERS', 'PUT', `${path}/contacts`, {
        headers,
        body: elsewhere,
      });
      expectThat(refusal.errors?.[0]?.pointer?.endsWith('/country') === true, 'the field at fault is named');
      const unreachable = { ...contacts, technical: { ...purchaser, email: 'servers@example' } };
      await api.refused(400, 'CONTACT_INVALID', 'PUT', `${path}/contacts`, { headers, body: unreachable });
      await api.ask('PUT', `${path}/contacts`, { headers, body: contacts });
      const { contacts: kept, contactsConfirmed, status } = await readOrder(api, orderOf(world));
      const addresses = [kept?.purchaser, kept?.fulfilment, kept?.technical, kept?.billing].map((each) => each?.email);
      expectThat(
        addresses.join() === [signer.email, wrongAddress, 'servers@example.com', 'bills@example.com'].join(),
        'all four are kept',
      );
      expectThat(contactsConfirmed && status === 'details_complete', 'only the payment is missing');
    },
  },
  {
    promise: 'E9',
    title: 'Enter payment; card data goes to the provider only, and a declined payment can be retried',
    run: async (world) => {
      const { api } = world;
      const order = orderOf(world);
      const { path, headers } = order;
      const number = { headers, body: { paymentToken: cards.good }, idempotent: true } as const;
      await api.refused(400, 'CARD_NUMBER_REFUSED', 'POST', `${path}/payments`, number);
      const body = acceptanceOf(await attachCard(api, order, { card: cards.declined }));
      await api.refused(409, 'PAYMENT_DECLINED', 'POST', `${path}/completion`, { headers, body, idempotent: true });
      const declined = await readOrder(api, order);
      expectThat(
        declined.payment?.status === 'failed' &&
          declined.payment.declineCode === 'card_declined' &&
          declined.status === 'review',
        'the order waits for another card',
      );
      await attachCard(api, order, { card: cards.confirmedOnce, keepMethod: true });
      const { payment } = await readOrder(api, order);
      expectThat(payment?.status === 'created' && payment.keepMethod, 'another card is attached, and is to be kept');
    },
  },
  {
    promise: 'E10',
    title: 'Review everything: lines, tax, the rule of the account, the terms; only then complete',
    run: async (world) => {
      const { api, quote } = world;
      const { path, headers } = orderOf(world);
      const review = await api.ask<{
        order: Order;
        nextActions: string[];
        afterCompletion: { account?: { tier: string }; activationMessageTo?: string };
      }>('GET', `${path}/review`, { headers });
      const { order, nextActions, afterCompletion } = review;
      expectThat(order.quote?.id === quote?.id && order.dueNow.amount === 238_000, 'it shows the quote that was seen');
      expectThat(order.quote?.tax.ruleId === 'DE-1' && order.quote.taxDueNow.amount === 38_000, 'and its tax');
      const { tier } = order;
      expectThat(tier?.tier === 'starter' && tier.explanation !== '', 'and the rule of the account as a sentence');
      expectThat(
        afterCompletion.account?.tier === 'starter' && afterCompletion.activationMessageTo === world.wrongAddress,
        'and what happens afterwards',
      );
      expectThat(nextActions.includes('complete'), 'and that it can be completed now');
      world.tierRuleId = tier.ruleId;
      const body = { ...acceptanceOf(order), acceptedTermsVersion: 'none' };
      await api.refused(409, 'TERMS_NOT_ACCEPTED', 'POST', `${path}/completion`, { headers, body, idempotent: true });
    },
  },
  {
    promise: 'E9',
    title: 'The bank wants a confirmation (3-D Secure): the buyer gives it on its page and comes back',
    run: async (world) => {
      const { api } = world;
      const order = orderOf(world);
      const { path, headers } = order;
      const body = { ...acceptanceOf(await readOrder(api, order)), returnUrl };
      const idempotencyKey = `complete-${order.id}`;
      const completion = { headers, body, idempotent: idempotencyKey };
      const { payment, status } = await api.ask<Order>('POST', `${path}/completion`, completion);
      expectThat(status === 'awaiting_payment' && payment?.status === 'requires_action', 'nothing is paid without it');
      const repeated = await api.ask<Order>('POST', `${path}/completion`, completion);
      expectThat(repeated.payment?.actionUrl === payment.actionUrl, 'sending it twice charges once');
      expectThat((await answerBank(payment.actionUrl, 'approve')) === returnUrl, 'the bank sends him back');
    },
  },
  {
    promise: 'E10',
    title: 'The order completes by itself; its timeline tells how, in the language asked for',
    run: async (world) => {
      const { api } = world;
      const order = orderOf(world);
      const done = await awaitOrder(api, order);
      const codes = done.timeline.map(({ code }) => code);
      const told = [
        'payment_declined',
        'payment_requires_action',
        'payment_captured',
        'order_paid',
        'inventory_granted',
      ];
      expectThat(
        told.every((code) => codes.filter((each) => each === code).length === 1) && codes.includes('order_completed'),
        `the timeline tells how: ${codes.join(', ')}`,
      );
      expectThat(done.termsAcceptedAt !== undefined && done.saga?.step === 'done', 'nothing is left to do');
      const german = await readOrder(api, order, 'de');
      expectThat(
        german.timeline.every(({ text }, index) => text !== '' && text !== done.timeline[index]?.text),
        'every entry has a sentence in each language',
      );
    },
  },
  {
    promise: 'E10',
    title: 'Invoice and receipt are there as PDF',
    run: async (world) => {
      const order = orderOf(world);
      const { documents } = await readOrder(world.api, order);
      const invoice = documents.find(({ kind }) => kind === 'invoice');
      expectThat(invoice?.total.amount === 238_000, 'the invoice is about the whole sum');
      world.invoice = await download(world, order, invoice);
      await download(
        world,
        order,
        documents.find(({ kind }) => kind === 'receipt'),
      );
      expectThat((await download(world, order, invoice)).equals(world.invoice), 'the invoice never changes');
    },
  },
];
