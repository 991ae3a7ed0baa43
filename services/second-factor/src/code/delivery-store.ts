import type { Locale, SmsReceipt, SmsState } from '@countersign/messaging';
import { type Keyring, open, seal } from '@countersign/sealing';
import { sql } from 'kysely';
import type { CodeChannel, CodePurpose, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { CodeKey } from './code.ts';

type SealedColumn = 'code' | 'destination' | 'about' | 'fallback';

const sealedAt = (row: string, column: SealedColumn) => ({ table: 'pin_deliveries', row, column });

/** Longer than the time limits of mail server and provider together: whoever took a delivery before that is gone. */
const takenForMs = 60_000;

/** A code on its way. */
export interface Delivery {
  id: string;
  loginPinId: string;
  language: Locale;
  destination: string;
  code: string;
  requestedAt: Date;
  /** What the message names beside the code; absent when it names nothing. */
  about?: string;
  /** Beginning of the number; absent for an e-mail. */
  prefix?: string;
  /** Address to which a new code goes when this one cannot be delivered; absent for none. */
  fallback?: string;
}

/** An open delivery, with what decides whether it is still wanted. */
export interface OpenDelivery {
  id: string;
  purpose: CodePurpose;
  channel: CodeChannel;
  language: string;
  destination: string;
  code: string;
  /** What the message names beside the code; empty when it names nothing. */
  about: string;
  /** Whether the code is good: not too old, not used, not replaced by a later one. */
  isWanted: boolean;
}

/** Stores a code to deliver, sealed. */
export async function insertDelivery(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  { destination, code, about, fallback, ...delivery }: Delivery,
): Promise<void> {
  const sealed = (column: SealedColumn, text: string) =>
    seal(keyring, Buffer.from(text), sealedAt(delivery.id, column));
  await trx
    .insertInto('pinDeliveries')
    .values({
      ...delivery,
      destination: sealed('destination', destination),
      code: sealed('code', code),
      about: about === undefined ? null : sealed('about', about),
      fallback: fallback === undefined ? null : sealed('fallback', fallback),
    })
    .execute();
}

/** Opens a delivery; undefined for an unknown id and for one that was closed. */
export async function findOpenDelivery(
  db: SecondFactorDb,
  keyring: Keyring,
  { id, at }: { id: string; at: Date },
): Promise<OpenDelivery | undefined> {
  const row = await db
    .selectFrom('pinDeliveries as delivery')
    .innerJoin('loginPins as pin', 'pin.id', 'delivery.loginPinId')
    .select([
      'delivery.language',
      'delivery.destination',
      'delivery.code',
      'delivery.about',
      'pin.purpose',
      'pin.channel',
      'pin.deliveryId',
      'pin.expiresAt',
      'pin.usedAt',
    ])
    .where('delivery.id', '=', id)
    .where('delivery.closedAt', 'is', null)
    .executeTakeFirst();
  if (row === undefined || row.destination === null || row.code === null) return undefined;
  const { purpose, channel, language, about } = row;
  return {
    id,
    purpose,
    channel,
    language,
    destination: open(keyring, row.destination, sealedAt(id, 'destination')).toString(),
    code: open(keyring, row.code, sealedAt(id, 'code')).toString(),
    about: about === null ? '' : open(keyring, about, sealedAt(id, 'about')).toString(),
    isWanted: isWanted({ ...row, id, at }),
  };
}

interface WantedQuestion {
  id: string;
  /** Delivery of the code that is good. */
  deliveryId: string | null;
  expiresAt: Date | null;
  usedAt: Date | null;
  at: Date;
}

function isWanted({ id, deliveryId, expiresAt, usedAt, at }: WantedQuestion): boolean {
  return deliveryId === id && usedAt === null && expiresAt !== null && expiresAt > at;
}

/**
 * Takes an open delivery to hand it over; false when it was closed, or when another run of its job took it a moment ago.
 * Who fails gives it back (`giveBackDelivery`); after who died it can be taken again in a minute.
 */
export async function takeDelivery(db: SecondFactorDb, { id, at }: { id: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('pinDeliveries')
    .set({ takenAt: at })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .where((eb) => eb.or([eb('takenAt', 'is', null), eb('takenAt', '<=', new Date(at.getTime() - takenForMs))]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Lets the next run take a delivery that could not be handed over. */
export async function giveBackDelivery(db: SecondFactorDb, id: string): Promise<void> {
  await db.updateTable('pinDeliveries').set({ takenAt: null }).where('id', '=', id).execute();
}

const erased = { code: null, destination: null, about: null };

/** Closes a delivery that was taken over, and erases code and destination. `providerId` is that of a text message. */
export async function closeHandedOver(
  db: SecondFactorDb,
  { id, providerId, at }: { id: string; providerId: string | undefined; at: Date },
): Promise<void> {
  await db
    .updateTable('pinDeliveries')
    .set({
      ...erased,
      outcome: 'delivered',
      closedAt: at,
      handedOverAt: at,
      // A receipt may have been faster, and has told it then.
      ...(providerId !== undefined && { providerId: sql`coalesce(provider_id, ${providerId})` }),
    })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .execute();
}

/** Closes a delivery that was not sent, and erases code and destination; true when it has a fallback. */
export async function closeUnsent(
  db: SecondFactorDb,
  { id, outcome, at }: { id: string; outcome: 'not_wanted' | 'refused'; at: Date },
): Promise<boolean> {
  const row = await db
    .updateTable('pinDeliveries')
    .set({ ...erased, outcome, closedAt: at, ...(outcome === 'not_wanted' && { fallback: null }) })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .returning(({ eb }) => eb('fallback', 'is not', null).as('hasFallback'))
    .executeTakeFirst();
  return row?.hasFallback === true;
}

// What may come before a state; nothing comes after an end, and nothing twice.
const earlier: Readonly<Record<SmsState, readonly SmsState[]>> = {
  queued: [],
  sent: ['queued'],
  delivered: ['queued', 'sent'],
  undelivered: ['queued', 'sent'],
  failed: ['queued', 'sent'],
};

/**
 * Writes down what the provider says of a text message that was handed to it, unless that is older than what it said
 * before. True when it says that the message will not arrive, for the first time, and there is a fallback.
 */
export async function recordReceipt(
  trx: SecondFactorTransaction,
  { id, receipt: { providerId, state }, at }: { id: string; receipt: SmsReceipt; at: Date },
): Promise<boolean> {
  const row = await trx
    .updateTable('pinDeliveries')
    .set({ providerId, receipt: state, receiptAt: at, ...(state === 'delivered' && { fallback: null }) })
    .where('id', '=', id)
    .where('prefix', 'is not', null)
    .where('takenAt', 'is not', null)
    .where((eb) => eb.or([eb('providerId', 'is', null), eb('providerId', '=', providerId)]))
    .where((eb) => eb.or([eb('receipt', 'is', null), eb('receipt', 'in', earlier[state])]))
    .returning(({ eb }) => eb('fallback', 'is not', null).as('hasFallback'))
    .executeTakeFirst();
  return row?.hasFallback === true && (state === 'undelivered' || state === 'failed');
}

/** A code that did not arrive, and where another one goes in its place. */
export interface Fallback {
  key: CodeKey;
  email: string;
  language: string;
}

/** The fallback of a delivery whose code is still awaited; undefined when there is none, or it was used. */
export async function findFallback(
  db: SecondFactorDb,
  keyring: Keyring,
  { id, at }: { id: string; at: Date },
): Promise<Fallback | undefined> {
  const row = await db
    .selectFrom('pinDeliveries as delivery')
    .innerJoin('loginPins as pin', 'pin.id', 'delivery.loginPinId')
    .select([
      'delivery.language',
      'delivery.fallback',
      'pin.purpose',
      'pin.loginFlowId',
      'pin.userId',
      'pin.deliveryId',
      'pin.expiresAt',
      'pin.usedAt',
    ])
    .where('delivery.id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.fallback === null || !isWanted({ ...row, id, at })) return undefined;
  const { purpose, loginFlowId: subjectId, userId, language, fallback } = row;
  return {
    key: { purpose, subjectId, userId },
    email: open(keyring, fallback, sealedAt(id, 'fallback')).toString(),
    language,
  };
}

/** Uses the fallback of a delivery up and erases it; false when it was used before. */
export async function takeFallback(trx: SecondFactorDb, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('pinDeliveries')
    .set({ fallback: null })
    .where('id', '=', id)
    .where('fallback', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Erases what was kept for codes that are too old: what no job came for, and fallbacks that were not needed. */
export async function eraseExpired(db: SecondFactorDb, { before, at }: { before: Date; at: Date }): Promise<void> {
  await db
    .updateTable('pinDeliveries')
    .set({ ...erased, fallback: null, outcome: 'not_wanted', closedAt: at })
    .where('closedAt', 'is', null)
    .where('requestedAt', '<', before)
    .execute();
  await db
    .updateTable('pinDeliveries')
    .set({ fallback: null })
    .where('fallback', 'is not', null)
    .where('requestedAt', '<', before)
    .execute();
}
