import { randomBytes } from 'node:crypto';
import { requireIdempotencyKey } from '@countersign/db';
import { conflict, DomainError, type ErrorKind } from '@countersign/errors';
import type { GetValidatedPersonResponse } from '@countersign/proto/identity';
import { type Clock, type Logger, newId } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { Clients } from '../clients.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import { describeCertificate, requireExpected } from './certificate.ts';
import {
  type Credential,
  claimCredential,
  findCredentialByKey,
  insertCredential,
  releaseClaim,
  updateCredential,
} from './store.ts';
import type { Failure } from './tables.ts';

export interface CreationDependencies {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  clients: Clients;
  logger: Logger;
}

/** Who wants a credential, from which account's licences, under which key. */
export interface CredentialOrder {
  userId: string;
  accountId: string;
  idempotencyKey: string;
}

/** Longer than all calls of one attempt together. */
const claimMs = 60_000;
/** Errors that pass: the credential stays as it is, and asking again goes on from there. */
const passingKinds: readonly ErrorKind[] = ['unavailable', 'exhausted', 'unauthenticated'];

/**
 * Makes a credential, or goes on where an earlier attempt with the same key stopped. Licence, key and certificate are
 * asked for under the credential's own id, so that every step may be repeated. An error that will not pass undoes what
 * was done and is kept: the same key gets it again.
 */
export async function createCredential(deps: CreationDependencies, order: CredentialOrder): Promise<Credential> {
  const { db, clock, clients } = deps;
  requireIdempotencyKey(order.idempotencyKey);
  let credential = await findCredentialByKey(db, order);
  let person: GetValidatedPersonResponse | undefined;
  if (credential === undefined) {
    // Before anything is kept: without approved names there is nothing to begin.
    person = await clients.identity.getValidatedPerson({ userId: order.userId });
    const row = { ...order, id: newId('crd'), nonce: randomBytes(32), createdAt: clock.now() };
    await insertCredential(db, row);
    credential = await getByKey(deps, order);
  }
  if (credential.accountId !== order.accountId) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came with another request before; choose a new one');
  }
  if (credential.state !== 'creating') return finished(credential);

  const at = clock.now();
  const until = new Date(at.getTime() + claimMs);
  const claimed = await claimCredential(db, { id: credential.id, at, until });
  if (claimed === undefined) {
    const current = await getByKey(deps, order);
    if (current.state !== 'creating') return finished(current);
    throw conflict('CREDENTIAL_IN_PROGRESS', 'this credential is being made; ask again in a moment', {
      retryAfterSeconds: 1,
    });
  }
  try {
    return await proceed(deps, claimed, person);
  } finally {
    await releaseClaim(db, { id: claimed.id, until });
  }
}

interface Step {
  isDone: (credential: Credential) => boolean;
  run: (deps: CreationDependencies, credential: Credential, person: GetValidatedPersonResponse) => Promise<Credential>;
}

/** The way of a credential, in order. */
const steps: readonly Step[] = [
  { isDone: ({ licenceValidUntil }) => licenceValidUntil !== null, run: reserveLicence },
  { isDone: ({ publicKey }) => publicKey !== null, run: generateKey },
  { isDone: ({ certificate }) => certificate !== null, run: issueCertificate },
  { isDone: ({ state }) => state === 'active', run: consumeLicence },
];

async function proceed(
  deps: CreationDependencies,
  claimed: Credential,
  known: GetValidatedPersonResponse | undefined,
): Promise<Credential> {
  let credential = claimed;
  if (credential.failure !== null) return await abandon(deps, credential, credential.failure);
  try {
    const person = known ?? (await deps.clients.identity.getValidatedPerson({ userId: credential.userId }));
    for (const step of steps) {
      // Each step builds on the one before it.
      // oxlint-disable-next-line no-await-in-loop
      if (!step.isDone(credential)) credential = await step.run(deps, credential, person);
    }
    return credential;
  } catch (error) {
    if (!(error instanceof DomainError) || passingKinds.includes(error.kind)) throw error;
    const { kind, reason, message } = error;
    const failure = { kind, reason, message };
    // Written down before anything is undone: whoever goes on after a crash must not begin anew.
    return await abandon(deps, await updateCredential(deps.db, credential.id, { failure }), failure);
  }
}

async function reserveLicence({ db, clients }: CreationDependencies, { id, accountId }: Credential) {
  const { validUntil } = await clients.enrollment.reserveLicence({
    accountId,
    purpose: 'document_signing',
    reservationId: id,
  });
  if (validUntil === undefined) throw new Error('a reserved licence has no end');
  return await updateCredential(db, id, { licenceValidUntil: validUntil });
}

async function generateKey({ db, clients }: CreationDependencies, { id, nonce }: Credential) {
  const { publicKey, proofOfPossession } = await clients.signer.generateKey({
    keyId: id,
    algorithm: 'P-256',
    nonce,
    policy: undefined,
  });
  return await updateCredential(db, id, { publicKey, proofOfPossession });
}

async function issueCertificate(
  { db, clients }: CreationDependencies,
  { id, userId, nonce, publicKey, proofOfPossession, licenceValidUntil }: Credential,
  { givenName, surname, email, country }: GetValidatedPersonResponse,
) {
  if (publicKey === null || proofOfPossession === null || licenceValidUntil === null) {
    throw new Error('a certificate was asked for before its key was made');
  }
  const { certificate, chain } = await clients.certificateAuthority.issueSigningCertificate({
    requestId: id,
    publicKey,
    nonce,
    proofOfPossession,
    subject: { givenName, surname, email, country, serialNumber: userId },
    notAfterLimit: licenceValidUntil,
  });
  // In a certificate it is a PrintableString (RFC 5280 A.1), which knows no underscore.
  const names = { givenName, surname, country, serialNumber: userId.replaceAll('_', '-') };
  requireExpected(certificate, chain, { publicKey, ...names, notAfterLimit: licenceValidUntil });
  return await updateCredential(db, id, { certificate, chain });
}

async function consumeLicence({ db, clock, clients, logger }: CreationDependencies, credential: Credential) {
  const { id, userId, accountId, certificate } = credential;
  if (certificate === null) throw new Error('a licence was to be consumed without a certificate');
  await clients.enrollment.consumeLicence({ reservationId: id, usedBy: id });
  const active = await db.transaction().execute(async (trx) => {
    const row = await updateCredential(trx, id, { state: 'active' });
    await appendToAccount(trx, {
      account: accountId,
      stream: id,
      actor: userId,
      action: 'credential.created',
      subject: id,
      detail: { account: accountId, certificate: describeCertificate(certificate).serialNumber },
      at: clock.now(),
    });
    return row;
  });
  logger.info({ credentialId: id, userId, accountId }, 'credential created');
  return active;
}

/** Undoes what was done, marks the credential failed and throws the error that ended it. */
async function abandon({ db, clock, clients, logger }: CreationDependencies, credential: Credential, failure: Failure) {
  const { id, userId, accountId: account } = credential;
  await unless('KEY_NOT_FOUND', clients.signer.destroyKey({ keyId: id }));
  await unless('RESERVATION_NOT_FOUND', clients.enrollment.releaseLicence({ reservationId: id }));
  const failed = await db.transaction().execute(async (trx) => {
    const row = await updateCredential(trx, id, { state: 'failed' });
    const detail = { reason: failure.reason };
    const who = { account, stream: id, actor: userId };
    await appendToAccount(trx, { ...who, action: 'credential.failed', subject: id, detail, at: clock.now() });
    return row;
  });
  logger.warn({ credentialId: id, userId, reason: failure.reason }, 'credential failed');
  return finished(failed);
}

/** Waits for a call and takes one refusal for success: there was nothing to undo. */
async function unless(reason: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== reason) throw error;
  }
}

/** An active credential, or the error that ended it. */
function finished(credential: Credential): Credential {
  if (credential.failure === null) return credential;
  const { kind, reason, message } = credential.failure;
  throw new DomainError(kind, reason, message);
}

async function getByKey({ db }: CreationDependencies, order: CredentialOrder): Promise<Credential> {
  const credential = await findCredentialByKey(db, order);
  if (credential === undefined) throw new Error('a credential vanished');
  return credential;
}
