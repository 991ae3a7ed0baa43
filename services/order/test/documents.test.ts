import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerSeller } from '../src/document/seller.ts';
import { recordSale } from '../src/subscription/sale.ts';
import { aContact, aKey, aLine, anEvent, anId, codesOf, someContacts } from './shop.ts';
import { openSubscriptions, type Subscriptions, threeYears } from './subscribing.ts';

let shop: Subscriptions;
beforeAll(async () => {
  shop = await openSubscriptions();
});
afterAll(() => shop.close());

const documentsOf = async (orderId: string) =>
  (await shop.orderOf({ orderId, secret: '' }, await shop.asOwner())).documents;
const pdfOf = async (orderId: string, documentId: string) =>
  shop.gateway.getOrderDocument({ key: { orderId, secret: '' }, documentId }, await shop.asOwner());
const kindsOf = (documents: { kind: string; number: string }[]) => documents.map(({ kind }) => kind);
const numberOf = (documents: { kind: string; number: string }[], kind: string) =>
  documents.find((each) => each.kind === kind)?.number ?? '';

/** What poppler reads in a document, as one line. */
const textOf = (pdf: Buffer, ...options: string[]) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'document-'));
  try {
    const file = path.join(folder, 'document.pdf');
    writeFileSync(file, pdf);
    const { stdout, status } = spawnSync('pdftotext', [...options, file, '-'], { encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout.replaceAll(/[\s\u00a0\u202f]+/g, ' ');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('a paid order', () => {
  it('has an invoice and a receipt over what was paid, which its timeline names', async () => {
    const { key } = await shop.buy();
    const documents = await documentsOf(key.orderId);
    expect(kindsOf(documents).toSorted()).toEqual(['invoice', 'receipt']);
    expect(documents.map(({ total }) => total)).toEqual([
      { currency: 'USD', minorUnits: 47_600n, exponent: 2 },
      { currency: 'USD', minorUnits: 47_600n, exponent: 2 },
    ]);
    const order = await shop.orderOf(key, await shop.asOwner());
    expect(codesOf(order)).toContain('invoice_issued');
    const entry = order.timeline.find(({ code }) => code === 'invoice_issued');
    expect(entry?.facts).toEqual({ number: numberOf(documents, 'invoice') });
  });

  it('has documents numbered by kind and year without a gap, also when payments race and fail', async () => {
    const charged = await Promise.all(Array.from({ length: 9 }, () => shop.chargedOrder({ line: threeYears() })));
    const [failing, ...others] = charged.map(({ key }) => key.orderId);
    const at = shop.clock.now();
    const failed = shop.db.transaction().execute(async (trx) => {
      await recordSale(trx, { orderId: failing ?? '', at });
      throw new Error('something later failed');
    });
    const settled = Promise.all(others.map((orderId) => shop.settleCapture(orderId)));
    await expect(failed).rejects.toThrow('something later failed');
    await settled;
    const rows = await shop.db.selectFrom('documents').select(['kind', 'running', 'number']).execute();
    for (const kind of ['invoice', 'receipt']) {
      const running = rows.filter((row) => row.kind === kind).map((row) => row.running);
      expect(running.toSorted((a, b) => a - b)).toEqual(running.map((_, index) => index + 1));
    }
    expect(rows.map(({ number }) => number)).toEqual(
      expect.arrayContaining(['INV-2026-000001', 'RCP-2026-000001', 'INV-2026-000008']),
    );
  });

  it('has documents that nobody can change, not even in the database', async () => {
    const { key } = await shop.buy();
    const change = shop.db.updateTable('documents').set({ totalMinor: 1n }).where('orderId', '=', key.orderId);
    await expect(change.execute()).rejects.toThrow('cannot be changed');
    await expect(shop.db.deleteFrom('documents').execute()).rejects.toThrow('cannot be changed');
  });

  it('shows its documents to those alone who may read it', async () => {
    const { key } = await shop.buy();
    const [document] = await documentsOf(key.orderId);
    const documentId = document?.id ?? '';
    const { accountId } = shop.owner;
    const auditor = await shop.as({ userId: 'usr_auditor', accountId, roles: ['auditor'] });
    const answer = await shop.gateway.getOrderDocument({ key, documentId }, auditor);
    expect(answer.fileName).toBe(`${document?.number ?? ''}.pdf`);
    const stranger = await shop.as(shop.anOwner());
    const notFound = { kind: 'not_found', reason: 'ORDER_NOT_FOUND' };
    await expect(shop.gateway.getOrderDocument({ key, documentId }, stranger)).rejects.toMatchObject(notFound);
    const wrongSecret = { orderId: key.orderId, secret: Buffer.alloc(32).toString('base64url') };
    await expect(shop.gateway.getOrderDocument({ key: wrongSecret, documentId })).rejects.toMatchObject(notFound);
    // A document of another order answers like one that is not there.
    const other = await shop.buy();
    const missing = { kind: 'not_found', reason: 'DOCUMENT_NOT_FOUND' };
    await expect(pdfOf(other.key.orderId, documentId)).rejects.toMatchObject(missing);
    await expect(pdfOf(other.key.orderId, 'inv_0')).rejects.toMatchObject(missing);
  });
});

describe('money that was paid back', () => {
  const refund = async (orderId: string) => {
    const request = { key: { orderId, secret: '' }, reason: '', idempotencyKey: aKey() };
    await shop.gateway.requestRefund(request, await shop.asOwner());
    const charge = shop.chargesOf({ orderId }).at(-1);
    const made = [...shop.provider.refunds.values()].find((each) => each.chargeId === charge?.id);
    if (charge === undefined || made === undefined) throw new Error('nothing was paid back');
    const { id: chargeId, reference, currency } = charge;
    const change = { kind: 'refunded' as const, chargeId, reference, currency };
    return anEvent({ ...change, refundId: made.id, amountMinor: made.amountMinor });
  };

  it('has a credit note that names the invoice, once the provider has confirmed it', async () => {
    const { key } = await shop.buy();
    const event = await refund(key.orderId);
    expect(kindsOf(await documentsOf(key.orderId))).not.toContain('credit_note');
    await shop.settle(event);
    const documents = await documentsOf(key.orderId);
    const note = documents.find(({ kind }) => kind === 'credit_note');
    expect(note).toMatchObject({ total: { minorUnits: 47_600n }, number: 'CRN-2026-000001' });
    const row = await shop.db
      .selectFrom('documents')
      .select('content')
      .where('id', '=', note?.id ?? '')
      .executeTakeFirst();
    expect(row?.content).toMatchObject({
      invoiceNumber: numberOf(documents, 'invoice'),
      netMinor: '40000',
      taxMinor: '7600',
      totalMinor: '47600',
      lines: [{ productCode: 'tls-ov', netMinor: '40000' }],
    });
    expect(await shop.toldOf(key.orderId)).toEqual(['order-receipt', 'order-refunded']);
  });

  it('has one for its amount where the provider paid back a part by itself, split at the rate of the order', async () => {
    const { key } = await shop.buy();
    const charge = shop.chargesOf(key).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    const { id: chargeId, reference, currency } = charge;
    const change = { kind: 'refunded' as const, chargeId, reference, currency, refundId: anId('re') };
    await shop.settle(anEvent({ ...change, amountMinor: 10_000n }));
    const note = (await documentsOf(key.orderId)).find(({ kind }) => kind === 'credit_note');
    const row = await shop.db
      .selectFrom('documents')
      .select('content')
      .where('id', '=', note?.id ?? '')
      .executeTakeFirst();
    expect(row?.content).toMatchObject({ lines: [], netMinor: '8403', taxMinor: '1597', totalMinor: '10000' });
  });

  it('is told of without a credit note when it was not needed', async () => {
    const { key } = await shop.buy();
    const charge = shop.chargesOf(key).at(-1);
    if (charge === undefined) throw new Error('nothing was charged');
    const { reference, currency, amountMinor } = charge;
    const chargeId = anId('ch');
    const money = { chargeId, reference, currency, amountMinor };
    await shop.settle(anEvent({ kind: 'captured', ...money }));
    const made = [...shop.provider.refunds.values()].find((each) => each.chargeId === chargeId);
    await shop.settle(anEvent({ kind: 'refunded', ...money, refundId: made?.id ?? '' }));
    expect(kindsOf(await documentsOf(key.orderId))).not.toContain('credit_note');
    expect(await shop.toldOf(key.orderId)).toEqual(['order-receipt', 'payment-returned']);
  });
});

const witness = itWitnessedBy('pdftotext');

describe('a document as PDF', () => {
  const people = {
    purchaser: { ...aContact, language: 'en' },
    billing: {
      ...aContact,
      givenName: 'Łukasz',
      surname: 'Świątek',
      organisation: 'Ελένη & Söhne façade',
      language: 'en',
    },
    billingAddress: ['Straße des 17. Juni 1', '10115 Berlin'],
  };

  it('is the same to the byte each time, whatever the seller is called by then', async () => {
    const { key } = await shop.buy();
    const [document] = await documentsOf(key.orderId);
    const first = await pdfOf(key.orderId, document?.id ?? '');
    shop.clock.advance(86_400_000);
    const seller = { name: 'Renamed Example Ltd.', address: ['2 Example Street'], taxId: '' };
    await registerSeller(shop.db, seller, shop.clock.now());
    const again = await pdfOf(key.orderId, document?.id ?? '');
    expect(again.pdf.equals(first.pdf)).toBe(true);
    expect(first.pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const next = await shop.buy();
    const row = await shop.db
      .selectFrom('documents')
      .select('content')
      .where('orderId', '=', next.key.orderId)
      .executeTakeFirst();
    expect(row?.content.seller).toEqual(seller);
  });

  witness('says in words that can be read out what was bought, for whom, for how long and at which tax', async () => {
    shop.clock.set(new Date('2026-11-21T12:00:00Z'));
    const line = aLine({ termYears: 2, paymentOption: 'PAYMENT_OPTION_ONE_TIME', extraDomains: ['www.example.com'] });
    const { key } = await shop.buy({ line, contacts: people });
    const documents = await documentsOf(key.orderId);
    const { number } = await shop.orderOf(key, await shop.asOwner());
    const invoice = documents.find(({ kind }) => kind === 'invoice');
    const { pdf } = await pdfOf(key.orderId, invoice?.id ?? '');
    const text = textOf(pdf);
    for (const part of [
      'Invoice',
      invoice?.number ?? '?',
      number,
      'Łukasz Świątek',
      'Ελένη & Söhne façade',
      'Straße des 17. Juni 1',
      'Germany',
      'TLS-OV (tls-ov)',
      '3 licences, 21 November 2026 to 21 November 2028',
      'Extra domains: www.example.com',
      'List price: $3,000.00',
      'Discount TERM-2Y: -$300.00',
      '$2,700.00',
      'VAT 19%',
      '$513.00',
      'Total',
      '$3,213.00',
      'Page 1 of 1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('Reverse charge');
    const receipt = documents.find(({ kind }) => kind === 'receipt');
    expect(textOf((await pdfOf(key.orderId, receipt?.id ?? '')).pdf)).toContain('Paid in full');
  });

  witness('is written in the language of its reader', async () => {
    const wanted = {
      fr: ['Facture', 'Commande', 'Page 1 sur 1', '21 novembre 2026'],
      de: ['Rechnung', 'Bestellung', 'Seite 1 von 1', '21. November 2026'],
      es: ['Factura', 'Pedido', 'Página 1 de 1', '21 de noviembre de 2026'],
    };
    for (const [language, words] of Object.entries(wanted)) {
      shop.clock.set(new Date('2026-11-21T12:00:00Z'));
      const contacts = someContacts({ purchaser: { ...aContact, language } });
      // oxlint-disable-next-line no-await-in-loop
      const { key } = await shop.buy({ contacts });
      // oxlint-disable-next-line no-await-in-loop
      const invoice = (await documentsOf(key.orderId)).find(({ kind }) => kind === 'invoice');
      // oxlint-disable-next-line no-await-in-loop
      const text = textOf((await pdfOf(key.orderId, invoice?.id ?? '')).pdf);
      for (const word of words) expect(text).toContain(word);
    }
  });

  witness('says so when the buyer owes the tax himself', async () => {
    const options = await shop.asOwner();
    const { key: cartKey } = await shop.cartWithLine(threeYears(), options);
    const quote = await shop.quoteOf(cartKey, { country: 'FR', taxId: 'FR12345678901' }, options);
    const { key } = await shop.orderFrom(cartKey, quote, options);
    const contacts = someContacts({ purchaser: { ...aContact, country: 'FR', language: 'fr' } });
    await shop.gateway.setContacts({ key, contacts }, options);
    await shop.addPayment(key, {}, options);
    await shop.complete(key, {}, options);
    await shop.settleCapture(key.orderId);
    const invoice = (await documentsOf(key.orderId)).find(({ kind }) => kind === 'invoice');
    const text = textOf((await pdfOf(key.orderId, invoice?.id ?? '')).pdf);
    expect(text).toContain('Autoliquidation');
    expect(text).toContain('FR12345678901');
  });

  witness('goes on over as many pages as its lines need, with none of them torn', async () => {
    const options = await shop.asOwner();
    const extraDomains = Array.from({ length: 12 }, (_, index) => `server-${index}.department.example.com`);
    const { key: cartKey } = await shop.cartWithLine(aLine({ extraDomains }), options);
    for (let more = 1; more < 30; more += 1) {
      const line = aLine({ licences: more, extraDomains });
      // oxlint-disable-next-line no-await-in-loop
      await shop.gateway.addCartLine({ key: cartKey, line, expectedVersion: 0 }, options);
    }
    const { key } = await shop.orderFrom(cartKey, await shop.quoteOf(cartKey, {}, options), options);
    await shop.gateway.setContacts({ key, contacts: people }, options);
    await shop.addPayment(key, {}, options);
    await shop.complete(key, {}, options);
    await shop.settleCapture(key.orderId);
    const invoice = (await documentsOf(key.orderId)).find(({ kind }) => kind === 'invoice');
    const { pdf } = await pdfOf(key.orderId, invoice?.id ?? '');
    const text = textOf(pdf);
    const pages = Number(/Page 1 of ([0-9]+)/.exec(text)?.[1]);
    expect(pages).toBeGreaterThan(2);
    expect(text).toContain(`Page ${pages} of ${pages}`);
    expect(text).not.toContain(`Page ${pages + 1}`);
    expect(text.match(/TLS-OV \(tls-ov\)/g)).toHaveLength(30);
    for (let page = 1; page <= pages; page += 1) {
      const alone = textOf(pdf, '-f', String(page), '-l', String(page));
      expect(alone).toContain(`Page ${page} of ${pages}`);
      const begun = alone.match(/TLS-OV \(tls-ov\)/g)?.length ?? 0;
      expect(alone.match(/server-11\.department\.example\.com/g)?.length ?? 0).toBe(begun);
      if (begun > 0) expect(alone).toContain('Description');
    }
  });
});
