import type { Locale } from '@countersign/messaging';
import { type Keyring, open, seal } from '@countersign/sealing';
import type { CodeChannel, CodePurpose, SecondFactorDb, SecondFactorTransaction } from '../database.ts';

const sealedAt = (row: string, column: 'code' | 'destination' | 'about') => ({ table: 'pin_deliveries', row, column });

/** A code on its way. */
export interface Delivery {
  id: string;
  loginPinId: string;
  language: Locale;
  destination: string;
  code: string;
  /** What the message names beside the code; absent when it names nothing. */
  about?: string;
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
  { destination, code, about, ...delivery }: Delivery,
): Promise<void> {
  await trx
    .insertInto('pinDeliveries')
    .values({
      ...delivery,
      destination: seal(keyring, Buffer.from(destination), sealedAt(delivery.id, 'destination')),
      code: seal(keyring, Buffer.from(code), sealedAt(delivery.id, 'code')),
      about: about === undefined ? null : seal(keyring, Buffer.from(about), sealedAt(delivery.id, 'about')),
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
  const { purpose, channel, language, about, deliveryId, expiresAt, usedAt } = row;
  return {
    id,
    purpose,
    channel,
    language,
    destination: open(keyring, row.destination, sealedAt(id, 'destination')).toString(),
    code: open(keyring, row.code, sealedAt(id, 'code')).toString(),
    about: about === null ? '' : open(keyring, about, sealedAt(id, 'about')).toString(),
    isWanted: deliveryId === id && usedAt === null && expiresAt !== null && expiresAt > at,
  };
}

/** Closes a delivery and erases code and destination. */
export async function closeDelivery(
  db: SecondFactorDb,
  { id, outcome, at }: { id: string; outcome: 'delivered' | 'not_wanted' | 'refused'; at: Date },
): Promise<void> {
  await db
    .updateTable('pinDeliveries')
    .set({ outcome, closedAt: at, code: null, destination: null, about: null })
    .where('id', '=', id)
    .where('closedAt', 'is', null)
    .execute();
}
