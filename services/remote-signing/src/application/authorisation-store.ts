import type { Db } from '@countersign/db';
import { conflict, DomainError, forbidden } from '@countersign/errors';
import type { Selectable } from 'kysely';
import { credentialNotFound } from '../credential/usable.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import type { GrantUse } from '../oauth/grant-use.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import type { ApplicationAuthorisationTable } from './tables.ts';

/** An authorisation of the signer that an application holds. */
export type ApplicationAuthorisation = Selectable<ApplicationAuthorisationTable>;

/** Writes down what an application may sign; the same one again changes nothing. */
export async function insertAuthorisation(
  db: Db<RemoteSigningDatabase>,
  authorisation: Omit<ApplicationAuthorisation, 'endedAt'>,
): Promise<void> {
  await db
    .insertInto('applicationAuthorisations')
    .values({ ...authorisation, endedAt: null })
    .onConflict((known) => known.column('id').doNothing())
    .execute();
}

/**
 * The authorisation that the token of an application carries, if it still holds and is for this credential. Throws
 * `CREDENTIAL_NOT_FOUND` for the credential of another authorisation, `ACTIVATION_INVALID` or `ACTIVATION_EXPIRED`.
 */
export async function requireActivation(
  { db, clock }: Pick<ApplicationDependencies, 'db' | 'clock'>,
  { actor }: GrantUse,
  credentialId: string,
): Promise<ApplicationAuthorisation> {
  const { id: clientId, authorisationId = '', credentialId: ofToken } = actor.client;
  if (ofToken !== credentialId) throw credentialNotFound();
  const authorisation = await db
    .selectFrom('applicationAuthorisations')
    .selectAll()
    .where('id', '=', authorisationId)
    .where('clientId', '=', clientId)
    .where('userId', '=', actor.userId)
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
  if (authorisation === undefined || authorisation.endedAt !== null) throw activationInvalid();
  if (authorisation.expiresAt <= clock.now()) throw activationExpired();
  return authorisation;
}

/** Does a call of the signer, and turns its refusals into those that an application is told. */
export async function atSigner<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw (error instanceof DomainError ? translations[error.reason]?.(error) : undefined) ?? error;
  }
}

function activationInvalid(options?: ErrorOptions): DomainError {
  return forbidden('ACTIVATION_INVALID', 'these signatures are not authorised; authorise anew', options);
}

function activationExpired(options?: ErrorOptions): DomainError {
  return conflict('ACTIVATION_EXPIRED', 'the time of this authorisation is over; authorise anew', options);
}

function notActive(cause: DomainError): DomainError {
  return conflict('CREDENTIAL_NOT_ACTIVE', 'this credential cannot sign now', { cause });
}

const translations: Readonly<Record<string, (cause: DomainError) => DomainError>> = {
  AUTHORISATION_NOT_FOUND: (cause) => activationInvalid({ cause }),
  AUTHORISATION_EXPIRED: (cause) => activationExpired({ cause }),
  AUTHORISATION_USED: (cause) =>
    conflict('ACTIVATION_USED', 'these signatures were made before, or there are no more; authorise anew', { cause }),
  KEY_NOT_FOUND: notActive,
  KEY_NOT_ACTIVE: notActive,
};
