import { announcing, changeTogether } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import { sql } from 'kysely';
import type { IdentityDb, IdentityTransaction } from '../database.ts';

/** How long a device is known. */
export const deviceLifeMs = 365 * 86_400_000;
/** Known devices of one user at most; the one that was used longest ago is forgotten for a new one. */
const devicesPerUser = 20;
/** Announced when a user logged in on a device that was not known; carries `deviceId`. */
export const newDeviceMailTopic = 'new-device-mail';

/** A device that a user logged in on with a second factor. */
export interface Device {
  id: string;
  userId: string;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  label: string;
  address: string;
  createdAt: Date;
}

/**
 * Makes a device known and returns its token, of which only the hash is stored. The user is told, but for the first one
 * he ever had.
 */
export async function addDevice(
  trx: IdentityTransaction,
  { userId, label, address, at }: { userId: string; label: string; address: string; at: Date },
): Promise<string> {
  const id = newId('dev');
  const token = randomToken();
  const others = trx.selectFrom('devices').select('id').where('userId', '=', userId);
  await changeTogether(trx, [
    // None of these sees what the others do: the new one is not among those counted here.
    trx
      .updateTable('devices')
      .set({ revokedAt: at })
      .where(
        'id',
        'in',
        others
          .where('revokedAt', 'is', null)
          .orderBy('lastUsedAt', 'desc')
          .offset(devicesPerUser - 1),
      ),
    announcing(
      { queue: 'identity', topic: newDeviceMailTopic, payload: { deviceId: id } },
      sql<boolean>`exists (${others})`,
    ),
    trx
      .insertInto('devices')
      .values({ id, userId, tokenHash: hashToken(token), label, address, createdAt: at, lastUsedAt: at }),
  ]);
  return token;
}

/** The device with an id; undefined also when it was revoked. */
export async function findDevice(db: IdentityDb, id: string): Promise<Device | undefined> {
  return await db
    .selectFrom('devices')
    .select(['id', 'userId', 'label', 'address', 'createdAt'])
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
}

/** The id of a known device by the hash of its token; undefined when it is not one of this user's. */
export async function findKnownDevice(
  db: IdentityDb,
  { email, tokenHash, at }: { email: string; tokenHash: Buffer; at: Date },
): Promise<string | undefined> {
  return (await selectKnownDevice(db, { email, tokenHash, at }).executeTakeFirst())?.id;
}

/** The known device of a token, to be part of another statement. A token opens the budgets of its own user only. */
export function selectKnownDevice(
  db: IdentityDb,
  { email, tokenHash, at }: { email: string; tokenHash: Buffer; at: Date },
) {
  return db
    .selectFrom('devices')
    .innerJoin('users', 'users.id', 'devices.userId')
    .select('devices.id')
    .where('devices.tokenHash', '=', tokenHash)
    .where('devices.revokedAt', 'is', null)
    .where('devices.createdAt', '>', new Date(at.getTime() - deviceLifeMs))
    .where('users.email', '=', email);
}

/** Forgets every device of a user: after a recovery or an officer's release. Logins under way on them are no longer known. */
export async function revokeDevicesOf(trx: IdentityTransaction, userId: string, at: Date): Promise<void> {
  // Flows first, as in a login's end.
  await trx
    .updateTable('loginFlows')
    .set({ deviceId: null })
    .where('userId', '=', userId)
    .where('deviceId', 'is not', null)
    .execute();
  await trx
    .updateTable('devices')
    .set({ revokedAt: at })
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .execute();
}
