import type { SecondFactorDb, SecondFactorTransaction } from '../database.ts';
import type { SigningChallenge } from './signing-challenge.ts';

const columns = [
  'id',
  'userId',
  'operationId',
  'credentialId',
  'accountId',
  'digests',
  'digestBytes',
  'labels',
  'signatures',
  'clientId',
  'expiresAt',
  'answeredAt',
] as const;

/** Who asks: a user himself, or an application that acts for him. */
export type Asker = Pick<SigningChallenge, 'userId' | 'clientId'>;

/** A row of the kind; the columns that cells leave empty are there. */
type SigningRow = { [K in keyof SigningChallenge]: SigningChallenge[K] };

/** A challenge of a user, or of an application that acts for him; undefined when there is none or it is another's. */
export async function findChallenge(
  db: SecondFactorDb,
  { id, userId, clientId }: { id: string } & Asker,
): Promise<SigningChallenge | undefined> {
  return await db
    .selectFrom('challenges')
    .select(columns)
    .where('kind', '=', 'signing')
    .$narrowType<SigningRow>()
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('clientId', 'is not distinct from', clientId)
    .executeTakeFirst();
}

/** The newest challenge of an operation of who asks; undefined before the first. */
export async function findNewestOfOperation(
  db: SecondFactorDb,
  { operationId, userId, clientId }: { operationId: string } & Asker,
): Promise<SigningChallenge | undefined> {
  return await db
    .selectFrom('challenges')
    .select(columns)
    .where('kind', '=', 'signing')
    .$narrowType<SigningRow>()
    .where('userId', '=', userId)
    .where('operationId', '=', operationId)
    .where('clientId', 'is not distinct from', clientId)
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Stores a new open challenge. */
export async function insertChallenge(
  trx: SecondFactorTransaction,
  challenge: Omit<SigningChallenge, 'answeredAt'> & { createdAt: Date },
): Promise<void> {
  await trx.insertInto('challenges').values(challenge).execute();
}

/** Marks an open challenge answered; false when it was answered before or expired. */
export async function markAnswered(trx: SecondFactorTransaction, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('challenges')
    .set({ answeredAt: at })
    .where('kind', '=', 'signing')
    .where('id', '=', id)
    .where('answeredAt', 'is', null)
    .where('expiresAt', '>', at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
