import { createHash } from 'node:crypto';
import { announce } from '@countersign/db';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import type { Clock } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import { newSerial } from '@countersign/soft-token/protocol';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import { deliveryQueue } from '../code/delivery-topics.ts';
import type { SecondFactorDatabase, SecondFactorTransaction } from '../database.ts';
import type { PrintingBatch } from './batch.ts';
import { addCards, findPrinting, listForPrint, type MadeCard, recordPrinted } from './batch-store.ts';
import { gridOf, newCardKey } from './card-key.ts';
import { noUses, splitCard } from './card-making.ts';
import { envelop } from './enveloped-data.ts';
import { openCardKey, sealCardKey } from './grid-card-store.ts';
import { drawPrintSheet } from './pdf/print-sheet.ts';

/** Topic of the job that makes the cards of a batch. */
export const printTopic = 'print-grid-cards';

/** Cards that one run makes: in mode once each of them takes a third of a second, and others want the queue, too. */
const portion = { reuse: 250, once: 10 } as const;

/** What the job works with. */
export interface PrintDeps {
  db: Kysely<SecondFactorDatabase>;
  clock: Clock;
  keyring: Keyring;
  pepper: Keyring;
  providerName: string;
}

/** Announces that a batch is to be made, or made further, in the transaction that makes it so. */
export async function announcePrint(trx: SecondFactorTransaction, batchId: string): Promise<void> {
  await announce(trx, { queue: deliveryQueue, topic: printTopic, payload: { batchId } });
}

/**
 * The job that makes the cards of a batch, a portion at a time, and in the end the sheet for the print shop. A portion is
 * stored as a whole or not at all, and each announces the next: a run that is killed is repeated, and two runs at once
 * make nothing twice. The sheet is never stored in clear; until it is made, the cells of its cards are, sealed.
 */
export function createPrintJob(deps: PrintDeps): JobHandler {
  return jobHandler(Type.Object({ batchId: Type.String() }), async ({ batchId }) => {
    const batch = await findPrinting(deps.db, batchId);
    // Ready, void, or an id that somebody made up.
    if (batch === undefined) return;
    if (batch.made < batch.count) await makePortion(deps, batch);
    else await makeSheet(deps, batch);
  });
}

async function makePortion(deps: PrintDeps, batch: PrintingBatch): Promise<void> {
  const missing = batch.count - batch.made;
  const cards: MadeCard[] = [];
  for (let made = 0; made < Math.min(missing, portion[batch.geometry.mode]); made += 1) {
    // oxlint-disable-next-line no-await-in-loop
    cards.push(await makeCard(deps, batch));
  }
  await deps.db.transaction().execute(async (trx) => {
    if (await addCards(trx, batch, { cards, at: deps.clock.now() })) await announcePrint(trx, batch.id);
  });
}

async function makeCard({ keyring, pepper }: PrintDeps, { geometry }: PrintingBatch): Promise<MadeCard> {
  const serial = newSerial();
  const key = newCardKey();
  const isOnce = geometry.mode === 'once';
  const answers = isOnce ? await splitCard(pepper, { serial, geometry, key }) : null;
  const cardKey = sealCardKey(keyring, serial, key);
  key.fill(0);
  return { serial, cardKey, uses: isOnce ? null : noUses(geometry), answers };
}

async function makeSheet({ db, keyring, providerName }: PrintDeps, batch: PrintingBatch): Promise<void> {
  const { id, printerCertificate } = batch;
  const cards = await listForPrint(db, id);
  // Another run was faster, or the batch is void by now.
  if (cards.some(({ cardKey }) => cardKey === null)) return;
  const drawn = cards.map(({ serial, geometry, expiresAt: validUntil, cardKey }) => {
    const key = openCardKey(keyring, serial, cardKey ?? Buffer.alloc(0));
    const grid = gridOf(key, geometry);
    key.fill(0);
    return { serial, geometry, validUntil, grid };
  });
  const sheet = await drawPrintSheet(drawn, providerName);
  const file = await envelop(sheet, printerCertificate);
  sheet.fill(0);
  const sha256 = createHash('sha256').update(file).digest();
  await db.transaction().execute(async (trx) => {
    await recordPrinted(trx, { id, file, sha256 });
  });
}
