import type { Db } from '@countersign/db';
import { sql } from 'kysely';
import type { Evidence } from './assertion.ts';
import type { Authorisation, AuthorisedDigest } from './authorisation.ts';
import type { SignerDatabase } from './database.ts';

/**
 * Reserves all digests of an assertion or none: false when the assertion was used before. Call it in a transaction that
 * commits before anything is signed, so that a crash can only lose a signature and never make a second one.
 */
export async function reserve(
  trx: Db<SignerDatabase>,
  authorisation: Authorisation & Evidence,
  digests: readonly AuthorisedDigest[],
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('authorisations')
    .values(authorisation)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await trx
    .insertInto('authorisedDigests')
    .values(digests.map((digest) => ({ ...digest, jti: authorisation.jti })))
    .execute();
  return true;
}

/** Stores the signatures of reserved digests. Throws unless every one of them was still reserved. */
export async function consume(
  trx: Db<SignerDatabase>,
  jti: string,
  digests: readonly AuthorisedDigest[],
): Promise<void> {
  const { numAffectedRows } = await sql`
    update authorised_digests as d set state = 'consumed', signature = n.signature, mac = n.mac
    from unnest(
      ${digests.map(({ ord }) => ord)}::int[],
      ${digests.map(({ signature }) => signature)}::bytea[],
      ${digests.map(({ mac }) => mac)}::bytea[]
    ) as n (ord, signature, mac)
    where d.jti = ${jti} and d.ord = n.ord and d.state = 'reserved'`.execute(trx);
  if (numAffectedRows !== BigInt(digests.length))
    throw new Error('reserved digests vanished before they were consumed');
}

/** The use of an assertion and its digests in order; undefined when it was never used. */
export async function findAuthorisation(
  db: Db<SignerDatabase>,
  jti: string,
): Promise<{ authorisation: Authorisation; digests: AuthorisedDigest[] } | undefined> {
  const authorisation = await db
    .selectFrom('authorisations')
    .select(['jti', 'keyId', 'owner', 'reservedAt'])
    .where('jti', '=', jti)
    .executeTakeFirst();
  if (authorisation === undefined) return undefined;
  const digests = await db
    .selectFrom('authorisedDigests')
    .select(['ord', 'digest', 'state', 'signature', 'mac'])
    .where('jti', '=', jti)
    .orderBy('ord')
    .execute();
  return { authorisation, digests };
}
