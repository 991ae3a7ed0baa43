import type { PinChannel, SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { PlannedSend, Sends } from './login-pin.ts';

/** A login flow of a user. */
export interface FlowKey {
  loginFlowId: string;
  userId: string;
}

/** The sends of a login flow, and the id of its PIN; undefined before the first. */
export async function findSends(db: SecondFactorDb, key: FlowKey): Promise<(Sends & { id: string }) | undefined> {
  return await db
    .selectFrom('loginPins')
    .select(['id', 'sends', 'channel', 'resendAt', 'usedAt'])
    .where('loginFlowId', '=', key.loginFlowId)
    .where('userId', '=', key.userId)
    .executeTakeFirst();
}

/**
 * Writes down that a send begins: it counts even if the rest of it fails. The channel of an earlier code stays, because
 * that code is good until it is replaced.
 */
export async function recordSend(
  trx: SecondFactorTransaction,
  key: FlowKey,
  { id, channel, sendNumber, resendAt }: PlannedSend & { id: string; channel: PinChannel },
): Promise<void> {
  await trx
    .insertInto('loginPins')
    .values({ id, ...key, channel, sends: sendNumber, resendAt })
    .onConflict((conflict) =>
      conflict.constraint('login_pins_one_per_flow').doUpdateSet({ sends: sendNumber, resendAt }),
    )
    .execute();
}

/** A code that was drawn for a send. */
export interface DrawnCode {
  id: string;
  sendNumber: number;
  channel: PinChannel;
  codeHash: Buffer;
  deliveryId: string;
  expiresAt: Date;
}

/**
 * Replaces the code of a login flow by that of a send; false when a later send began meanwhile, or the PIN was used.
 */
export async function replaceCode(
  trx: SecondFactorTransaction,
  { id, sendNumber, ...code }: DrawnCode,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('loginPins')
    .set(code)
    .where('id', '=', id)
    .where('sends', '=', sendNumber)
    .where('usedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The hash of the code that a login flow waits for; undefined when none was sent. */
export async function findCodeHash(
  db: SecondFactorDb,
  { loginFlowId, userId }: FlowKey,
): Promise<{ id: string; codeHash: Buffer } | undefined> {
  const row = await db
    .selectFrom('loginPins')
    .select(['id', 'codeHash'])
    .where('loginFlowId', '=', loginFlowId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row === undefined || row.codeHash === null ? undefined : { id: row.id, codeHash: row.codeHash };
}

/**
 * Uses a PIN up and returns its channel; undefined when it was used before, is too old, was replaced since its hash
 * was read, or its user has an active factor by now.
 */
export async function usePin(
  db: SecondFactorDb,
  { id, codeHash, at }: { id: string; codeHash: Buffer; at: Date },
): Promise<PinChannel | undefined> {
  const row = await db
    .updateTable('loginPins')
    .set({ usedAt: at })
    .where('id', '=', id)
    .where('codeHash', '=', codeHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', at)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('authenticators')
            .select('authenticators.id')
            .whereRef('authenticators.userId', '=', 'loginPins.userId')
            .where('authenticators.state', '=', 'active'),
        ),
      ),
    )
    .returning('channel')
    .executeTakeFirst();
  return row?.channel;
}
