import { createHash } from 'node:crypto';
import { appendAudit } from '@countersign/audit';
import { fingerprintOf, requireIdempotencyKey } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import type { CreateSignatureRequestRequest } from '@countersign/proto/remote-signing';
import { type Clock, newId } from '@countersign/runtime';
import { type Keyring, seal } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import type { Clients } from '../clients.ts';
import { describeCertificate } from '../credential/certificate.ts';
import { findCredential } from '../credential/store.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import { signedAttributes, signedDataLimit } from '../format/cms.ts';
import type { PdfPreparation } from '../format/preparation.ts';
import { byteRangeDigest } from '../format/signed-pdf.ts';
import { readContent, type SignatureContent } from './content.ts';
import {
  findSignatureRequestByKey,
  insertSignatureRequest,
  type SignatureDocument,
  type SignatureRequest,
  setChallenge,
} from './store.ts';

export interface SignatureDependencies {
  db: Kysely<RemoteSigningDatabase>;
  clock: Clock;
  /** Seals documents. */
  keyring: Keyring;
  clients: Clients;
  pdfs: PdfPreparation;
}

/** A credential that can sign now. */
export interface ActiveCredential {
  id: string;
  accountId: string;
  /** Signer first, then the issuing authorities without the root; DER. */
  certificates: [Buffer, ...Buffer[]];
}

/** Until the second factor says when its challenge ends. */
const defaultLifeMs = 300_000;

/**
 * Prepares a signature and opens the challenge that authorises it, or goes on with what was prepared before with the
 * same key. A PDF is stored with its signature field: what the second factor authorises is the digest of the signed
 * attributes over exactly those bytes.
 */
export async function createSignatureRequest(
  deps: SignatureDependencies,
  request: CreateSignatureRequestRequest,
  userId: string,
): Promise<SignatureRequest> {
  const { db } = deps;
  const { credentialId, idempotencyKey } = request;
  requireIdempotencyKey(idempotencyKey);
  const content = readContent(request.content);
  const key = { userId, idempotencyKey };
  const fingerprint = fingerprintOf({ credentialId, content });

  let found = await findSignatureRequestByKey(db, key);
  if (found === undefined) {
    const credential = await getActiveCredential(deps, { id: credentialId, userId });
    await prepare(deps, { key, fingerprint, content, credential });
    found = await findSignatureRequestByKey(db, key);
  }
  if (found === undefined) throw new Error('a signature request vanished');
  if (!found.fingerprint.equals(fingerprint)) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came with another request before; choose a new one');
  }
  if (found.challengeId !== null || found.state !== 'awaiting_authorisation') return found;
  return await openChallenge(deps, found);
}

/**
 * The credential of a user, if it can sign now. Throws `CREDENTIAL_NOT_FOUND`, or `CREDENTIAL_NOT_ACTIVE` for one that
 * is not finished or whose certificate is not valid now.
 */
export async function getActiveCredential(
  { db, clock }: SignatureDependencies,
  key: { id: string; userId: string },
): Promise<ActiveCredential> {
  const credential = await findCredential(db, key);
  if (credential === undefined) throw credentialNotFound();
  const { state, certificate, chain } = credential;
  if (state !== 'active' || certificate === null || chain === null) {
    throw conflict('CREDENTIAL_NOT_ACTIVE', 'this credential cannot sign: it is not finished');
  }
  const { notBefore, notAfter } = describeCertificate(certificate);
  const now = clock.now();
  if (now < notBefore || now > notAfter) {
    throw conflict('CREDENTIAL_NOT_ACTIVE', 'this credential cannot sign: its certificate is not valid now');
  }
  // Without the root: who verifies a signature must know it already.
  return { id: credential.id, accountId: credential.accountId, certificates: [certificate, ...chain.slice(0, -1)] };
}

/** The answer for a credential that is unknown or another's. */
export function credentialNotFound(): Error {
  return notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
}

/** Where the document of a request is sealed to. */
export function documentPlace(requestId: string) {
  return { table: 'signature_documents', row: requestId, column: 'content' };
}

async function prepare(
  deps: SignatureDependencies,
  {
    key,
    fingerprint,
    content,
    credential,
  }: {
    key: { userId: string; idempotencyKey: string };
    fingerprint: Buffer;
    content: SignatureContent;
    credential: ActiveCredential;
  },
): Promise<void> {
  const createdAt = deps.clock.now();
  const id = newId('sig');
  const { digests, labels, document } = await toDigests(deps, { id, content, credential, at: createdAt });
  const request = {
    ...key,
    id,
    credentialId: credential.id,
    fingerprint,
    digests,
    labels,
    hasDocument: document !== undefined,
    expiresAt: new Date(createdAt.getTime() + defaultLifeMs),
    createdAt,
  };
  await deps.db.transaction().execute(async (trx) => {
    if (!(await insertSignatureRequest(trx, request, document))) return;
    await appendAudit(trx, {
      stream: credential.id,
      actor: key.userId,
      action: 'signature.requested',
      subject: id,
      detail: { digests: digests.length, document: document !== undefined },
      at: createdAt,
    });
  });
}

async function toDigests(
  { keyring, pdfs }: SignatureDependencies,
  { id, content, credential, at }: { id: string; content: SignatureContent; credential: ActiveCredential; at: Date },
): Promise<{ digests: Buffer[]; labels: string[]; document: SignatureDocument | undefined }> {
  if (content.kind === 'digests') return { ...content, document: undefined };
  const { certificates } = credential;
  const { content: pdf, reason } = content;
  const prepared = await pdfs.prepare({
    content: pdf,
    signer: '',
    reason,
    location: '',
    at,
    reservedBytes: signedDataLimit(certificates),
  });
  const attributes = signedAttributes({ messageDigest: byteRangeDigest(prepared), certificate: certificates[0] });
  const { bytes, contentsStart, contentsEnd } = prepared;
  return {
    digests: [createHash('sha256').update(attributes).digest()],
    labels: [content.label],
    document: { requestId: id, content: seal(keyring, bytes, documentPlace(id)), contentsStart, contentsEnd },
  };
}

/** The second factor returns the same challenge for the same request, however often it is asked. */
async function openChallenge(
  { db, clients }: SignatureDependencies,
  request: SignatureRequest,
): Promise<SignatureRequest> {
  const { id, userId, credentialId, digests, labels } = request;
  const credential = await findCredential(db, { id: credentialId, userId });
  if (credential === undefined) throw credentialNotFound();
  const { kind, expiresAt, ...shown } = await clients.secondFactor.createSigningChallenge({
    operationId: id,
    credentialId,
    digests,
    labels,
    // Its policy says which factors count, whatever account the user is looking at.
    accountId: credential.accountId,
  });
  if (expiresAt === undefined) throw new Error('a challenge has no end');
  const challenge = { ...shown, challengeKind: kind, expiresAt };
  await setChallenge(db, id, challenge);
  return { ...request, ...challenge };
}
