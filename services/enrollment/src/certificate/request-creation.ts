import { fingerprintOf, requireIdempotencyKey } from '@countersign/db';
import { conflict, exhausted, secondsUntil } from '@countersign/errors';
import type { Validity } from '@countersign/proto/catalog';
import type { CreateIssuanceRequestRequest } from '@countersign/proto/enrollment';
import { newId } from '@countersign/runtime';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { unknownLicence } from '../inventory/inventory-store.ts';
import type { Slot } from '../inventory/licence.ts';
import { firstFree, lockKey, lockSlot, slotColumns } from '../inventory/slot-store.ts';
import { listSlotCertificates } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { beginIssuance, mayIssue } from './issuance.ts';
import { requireWithinBudget } from './name-budget.ts';
import { allNames } from './names.ts';
import type { IssuanceRequest } from './request.ts';
import { draftRequest, levelOf, noneFree, type RequestDraft } from './request-draft.ts';
import {
  findRepeated,
  findRequest,
  insertRequest,
  listOpenRequests,
  listRequestTimes,
  type RequestWithCertificate,
} from './request-store.ts';
import { settleSlot } from './slot.ts';
import { isValidated } from './validation-store.ts';

const fairUse = 20;
const fairUseMs = 7 * 86_400_000;

/** Who asks for a certificate. */
export interface Requester {
  userId: string;
  language: string;
}

/** A request that was made now, or found by its key. */
export interface CreatedRequest {
  request: RequestWithCertificate;
  /** Private key that the server made, encrypted; empty for a repetition. */
  privateKey: string;
  isNew: boolean;
}

/**
 * Makes a request for a certificate, once per idempotency key, and reserves its licence; with `validateOnly` nothing is
 * kept. Throws what CreateIssuanceRequest says.
 */
export async function createRequest(
  deps: CertificateDeps,
  wish: CreateIssuanceRequestRequest,
  requester: Requester,
): Promise<CreatedRequest> {
  if (wish.validateOnly) return await checkOnly(deps, wish, requester);
  const { accountId, idempotencyKey } = wish;
  requireIdempotencyKey(idempotencyKey);
  const key = { accountId, requestedBy: requester.userId, idempotencyKey };
  const fingerprint = fingerprintOfWish(wish);
  const repeated = await findMade(deps, key, fingerprint);
  if (repeated !== undefined) return repeated;
  try {
    const made = await makeRequest(deps, { wish, requester, key, fingerprint });
    if (made !== undefined) return made;
  } catch (error) {
    // A parallel call with the same key may have taken the last licence.
    const made = await findMade(deps, key, fingerprint);
    if (made === undefined) throw error;
    return made;
  }
  const made = await findMade(deps, key, fingerprint);
  if (made === undefined) throw new Error('a request that was made is not there');
  return made;
}

/** Makes the request; undefined when a parallel call with the same key has made it. */
async function makeRequest(
  deps: CertificateDeps,
  asked: Pick<Drafted, 'wish' | 'requester' | 'key' | 'fingerprint'>,
): Promise<CreatedRequest | undefined> {
  const draft = await draftRequest(deps, asked.wish);
  const validity = await deps.products.validityAt(draft.product.code, deps.clock.now());
  const { accountId, requestedBy, idempotencyKey } = asked.key;
  const request = await deps.db.transaction().execute(async (trx) => {
    await lockKey(trx, 'request', accountId, requestedBy, idempotencyKey);
    if ((await findRepeated(trx, asked.key)) !== undefined) return undefined;
    return await storeDraft(trx, deps, { ...asked, draft, validity });
  });
  if (request === undefined) return undefined;
  deps.certificateMetrics.request(request.kind, request.state);
  return { request, privateKey: draft.privateKey, isNew: true };
}

async function checkOnly(deps: CertificateDeps, wish: CreateIssuanceRequestRequest, requester: Requester) {
  const draft = await draftRequest(deps, wish);
  const validity = await deps.products.validityAt(draft.product.code, deps.clock.now());
  const idempotencyKey = newId('dry');
  const key = { accountId: wish.accountId, requestedBy: requester.userId, idempotencyKey };
  const fingerprint = fingerprintOfWish(wish);
  const trx = await deps.db.startTransaction().execute();
  try {
    const request = await storeDraft(trx, deps, { wish, draft, validity, requester, key, fingerprint });
    return { request: { ...request, id: '' }, privateKey: '', isNew: false };
  } finally {
    await trx.rollback().execute();
  }
}

/** Not over the passphrase: a hash of it would be something to guess against. */
function fingerprintOfWish({ keyPassphrase, ...wish }: CreateIssuanceRequestRequest): Buffer {
  return fingerprintOf({ ...wish, serverMakesKey: keyPassphrase !== '' });
}

type RequestKey = Parameters<typeof findRepeated>[1];

async function findMade(
  { db }: CertificateDeps,
  key: RequestKey,
  fingerprint: Buffer,
): Promise<CreatedRequest | undefined> {
  const made = await findRepeated(db, key);
  if (made === undefined) return undefined;
  if (!made.fingerprint.equals(fingerprint)) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came with another request before; choose a new one');
  }
  const request = await findRequest(db, made.id);
  if (request === undefined) throw new Error(`the request ${made.id} vanished`);
  return { request, privateKey: '', isNew: false };
}

interface Drafted {
  wish: CreateIssuanceRequestRequest;
  draft: RequestDraft;
  validity: Validity;
  requester: Requester;
  key: RequestKey;
  fingerprint: Buffer;
}

async function storeDraft(
  trx: Transaction<EnrollmentDatabase>,
  { clock }: CertificateDeps,
  { wish, draft, validity, requester, key, fingerprint }: Drafted,
): Promise<RequestWithCertificate> {
  const at = clock.now();
  const slot = await takeSlot(trx, wish, draft, at);
  await requireFairUse(trx, slot.id, at);
  await requireNamesBought(trx, slot, draft);
  const account = await trx
    .selectFrom('accounts')
    .select('approvalRequired')
    .where('id', '=', wish.accountId)
    .executeTakeFirstOrThrow();
  const request: IssuanceRequest = {
    id: newId('crq'),
    accountId: wish.accountId,
    licenceId: slot.id,
    kind: draft.kind,
    state: account.approvalRequired ? 'pending_approval' : 'validating',
    productCode: draft.product.code,
    productVersionId: draft.product.versionId,
    profile: draft.profile,
    validationLevel: levelOf(draft.product, draft.profile),
    dnsNames: draft.dnsNames,
    ipAddresses: draft.ipAddresses,
    organisation: draft.organisation,
    signingRequest: draft.signingRequest,
    replaces: draft.replaced?.id ?? null,
    keyCompromised: draft.keyCompromised,
    requestedBy: requester.userId,
    language: requester.language,
    notify: draft.notify,
    reason: '',
    days: null,
    ruleId: null,
    notAfterLimit: null,
    createdAt: at,
  };
  await insertRequest(trx, { ...request, idempotencyKey: key.idempotencyKey, fingerprint });
  await settleSlot(trx, slot, { reference: request.id, at });
  const isReady = !account.approvalRequired && (await needsNoValidation(trx, request, { validity, at }));
  if (isReady) await beginIssuance(trx, { slot, request, validity, at });
  await appendToAccount(trx, {
    stream: wish.accountId,
    actor: requester.userId,
    action: 'certificate_request.created',
    subject: request.id,
    detail: { kind: request.kind, licenceId: slot.id, names: allNames(request) },
    at,
  });
  return { ...request, state: isReady ? 'issuing' : request.state, certificateId: '' };
}

/**
 * Whether nobody has to validate a request: nobody does under the private profile, nor where a certificate is renewed,
 * reissued or duplicated whose names and organisation were validated lately enough.
 */
export async function needsNoValidation(
  trx: Transaction<EnrollmentDatabase>,
  request: IssuanceRequest,
  when: { validity: Validity; at: Date },
): Promise<boolean> {
  if (request.profile === 'tls-private') return true;
  return request.kind !== 'new' && (await isValidated(trx, request, when));
}

async function takeSlot(
  trx: Transaction<EnrollmentDatabase>,
  { accountId, productCode }: CreateIssuanceRequestRequest,
  { licenceId, product, kind }: RequestDraft,
  at: Date,
): Promise<Slot> {
  if (licenceId === undefined) {
    const free = await firstFree(
      trx
        .selectFrom('licences')
        .select(slotColumns)
        .where('accountId', '=', accountId)
        .where('productCode', '=', productCode)
        .where((eb) => eb.or([eb('productVersionId', '=', product.versionId), eb('productVersionId', 'is', null)])),
      at,
    )
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (free === undefined) throw noneFree();
    return free;
  }
  const slot = await lockSlot(trx, licenceId);
  if (slot === undefined || slot.accountId !== accountId) throw unknownLicence();
  const usable = kind === 'new' ? slot.state === 'available' : slot.state !== 'held' && slot.state !== 'void';
  if (!usable || !mayIssue(slot, at)) {
    throw conflict('LICENCE_NOT_AVAILABLE', 'this licence is used, withheld or over; choose another');
  }
  return slot;
}

async function requireFairUse(trx: Transaction<EnrollmentDatabase>, licenceId: string, at: Date): Promise<void> {
  const times = await listRequestTimes(trx, { licenceId, since: new Date(at.getTime() - fairUseMs) });
  const oldest = times.at(-fairUse);
  if (oldest === undefined) return;
  throw exhausted('RATE_LIMITED', `${fairUse} requests in seven days are what one licence takes; try again later`, {
    retryAfterSeconds: secondsUntil(new Date(oldest.getTime() + fairUseMs), at),
  });
}

/** Names count together over the certificates that work and the requests under way, less those on their way out. */
async function requireNamesBought(
  trx: Transaction<EnrollmentDatabase>,
  slot: Slot,
  draft: RequestDraft,
): Promise<void> {
  const live = await listSlotCertificates(trx, slot.id, { live: true });
  const open = await listOpenRequests(trx, slot.id);
  const leaving = new Set([
    ...live.filter(({ revokeAt }) => revokeAt !== null).map(({ id }) => id),
    ...(draft.kind === 'reissue' && draft.replaced !== undefined ? [draft.replaced.id] : []),
  ]);
  const staying = live.filter(({ id }) => !leaving.has(id));
  const names = allNames(draft);
  const together = [...new Set([...names, ...[...staying, ...open].flatMap(allNames)])];
  requireWithinBudget(
    { names, together },
    { rules: draft.product.nameRules, extraDomains: slot.extraDomains, namesExtra: slot.namesExtra },
  );
}
