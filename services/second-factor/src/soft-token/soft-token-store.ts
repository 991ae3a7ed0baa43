import { type Keyring, open, seal } from '@countersign/sealing';
import type { TokenKeys, VerifierRecord } from '@countersign/soft-token/protocol';
import { sql } from 'kysely';
import { sealSeed } from '../authenticator/app-code.ts';
import type { Authenticator } from '../authenticator/authenticator.ts';
import { authenticatorColumns } from '../authenticator/authenticator-store.ts';
import { deadStates, pendingStates } from '../authenticator/state.ts';
import type { AuthenticatorState, SecondFactorDb, SecondFactorTransaction } from '../database.ts';

/** What a started run waits for: the key confirmation of the app, 32 bytes; and the shared key, 32 bytes. */
export interface RunSecrets {
  confirmP: Uint8Array;
  sharedKey: Uint8Array;
}

/** A soft token by its serial number, as an app that knows the codes meets it. */
export interface KnownToken {
  authenticatorId: string;
  userId: string;
  label: string;
  state: AuthenticatorState;
  platform: 'mobile' | 'desktop' | null;
  digits: number;
  expiresAt: Date;
  activationTokenHash: Buffer | null;
  deviceKey: Buffer | null;
  /** Sealed. */
  verifier: Buffer | null;
}

const halfBytes = 32;

const verifierAt = (id: string) => ({ table: 'soft_tokens', row: id, column: 'verifier' });
const secretsAt = (id: string) => ({ table: 'soft_token_runs', row: id, column: 'secrets' });
const transactionKeyAt = (id: string) => ({ table: 'soft_tokens', row: id, column: 'transaction_key' });

/** Stores what belongs to codes that were issued just now, in place of those of before. */
export async function putIssued(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  { id, verifier, activationTokenHash }: { id: string; verifier: VerifierRecord; activationTokenHash: Buffer | null },
): Promise<void> {
  const issued = {
    activationTokenHash,
    verifier: seal(keyring, Buffer.concat([verifier.w0, verifier.L]), verifierAt(id)),
    transactionKey: null,
    deviceKey: null,
    registrationCodeHash: null,
    registrationTries: 0,
    reusedAt: null,
  };
  await trx
    .insertInto('softTokens')
    .values({ authenticatorId: id, ...issued })
    .onConflict((conflict) => conflict.column('authenticatorId').doUpdateSet(issued))
    .execute();
}

/** The soft token with this serial number; undefined when there is none, or it can never be used again. */
export async function findTokenBySerial(db: SecondFactorDb, serial: string): Promise<KnownToken | undefined> {
  return await db
    .selectFrom('authenticators')
    .innerJoin('softTokens', 'softTokens.authenticatorId', 'authenticators.id')
    .select([
      'authenticators.id as authenticatorId',
      'userId',
      'label',
      'state',
      'platform',
      'digits',
      'expiresAt',
      'activationTokenHash',
      'deviceKey',
      'verifier',
    ])
    .where('serial', '=', serial)
    .where('kind', '=', 'soft_token')
    .where('state', 'not in', deadStates)
    .executeTakeFirst();
}

/** Opens what proves that an app knows the codes of a token. */
export function openVerifier(keyring: Keyring, id: string, sealed: Buffer): VerifierRecord {
  const both = open(keyring, sealed, verifierAt(id));
  return { w0: both.subarray(0, halfBytes), L: both.subarray(halfBytes) };
}

/** Stores a run of an activation. */
export async function insertRun(
  db: SecondFactorDb,
  keyring: Keyring,
  run: { id: string; authenticatorId: string; serial: string; secrets: RunSecrets; startedAt: Date },
): Promise<void> {
  const { confirmP, sharedKey } = run.secrets;
  const secrets = seal(keyring, Buffer.concat([confirmP, sharedKey]), secretsAt(run.id));
  await db
    .insertInto('softTokenRuns')
    .values({ ...run, secrets })
    .execute();
}

/**
 * Uses a run up and hands out its secrets, once whoever asks at the same moment; undefined when there is none with that
 * id and serial number, or it was used before. Outside of any transaction: a confirmation that is wrong has used it up.
 */
export async function useRun(
  db: SecondFactorDb,
  keyring: Keyring,
  { id, serial, at }: { id: string; serial: string; at: Date },
): Promise<(RunSecrets & { authenticatorId: string }) | undefined> {
  // An UPDATE returns the new row; what it erases is read beside it, in the same statement and under its lock.
  const { rows } = await sql<{ authenticatorId: string; secrets: Buffer }>`
    with run as (
      select id, authenticator_id, secrets from soft_token_runs
      where id = ${id} and serial = ${serial} and finished_at is null for update
    )
    update soft_token_runs as used set finished_at = ${at}, secrets = null
    from run where used.id = run.id and used.finished_at is null
    returning run.authenticator_id as "authenticatorId", run.secrets`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const both = open(keyring, row.secrets, secretsAt(id));
  return {
    authenticatorId: row.authenticatorId,
    confirmP: both.subarray(0, halfBytes),
    sharedKey: both.subarray(halfBytes),
  };
}

/**
 * Binds an issued token to the app that proved that it knows the codes; false when the codes are void, the time is over
 * or another app was faster.
 */
export async function bind(
  trx: SecondFactorTransaction,
  keyring: Keyring,
  bound: {
    id: string;
    serial: string;
    keys: Pick<TokenKeys, 'seed' | 'transaction'>;
    device: string;
    deviceKey: Buffer;
    registrationCodeHash: Buffer | null;
    at: Date;
  },
): Promise<boolean> {
  const { id, serial, at } = bound;
  const { numUpdatedRows } = await trx
    .updateTable('authenticators')
    .set({ state: 'bound', seed: sealSeed(keyring, id, bound.keys.seed), device: bound.device })
    .where('id', '=', id)
    .where('serial', '=', serial)
    .where('state', '=', 'issued')
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await trx
    .updateTable('softTokens')
    .set({
      verifier: null,
      transactionKey: seal(keyring, bound.keys.transaction, transactionKeyAt(id)),
      deviceKey: bound.deviceKey,
      registrationCodeHash: bound.registrationCodeHash,
    })
    .where('authenticatorId', '=', id)
    .execute();
  return true;
}

/** Writes down that somebody came with codes that an app had used; true for the first time. */
export async function markReused(trx: SecondFactorTransaction, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('softTokens')
    .set({ reusedAt: at })
    .where('authenticatorId', '=', id)
    .where('reusedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Counts one try of a registration code and hands out what it is compared with; undefined when three were made or none
 * is awaited.
 */
export async function spendRegistrationTry(
  db: SecondFactorDb,
  id: string,
  limit: number,
): Promise<{ tries: number; hash: Buffer } | undefined> {
  const row = await db
    .updateTable('softTokens')
    .set(({ eb }) => ({ registrationTries: eb('registrationTries', '+', 1) }))
    .where('authenticatorId', '=', id)
    .where('registrationTries', '<', limit)
    .where('registrationCodeHash', 'is not', null)
    .returning(['registrationTries as tries', 'registrationCodeHash as hash'])
    .executeTakeFirst();
  return row === undefined || row.hash === null ? undefined : { tries: row.tries, hash: row.hash };
}

/** Uses a registration code up; false when it was used before. */
export async function useRegistrationCode(db: SecondFactorDb, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('softTokens')
    .set({ registrationCodeHash: null })
    .where('authenticatorId', '=', id)
    .where('registrationCodeHash', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The key of the transaction codes of a token; undefined while no app is bound, or once it was erased. */
export async function findTransactionKey(
  db: SecondFactorDb,
  keyring: Keyring,
  id: string,
): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('softTokens')
    .select('transactionKey')
    .where('authenticatorId', '=', id)
    .executeTakeFirst();
  return row === undefined || row.transactionKey === null
    ? undefined
    : open(keyring, row.transactionKey, transactionKeyAt(id));
}

/** Writes down that a token was used; false when it is not in use any more. */
export async function markUsed(db: SecondFactorDb, { id, at }: { id: string; at: Date }): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('authenticators')
    .set({ lastUsedAt: at })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Gives a token that is not active new codes, as if it had just been issued; undefined when it is active by now, or dead.
 * What an app was bound with is erased.
 */
export async function issueAgain(
  trx: SecondFactorTransaction,
  { id, ...issued }: { id: string; serial: string; platform: 'mobile' | 'desktop'; digits: number; expiresAt: Date },
): Promise<Authenticator | undefined> {
  return await trx
    .updateTable('authenticators')
    .set({ ...issued, state: 'issued', seed: null, device: '' })
    .where('id', '=', id)
    .where('state', 'in', pendingStates)
    .returning(authenticatorColumns)
    .executeTakeFirst();
}

/**
 * Deletes runs that can lead nowhere any more, ends authenticators of any kind that were not activated in time, and erases
 * the secrets of all that ended.
 */
export async function eraseEnded(
  db: SecondFactorDb,
  { at, activationMs }: { at: Date; activationMs: number },
): Promise<void> {
  await db
    .deleteFrom('softTokenRuns')
    .where('startedAt', '<', new Date(at.getTime() - activationMs))
    .execute();
  await db
    .updateTable('authenticators')
    .set({ state: 'expired', seed: null, destination: null })
    .where('state', 'in', pendingStates)
    .where('expiresAt', '<=', at)
    .execute();
  await db
    .updateTable('softTokens')
    .set({ verifier: null, transactionKey: null, registrationCodeHash: null })
    .where((eb) => eb.or([eb('verifier', 'is not', null), eb('transactionKey', 'is not', null)]))
    .where('authenticatorId', 'in', (eb) =>
      eb.selectFrom('authenticators').select('id').where('kind', '=', 'soft_token').where('state', 'in', deadStates),
    )
    .execute();
}
