import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { requireIdempotencyKey } from '@countersign/db';
import { conflict, DomainError, type ErrorKind } from '@countersign/errors';
import type { GetValidatedPersonResponse } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { appendToAccount } from '../account-audit.ts';
import { describeCertificate, requireExpected } from './certificate.ts';
import { type KeyAlgorithm, type KeyPolicy, policyOf } from './policy.ts';
import { activateReplacement, keepLicence } from './replacement.ts';
import { claimMs, type SettlingDependencies, settle, unless } from './settling.ts';
import {
  type Credential,
  claimCredential,
  findCredentialByKey,
  insertCredential,
  listUnfinished,
  releaseClaim,
  updateCredential,
} from './store.ts';
import type { Failure } from './tables.ts';
import { requireValidationCurrent } from './usable.ts';

/** Who wants a credential, from which account's licences, under which key. */
export interface CredentialOrder {
  userId: string;
  accountId: string;
  idempotencyKey: string;
  keyAlgorithm: KeyAlgorithm;
  policy: KeyPolicy;
  /** Credential in whose place it comes; null for none. */
  replaces: string | null;
  /** Credential under whose id the licence was reserved; null to reserve one. */
  licenceOf: string | null;
}

/** Errors that pass: the credential stays as it is, and asking again goes on from there. */
const passingKinds: readonly ErrorKind[] = ['unavailable', 'exhausted', 'unauthenticated'];
const unfinishedForMs = 86_400_000;

/**
 * Makes a credential, or goes on where an earlier attempt with the same key stopped. Licence, key and certificate are
 * asked for under the credential's own id, so that every step may be repeated. An error that will not pass undoes what
 * was done and is kept: the same key gets it again. `begin` decides by what stands whether a new one may be begun.
 */
export async function createCredential(
  deps: SettlingDependencies,
  order: CredentialOrder,
  begin: () => Promise<void> = async () => undefined,
): Promise<Credential> {
  const { db, clock, clients } = deps;
  requireIdempotencyKey(order.idempotencyKey);
  let credential = await findCredentialByKey(db, order);
  let person: GetValidatedPersonResponse | undefined;
  if (credential === undefined) {
    await begin();
    // Before anything is kept: without approved names there is nothing to begin.
    person = await clients.identity.getValidatedPerson({ userId: order.userId });
    await requireValidationCurrent(deps, order.userId);
    const row = { ...order, id: newId('crd'), nonce: randomBytes(32), createdAt: clock.now() };
    await insertCredential(db, row);
    credential = await getByKey(deps, order);
  } else if (credential.state === 'creating') await requireValidationCurrent(deps, order.userId);
  if (!isFor(credential, order)) {
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
  let made: Credential;
  try {
    made = await proceed(deps, claimed, person);
  } finally {
    await releaseClaim(db, { id: claimed.id, until });
  }
  // What it replaces is revoked now.
  if (made.replaces !== null) await settle(deps, made.replaces);
  return made;
}

/** Ends credentials whose making stopped a day ago and that nobody asked for again; returns their number. */
export async function reapUnfinished(deps: SettlingDependencies): Promise<number> {
  const { db, clock, logger } = deps;
  const at = clock.now();
  const until = new Date(at.getTime() + claimMs);
  const ids = await listUnfinished(db, new Date(at.getTime() - unfinishedForMs));
  for (const id of ids) {
    // oxlint-disable-next-line no-await-in-loop
    const claimed = await claimCredential(db, { id, at, until });
    if (claimed === undefined) continue;
    try {
      // oxlint-disable-next-line no-await-in-loop
      await giveUp(deps, claimed, claimed.failure ?? abandoned);
    } catch (err) {
      logger.warn({ err, credentialId: id }, 'a credential that nobody finished is ended later');
    } finally {
      // oxlint-disable-next-line no-await-in-loop
      await releaseClaim(db, { id, until });
    }
  }
  return ids.length;
}

/** Why a credential ended whose making nobody finished. */
const abandoned: Failure = {
  kind: 'conflict',
  reason: 'CREDENTIAL_ABANDONED',
  message: 'this credential was not finished within a day; ask for another one',
};

/** Whether a credential is what an order with its key asks for. */
function isFor(credential: Credential, { accountId, keyAlgorithm, policy, replaces }: CredentialOrder): boolean {
  if (credential.accountId !== accountId || credential.replaces !== replaces) return false;
  // The policy of one that replaces another comes from that one, and may be another by now, as may its own.
  if (credential.keyAlgorithm !== keyAlgorithm) return false;
  return replaces !== null || credential.version > 1 || isSamePolicy(credential, policy);
}

/** One of before there were policies is good for every order. */
function isSamePolicy(credential: Pick<Credential, 'policy'>, wanted: KeyPolicy): boolean {
  return credential.policy === null || isDeepStrictEqual(policyOf(credential), wanted);
}

interface Step {
  isDone: (credential: Credential) => boolean;
  run: (deps: SettlingDependencies, credential: Credential, person: GetValidatedPersonResponse) => Promise<Credential>;
}

/** The way of a credential, in order. */
const steps: readonly Step[] = [
  { isDone: ({ licenceValidUntil }) => licenceValidUntil !== null, run: takeLicence },
  { isDone: ({ publicKey }) => publicKey !== null, run: generateKey },
  { isDone: ({ certificate }) => certificate !== null, run: issueCertificate },
  { isDone: ({ state }) => state === 'active', run: activate },
];

async function proceed(
  deps: SettlingDependencies,
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

async function takeLicence(deps: SettlingDependencies, credential: Credential) {
  if (credential.licenceOf !== null) return await keepLicence(deps, credential, credential.licenceOf);
  const { db, clients } = deps;
  const { id, accountId } = credential;
  const { validUntil } = await clients.enrollment.reserveLicence({
    accountId,
    purpose: 'document_signing',
    reservationId: id,
  });
  if (validUntil === undefined) throw new Error('a reserved licence has no end');
  return await updateCredential(db, id, { licenceValidUntil: validUntil });
}

async function generateKey({ db, clients }: SettlingDependencies, credential: Credential) {
  const { id, nonce, keyAlgorithm: algorithm, policy } = credential;
  const { publicKey, proofOfPossession, custody } = await clients.signer.generateKey({
    keyId: id,
    algorithm,
    nonce,
    policy: policy === null ? undefined : policyOf({ policy }),
  });
  return await updateCredential(db, id, { publicKey, proofOfPossession, custody });
}

async function issueCertificate(
  { db, clients }: SettlingDependencies,
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
  const { notAfter } = describeCertificate(certificate);
  return await updateCredential(db, id, { certificate, chain, notAfter });
}

async function activate(deps: SettlingDependencies, credential: Credential) {
  if (credential.replaces !== null) return await activateReplacement(deps, credential, credential.replaces);
  const { db, clock, clients, logger } = deps;
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
async function abandon(deps: SettlingDependencies, credential: Credential, failure: Failure) {
  return finished(await giveUp(deps, credential, failure));
}

/** Undoes what was done and marks the credential failed; a certificate that it got is revoked, now or later. */
async function giveUp(deps: SettlingDependencies, credential: Credential, failure: Failure): Promise<Credential> {
  const { db, clock, clients, logger } = deps;
  const { id, userId, accountId: account, licenceOf, certificate } = credential;
  await unless(['KEY_NOT_FOUND'], () => clients.signer.destroyKey({ keyId: id }));
  if (licenceOf === null) {
    const reservation = { reservationId: id, accountId: account, ended: true };
    await unless(['RESERVATION_NOT_FOUND'], () => clients.enrollment.releaseLicence(reservation));
  }
  const failed = await db.transaction().execute(async (trx) => {
    const row = await updateCredential(trx, id, { state: 'failed', failure, authorityDue: certificate !== null });
    const detail = { reason: failure.reason };
    const who = { account, stream: id, actor: failure === abandoned ? 'system' : userId };
    await appendToAccount(trx, { ...who, action: 'credential.failed', subject: id, detail, at: clock.now() });
    return row;
  });
  logger.warn({ credentialId: id, userId, reason: failure.reason }, 'credential failed');
  return failed;
}

/** An active credential, or the error that ended it. */
function finished(credential: Credential): Credential {
  if (credential.failure === null) return credential;
  const { kind, reason, message } = credential.failure;
  throw new DomainError(kind, reason, message);
}

async function getByKey({ db }: Pick<SettlingDependencies, 'db'>, order: CredentialOrder): Promise<Credential> {
  const credential = await findCredentialByKey(db, order);
  if (credential === undefined) throw new Error('a credential vanished');
  return credential;
}
