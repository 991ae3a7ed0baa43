import { createHash, randomUUID } from 'node:crypto';
import { itWitnessedBy, type TestActor } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { sql } from 'kysely';
import { announced, aPrintShop, printOnce, readPdf, readStored, typed, wrongAnswer } from './grid.ts';
import { anEnrolment, minuteMs, outcomesOf, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

// The print shop is openssl's: it makes the certificate.
const it = itWitnessedBy('openssl');
const itPrints = itWitnessedBy('openssl', 'pdftotext');

let secondFactor: TestSecondFactor;
let shop: Awaited<ReturnType<typeof aPrintShop>>;
beforeAll(async () => {
  [secondFactor, shop] = await Promise.all([startSecondFactor(), aPrintShop()]);
  secondFactor.clock.set(shop.goodFrom);
});
afterAll(async () => {
  await secondFactor.close();
  await shop.close();
});

const operator = (over: Partial<TestActor> = {}) =>
  secondFactor.as('usr_operator', { staffRoles: ['operator'], ...over });
const officer = () => secondFactor.as('usr_officer', { staffRoles: ['registration_officer'] });

const anOrder = (
  over: { label?: string; count?: number; printerCertificate?: string; idempotencyKey?: string } = {},
) => ({
  label: 'Spring',
  count: 1,
  printerCertificate: shop.certificate,
  idempotencyKey: randomUUID(),
  ...over,
});

async function aBatch(count: number, label = 'Spring') {
  const { batch } = await secondFactor.gateway.createGridCardBatch(anOrder({ label, count }), await operator());
  if (batch === undefined) throw new Error('no batch');
  return batch;
}

/** A batch of which all jobs have run. */
async function aPrintedBatch(count: number) {
  const { id } = await aBatch(count);
  for (let portions = Math.ceil(count / 250) + 1; portions > 0; portions -= 1) {
    // oxlint-disable-next-line no-await-in-loop
    await printOnce(secondFactor, id);
  }
  const { batch, cards } = await secondFactor.gateway.getGridCardBatch({ batchId: id }, await operator());
  if (batch === undefined) throw new Error('no batch');
  return { batch, serials: cards.map(({ serial }) => serial) };
}

async function printFileOf(batchId: string) {
  return await secondFactor.gateway.getGridCardPrintFile({ batchId }, await operator());
}

/** The cards of a print sheet: row by row, two beside each other. */
function readSheet(text: string): Map<string, Map<string, string>> {
  const cards = new Map<string, Map<string, string>>();
  let current: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    const serials = [...line.matchAll(/\b(\d{5})-(\d{5})\b/g)].map(([, first, second]) => `${first}${second}`);
    if (serials.length > 0) {
      current = serials.map(() => new Map<string, string>());
      for (const [place, serial] of serials.entries()) cards.set(serial, current[place] ?? new Map());
      continue;
    }
    const symbols = line.trim().split(/\s+/);
    if (!/^[1-5]$/.test(symbols[0] ?? '') || symbols.length !== 11 * current.length) continue;
    for (const [place, card] of current.entries()) {
      const [row = '', ...cells] = symbols.slice(place * 11, (place + 1) * 11);
      for (const [column, symbol] of cells.entries()) card.set(String.fromCharCode(65 + column) + row, symbol);
    }
  }
  return cards;
}

describe('a batch of cards', () => {
  itPrints('is a sheet that only the print shop can open, with every card on it', async () => {
    const { batch, serials } = await aPrintedBatch(11);
    expect(batch).toMatchObject({
      label: 'Spring',
      state: 'GRID_CARD_BATCH_STATE_READY',
      count: 11,
      made: 11,
      assigned: 0,
      printer: 'C=DE, O=Example Prints, CN=Card printing',
    });
    const { file, fileName } = await printFileOf(batch.id);
    expect(fileName).toBe(`${batch.id}.p7m`);
    expect(batch.printFileSha256).toBe(createHash('sha256').update(file).digest('hex'));
    expect(Buffer.from(file).includes('%PDF')).toBe(false);

    const cards = readSheet(await readPdf(await shop.open(file)));
    expect([...cards.keys()].toSorted()).toEqual(serials);
    for (const [serial, cells] of cards) {
      // oxlint-disable-next-line no-await-in-loop
      expect(cells).toEqual(await readStored(secondFactor, serial));
      expect(cells.size).toBe(50);
    }
  });

  it('is made once, however often its job is killed, repeated and run beside itself', async () => {
    const { id } = await aBatch(260);
    await expect(printFileOf(id)).rejects.toMatchObject({ kind: 'conflict', reason: 'GRID_CARD_BATCH_NOT_READY' });
    // Killed while it stores its portion: nothing of it is there.
    await sql`create function fail() returns trigger language plpgsql as $$ begin raise 'killed'; end $$`.execute(
      secondFactor.db,
    );
    await sql`create trigger killed before update on grid_card_batches for each row execute function fail()`.execute(
      secondFactor.db,
    );
    await expect(printOnce(secondFactor, id)).rejects.toThrow('killed');
    await sql`drop trigger killed on grid_card_batches`.execute(secondFactor.db);
    const cardsOf = async () =>
      await secondFactor.db.selectFrom('gridCards').select('serial').where('batchId', '=', id).execute();
    expect(await cardsOf()).toEqual([]);

    await Promise.all(Array.from({ length: 3 }, () => printOnce(secondFactor, id)));
    // The last one may have found the portion of the first already.
    expect([250, 260]).toContain((await cardsOf()).length);
    await Promise.all(Array.from({ length: 3 }, () => printOnce(secondFactor, id)));
    expect(new Set((await cardsOf()).map(({ serial }) => serial)).size).toBe(260);
    await Promise.all(Array.from({ length: 2 }, () => printOnce(secondFactor, id)));
    const { file } = await printFileOf(id);
    await printOnce(secondFactor, id);
    expect((await printFileOf(id)).file).toEqual(file);
    expect(await cardsOf()).toHaveLength(260);
    const jobs = (await announced(secondFactor, 'print-grid-cards')).filter(({ batchId }) => batchId === id);
    // The order, and one after each portion.
    expect(jobs).toHaveLength(3);
  });

  it('is void with the cards that nobody has, for good', async () => {
    const { gateway, as } = secondFactor;
    const { batch, serials } = await aPrintedBatch(3);
    const [mine = '', other = ''] = serials;
    await gateway.enrolAuthenticator(anEnrolment({ kind: 'grid_card', serial: mine }), await as('usr_before_void'));
    for (let twice = 0; twice < 2; twice += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await gateway.voidGridCardBatch({ batchId: batch.id }, await operator());
      expect(answer.batch).toMatchObject({ state: 'GRID_CARD_BATCH_STATE_VOID', assigned: 1, printFileSha256: '' });
    }
    await expect(printFileOf(batch.id)).rejects.toMatchObject({ reason: 'GRID_CARD_BATCH_NOT_READY' });
    await printOnce(secondFactor, batch.id);
    const { cards } = await gateway.getGridCardBatch({ batchId: batch.id }, await operator());
    expect(cards.map(({ state }) => state)).toEqual(serials.map((serial) => (serial === mine ? 'assigned' : 'void')));
    await expect(
      gateway.enrolAuthenticator(anEnrolment({ kind: 'grid_card', serial: other }), await as('usr_after_void')),
    ).rejects.toMatchObject({ kind: 'not_found', reason: 'CARD_NOT_FOUND' });
  });

  it('is listed newest first, page by page', async () => {
    const { gateway } = secondFactor;
    const newest = [await aBatch(1, 'One'), await aBatch(1, 'Two'), await aBatch(1, 'Three')].map(({ id }) => id);
    const first = await gateway.listGridCardBatches({ limit: 2, cursor: '' }, await operator());
    const second = await gateway.listGridCardBatches({ limit: 1, cursor: first.nextCursor }, await operator());
    expect([...first.batches, ...second.batches].map(({ id }) => id)).toEqual(newest.toReversed());
    await expect(gateway.listGridCardBatches({ limit: 1, cursor: 'x' }, await operator())).rejects.toMatchObject({
      reason: 'PAGE_TOKEN_INVALID',
    });
  });

  it('is the business of operators', async () => {
    const { gateway } = secondFactor;
    const { id: batchId } = await aBatch(1);
    const others = [await officer(), await secondFactor.as('usr_anybody')];
    for (const other of others) {
      const refusals = [
        gateway.createGridCardBatch(anOrder(), other),
        gateway.listGridCardBatches({ limit: 1, cursor: '' }, other),
        gateway.getGridCardBatch({ batchId }, other),
        gateway.getGridCardPrintFile({ batchId }, other),
        gateway.voidGridCardBatch({ batchId }, other),
      ];
      // oxlint-disable-next-line no-await-in-loop
      const { won, reasons } = await outcomesOf(refusals);
      expect([won, ...new Set(reasons)]).toEqual([0, 'ROLE_REQUIRED']);
    }
    const unknown = { kind: 'not_found', reason: 'GRID_CARD_BATCH_NOT_FOUND' };
    await expect(gateway.getGridCardBatch({ batchId: 'gcb_none' }, await operator())).rejects.toMatchObject(unknown);
    await expect(printFileOf('gcb_none')).rejects.toMatchObject(unknown);
    await expect(gateway.voidGridCardBatch({ batchId: 'gcb_none' }, await operator())).rejects.toMatchObject(unknown);
  });

  it('is ordered once by a key, however often and late it is sent, and by nobody else', async () => {
    const { gateway, clock } = secondFactor;
    const order = anOrder({ label: 'Once', idempotencyKey: 'batch-once-1' });
    const create = async (over: object = {}, by = operator()) =>
      await gateway.createGridCardBatch({ ...order, ...over }, await by);
    const together = await Promise.all(Array.from({ length: 5 }, () => create()));
    const [id, ...others] = new Set(together.map(({ batch }) => batch?.id ?? ''));
    expect(others).toEqual([]);
    await printOnce(secondFactor, id ?? '');
    // Also when nobody could order it so any more.
    const now = clock.now();
    clock.advance(366 * 24 * 60 * minuteMs);
    expect(await create()).toMatchObject({ batch: { id, made: 1 } });
    clock.set(now);
    const { batches } = await gateway.listGridCardBatches({ limit: 100, cursor: '' }, await operator());
    expect(batches.filter(({ label }) => label === 'Once')).toHaveLength(1);

    const reused = { kind: 'conflict', reason: 'IDEMPOTENCY_KEY_REUSED' };
    await expect(create({ count: 2 })).rejects.toMatchObject(reused);
    await expect(create({ idempotencyKey: '' })).rejects.toMatchObject({ reason: 'IDEMPOTENCY_KEY_INVALID' });
    const { batch } = await create({}, secondFactor.as('usr_other_operator', { staffRoles: ['operator'] }));
    expect(batch?.id).not.toBe(id);
  });

  it('is not ordered without a name, of no or too many cards, or for a certificate that seals nothing', async () => {
    const { gateway, clock } = secondFactor;
    const refusalOf = async (over: Parameters<typeof anOrder>[0]) =>
      await gateway.createGridCardBatch(anOrder(over), await operator()).then(
        () => 'ordered',
        (error: unknown) => (error as { reason: string }).reason,
      );
    expect(await refusalOf({ label: ' ' })).toBe('LABEL_INVALID');
    expect(await refusalOf({ count: 0 })).toBe('CARD_COUNT_INVALID');
    expect(await refusalOf({ count: 1001 })).toBe('CARD_COUNT_INVALID');
    const elliptic = await shop.certify('elliptic', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    const weak = await shop.certify('weak', ['-newkey', 'rsa:1024']);
    for (const printerCertificate of ['', 'x', elliptic, weak, shop.certificate + shop.certificate]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusalOf({ printerCertificate })).toBe('PRINTER_CERTIFICATE_INVALID');
    }
    const now = clock.now();
    clock.advance(366 * 24 * 60 * minuteMs);
    expect(await refusalOf({})).toBe('PRINTER_CERTIFICATE_INVALID');
    clock.set(now);
    expect(await refusalOf({})).toBe('ordered');
  });
});

describe('a card', () => {
  it('is enrolled by its number, and active from the answer to its first challenge on', async () => {
    const { gateway, as } = secondFactor;
    const { serials } = await aPrintedBatch(1);
    const serial = serials[0] ?? '';
    const actor = await as('usr_card_owner');
    const shown = `${serial.slice(0, 5)}-${serial.slice(5)}`;
    const { authenticator, prompt } = await gateway.enrolAuthenticator(
      anEnrolment({ kind: 'grid_card', serial: shown }),
      actor,
    );
    expect(authenticator).toMatchObject({ kind: 'grid_card', label: 'Grid card', serial });
    expect(prompt).toMatchObject({ serial, cells: [expect.any(String), expect.any(String), expect.any(String)] });
    const authenticatorId = authenticator?.id ?? '';
    expect((await gateway.askAuthenticator({ authenticatorId, language: 'en' }, actor)).prompt).toEqual(prompt);
    const code = typed(await readStored(secondFactor, serial), prompt?.cells ?? []);
    const { authenticator: active } = await gateway.activateAuthenticator({ authenticatorId, code }, actor);
    expect(active).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', expiresAt: expect.any(Date) });
  });

  it('is one user’s, when two name it at the same time', async () => {
    const { gateway, as } = secondFactor;
    const { serials } = await aPrintedBatch(1);
    const users = await Promise.all(Array.from({ length: 5 }, (_, n) => as(`usr_racing_${n}`)));
    const enrolment = anEnrolment({ kind: 'grid_card', serial: serials[0] ?? '' });
    const { won, reasons } = await outcomesOf(users.map((user) => gateway.enrolAuthenticator(enrolment, user)));
    expect([won, ...new Set(reasons)]).toEqual([1, 'CARD_NOT_FOUND']);
  });

  it('is not looked for more than five times a day; a mistyped number costs nothing', async () => {
    const { gateway, as } = secondFactor;
    const { serials } = await aPrintedBatch(2);
    const actor = await as('usr_searching');
    const name = async (serial: string) =>
      await gateway.enrolAuthenticator(anEnrolment({ kind: 'grid_card', serial }), actor).then(
        () => 'enrolled',
        (error: unknown) => (error as { reason: string }).reason,
      );
    expect(await name(serials[0] ?? '')).toBe('enrolled');
    for (let n = 0; n < 6; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await name('6935019388')).toBe('CARD_SERIAL_INVALID');
    }
    for (let n = 0; n < 5; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await name('6935019387')).toBe('CARD_NOT_FOUND');
    }
    expect(await name(serials[1] ?? '')).toBe('ATTEMPTS_EXHAUSTED');
    secondFactor.clock.advance(24 * 60 * minuteMs);
    expect(await name(serials[1] ?? '')).toBe('enrolled');
  });

  it('is assigned by an officer or whom enrollment let through, and waits for its user beside what he enrols', async () => {
    const { gateway, enrollment, as, clock } = secondFactor;
    const { batch, serials } = await aPrintedBatch(3);
    const [first = '', second = '', third = ''] = serials;
    const to = (serial: string, userId = 'usr_assigned') => ({ userId, serial, label: '' });
    await expect(gateway.assignGridCard(to(first), await as('usr_anybody'))).rejects.toMatchObject({
      reason: 'ROLE_REQUIRED',
    });
    await expect(enrollment.assignGridCard(to(first), {})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    await expect(gateway.assignGridCard(to(first, 'usr_officer'), await officer())).rejects.toMatchObject({
      reason: 'OWN_DECISION_FORBIDDEN',
    });
    const { authenticator } = await gateway.assignGridCard(to(first), await officer());
    await enrollment.assignGridCard(to(second), await as('usr_administrator'));
    expect(await announced(secondFactor, 'authenticator-changed')).toContainEqual({
      userId: 'usr_assigned',
      authenticatorId: authenticator?.id,
      change: 'assigned',
    });
    const taken = { kind: 'not_found', reason: 'CARD_NOT_FOUND' };
    await expect(gateway.assignGridCard(to(first, 'usr_other'), await officer())).rejects.toMatchObject(taken);
    await expect(gateway.assignGridCard(to('6935019388'), await officer())).rejects.toMatchObject({
      reason: 'CARD_SERIAL_INVALID',
    });

    const actor = await as('usr_assigned');
    await gateway.enrolAuthenticator(anEnrolment(), actor);
    clock.advance(30 * 24 * 60 * minuteMs);
    const authenticatorId = authenticator?.id ?? '';
    const { prompt } = await gateway.askAuthenticator({ authenticatorId, language: 'en' }, actor);
    const code = typed(await readStored(secondFactor, first), prompt?.cells ?? []);
    await expect(gateway.activateAuthenticator({ authenticatorId, code }, await as('usr_other'))).rejects.toMatchObject(
      { reason: 'AUTHENTICATOR_NOT_FOUND' },
    );
    await gateway.activateAuthenticator({ authenticatorId, code }, actor);
    const after = await gateway.getGridCardBatch({ batchId: batch.id }, await operator());
    expect(after.batch?.assigned).toBe(2);
    expect(after.cards.find(({ serial }) => serial === third)?.state).toBe('unassigned');
  });

  it('that waits for its first answer is void after five wrong ones', async () => {
    const { gateway, as } = secondFactor;
    const { serials } = await aPrintedBatch(1);
    const serial = serials[0] ?? '';
    const { authenticator } = await gateway.assignGridCard(
      { userId: 'usr_guessing', serial, label: '' },
      await officer(),
    );
    const authenticatorId = authenticator?.id ?? '';
    const actor = await as('usr_guessing');
    const { prompt } = await gateway.askAuthenticator({ authenticatorId, language: 'en' }, actor);
    const right = typed(await readStored(secondFactor, serial), prompt?.cells ?? []);
    for (let n = 0; n < 5; n += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(
        gateway.activateAuthenticator({ authenticatorId, code: wrongAnswer(right) }, actor),
      ).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    }
    await expect(gateway.activateAuthenticator({ authenticatorId, code: right }, actor)).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
  });
});
