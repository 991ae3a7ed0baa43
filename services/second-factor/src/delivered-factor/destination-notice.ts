import { announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { renderMessage, resolveLocale } from '@countersign/messaging';
import { newId } from '@countersign/runtime';
import { type Keyring, open, seal } from '@countersign/sealing';
import { Type } from 'typebox';
import type { Authenticator } from '../authenticator/authenticator.ts';
import type { DeliveryDeps } from '../code/delivery-job.ts';
import { deliveryQueue, noticeTopic } from '../code/delivery-topics.ts';
import type { CodeChannel, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import { findDestination } from './delivered-factor-store.ts';

const sealedAt = (row: string) => ({ table: 'destination_notices', row, column: 'destination' });

/** Longer than the time limits of mail server and provider together. */
const takenForMs = 60_000;

/**
 * Has the destination of an authenticator told that its codes go elsewhere now, or nowhere: in the transaction that
 * replaces it and before its destination is erased.
 */
export async function announceNotice(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  {
    channel,
    authenticatorId,
    by,
    language,
  }: { channel: CodeChannel; authenticatorId: string; by: Authenticator; language: string },
): Promise<void> {
  const destination = await findDestination(trx, keyring, authenticatorId);
  if (destination === undefined) return;
  const id = newId('dsn');
  await trx
    .insertInto('destinationNotices')
    .values({
      id,
      channel,
      language: resolveLocale(language),
      destination: seal(keyring, Buffer.from(destination), sealedAt(id)),
      // The alphabet of text messages has no bullet.
      address: (by.maskedDestination ?? '').replaceAll('•', '*'),
    })
    .execute();
  await announce(trx, { queue: deliveryQueue, topic: noticeTopic, payload: { noticeId: id } });
}

/** The job that tells it; the destination is erased when that ends, whichever way. */
export function createNoticeJob(deps: DeliveryDeps): JobHandler {
  return jobHandler(Type.Object({ noticeId: Type.String() }), async ({ noticeId: id }) => {
    const { db, keyring, clock, outcomes } = deps;
    const notice = await findNotice(db, keyring, id);
    if (notice === undefined) return;
    if (!(await takeNotice(db, { id, at: clock.now() }))) {
      // Tried again: that run may die.
      throw new Error('another run is handing this message over');
    }
    try {
      await outcomes('deliver_notice', () => send(deps, { id, ...notice }));
      await closeNotice(db, { id, outcome: 'delivered', at: clock.now() });
    } catch (error) {
      if (error instanceof DomainError && !error.transient) {
        await closeNotice(db, { id, outcome: 'refused', at: clock.now() });
      } else {
        await db.updateTable('destinationNotices').set({ takenAt: null }).where('id', '=', id).execute();
      }
      throw error;
    }
  });
}

interface Notice {
  channel: CodeChannel;
  language: string;
  destination: string;
  address: string;
}

async function send({ mailer, sms }: DeliveryDeps, notice: Notice & { id: string }): Promise<void> {
  const { id, channel, destination: to, language, address } = notice;
  const message = renderMessage('factor-destination-changed', resolveLocale(language), { address });
  if (channel === 'email') await mailer.send({ to, ...message, messageId: id });
  else await sms.send({ to, text: message.text });
}

async function findNotice(db: SecondFactorDb, keyring: Keyring, id: string): Promise<Notice | undefined> {
  const row = await db
    .selectFrom('destinationNotices')
    .select(['channel', 'language', 'destination', 'address'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.destination === null) return undefined;
  return { ...row, destination: open(keyring, row.destination, sealedAt(id)).toString() };
}

async function takeNotice(db: SecondFactorDb, { id, at }: { id: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('destinationNotices')
    .set({ takenAt: at })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .where((eb) => eb.or([eb('takenAt', 'is', null), eb('takenAt', '<=', new Date(at.getTime() - takenForMs))]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function closeNotice(
  db: SecondFactorDb,
  { id, outcome, at }: { id: string; outcome: 'delivered' | 'refused'; at: Date },
): Promise<void> {
  await db
    .updateTable('destinationNotices')
    .set({ destination: null, outcome, closedAt: at })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .execute();
}
