import { createHash, X509Certificate } from 'node:crypto';
import { announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import type { Validity } from '@countersign/proto/catalog';
import type { IssueServerCertificateResponse } from '@countersign/proto/certificate-authority';
import { newId } from '@countersign/runtime';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import type { Slot } from '../inventory/licence.ts';
import { lockSlot } from '../inventory/slot-store.ts';
import { queueName } from '../queue.ts';
import { titleOf } from './certificate.ts';
import { findCertificate, insertCertificate, scheduleRevocation, supersede } from './certificate-store.ts';
import type { CertificateDeps } from './deps.ts';
import { haveSameNames, isWithin, readNames } from './names.ts';
import { listRecipients, readProductNames, tell } from './notice.ts';
import type { IssuanceRequest } from './request.ts';
import { endRequest } from './request-end.ts';
import { findRequest, moveRequest } from './request-store.ts';
import { revokeLive, tellRevocation } from './revocation.ts';
import { publicKeyOf } from './signing-request.ts';
import { settleSlot } from './slot.ts';
import { x509 } from './x509.ts';

const dayMs = 86_400_000;
/** How long a certificate that lost names still works, and one whose payment was returned. */
export const graceMs = 72 * 3_600_000;
/** How long a request may be on its way to the authority before it is sent there again. */
export const stuckAfterMs = 15 * 60_000;

/** Whether certificates may be issued under a slot now. */
export function mayIssue({ onHold, withdrawnBy, validUntil }: Slot, at: Date): boolean {
  return !onHold && withdrawnBy === null && validUntil > at;
}

/**
 * Freezes what the authority will be asked for, and announces the job that asks; in the transaction that holds the slot.
 * The rule in force at this moment decides how long the certificate lives.
 */
export async function beginIssuance(
  trx: Transaction<EnrollmentDatabase>,
  { slot, request, validity, at }: { slot: Slot; request: IssuanceRequest; validity: Validity; at: Date },
): Promise<boolean> {
  const issuance = { days: validity.days, ruleId: validity.ruleId, notAfterLimit: slot.validUntil };
  if (!(await moveRequest(trx, request, { to: 'issuing', issuance, at }))) return false;
  await announce(trx, { queue: queueName, topic: 'issue-certificate', payload: { requestId: request.id } });
  return true;
}

/**
 * Has the authority issue the certificate of a request that is being issued, and stores it. Safe to repeat at any point:
 * the authority answers the same request with the same certificate, and it is stored once. A refusal ends the request and
 * frees the licence; an authority out of reach throws, and the job comes again.
 */
export async function issueCertificate(deps: CertificateDeps, requestId: string): Promise<void> {
  const { db, clock, logger } = deps;
  const request = await findRequest(db, requestId);
  if (request === undefined || request.state !== 'issuing') return;
  const slot = await db.transaction().execute((trx) => lockSlot(trx, request.licenceId));
  if (slot === undefined) throw new Error(`the licence of ${requestId} is not there`);
  if (!mayIssue(slot, clock.now())) {
    await fail(deps, request, 'LICENCE_NOT_AVAILABLE: the licence was withheld or taken back, or its term is over');
    return;
  }
  let answer: IssueServerCertificateResponse;
  try {
    answer = await askAuthority(deps, request);
  } catch (error) {
    if (!(error instanceof DomainError) || error.transient) throw error;
    if (error.reason === 'VALIDITY_NOT_ALLOWED' && (await freezeAgain(deps, request))) return;
    logger.warn({ requestId, reason: error.reason }, 'the authority refused a certificate');
    await fail(
      deps,
      request,
      `${error.reason}: ${[error.message, ...error.fields.map(({ detail }) => detail)].join('; ')}`,
    );
    return;
  }
  if (!isExpected(answer, request)) {
    await refuseUnexpected(deps, request, answer);
    return;
  }
  await store(deps, request, answer);
}

/** Nobody gets it, and nobody shall rely on it. */
async function refuseUnexpected(
  deps: CertificateDeps,
  request: IssuanceRequest,
  answer: IssueServerCertificateResponse,
) {
  const { authority, serialNumber } = answer;
  deps.logger.error({ requestId: request.id, authority, serialNumber }, 'a certificate is not what was asked for');
  await deps.authority.revokeCertificate({ authority, serialNumber, reason: 'unspecified' });
  await fail(deps, request, 'CERTIFICATE_UNEXPECTED: the authority issued something else; it was revoked');
}

async function askAuthority({ authority }: CertificateDeps, request: IssuanceRequest) {
  const { id, profile, signingRequest, dnsNames, ipAddresses, validationLevel, organisation, days, notAfterLimit } =
    request;
  if (days === null || notAfterLimit === null) throw new Error(`the request ${id} is not ready to be issued`);
  return await authority.issueServerCertificate({
    requestId: id,
    profile,
    signingRequest,
    dnsNames,
    ipAddresses,
    validationLevel,
    organisation: organisation ?? undefined,
    days,
    notAfterLimit,
  });
}

/** A rule that changed since the request was frozen: the authority issued nothing, so another life can be asked for. */
async function freezeAgain({ db, clock, products }: CertificateDeps, request: IssuanceRequest): Promise<boolean> {
  const at = clock.now();
  const validity = await products.validityAt(request.productCode, at);
  if (validity.days === request.days) return false;
  return await db.transaction().execute(async (trx) => {
    const slot = await lockSlot(trx, request.licenceId);
    return slot !== undefined && (await beginIssuance(trx, { slot, request, validity, at }));
  });
}

async function fail({ db, clock, certificateMetrics }: CertificateDeps, request: IssuanceRequest, reason: string) {
  const hasEnded = await db.transaction().execute(async (trx) => {
    const slot = await lockSlot(trx, request.licenceId);
    if (slot === undefined) throw new Error(`the licence of ${request.id} is not there`);
    return await endRequest(trx, { slot, request }, { to: 'failed', reason, actor: 'system', at: clock.now() });
  });
  if (hasEnded) certificateMetrics.request(request.kind, 'failed');
}

/** What an authority says is believed only as far as it was asked: key, names and life are compared. */
function isExpected({ certificate: der }: IssueServerCertificateResponse, request: IssuanceRequest): boolean {
  const certificate = new x509.X509Certificate(der);
  const names = certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const lifeMs = certificate.notAfter.getTime() - certificate.notBefore.getTime();
  return (
    Buffer.from(certificate.publicKey.rawData).equals(publicKeyOf(request.signingRequest)) &&
    names.length === request.dnsNames.length + request.ipAddresses.length &&
    areNamesOf(
      names.map(({ value }) => value),
      request,
    ) &&
    // BR 1.6.1 counts both ends of the life.
    lifeMs < (request.days ?? 0) * dayMs &&
    certificate.notAfter <= (request.notAfterLimit ?? new Date(0))
  );
}

function areNamesOf(names: readonly string[], request: IssuanceRequest): boolean {
  try {
    // Addresses have several forms.
    return haveSameNames(readNames(names, 'tls-private'), request);
  } catch {
    return false;
  }
}

async function store(deps: CertificateDeps, request: IssuanceRequest, answer: IssueServerCertificateResponse) {
  const { db, clock, products, frontendUrl, logger, certificateMetrics } = deps;
  const { id: requestId, accountId, licenceId } = request;
  const recipients = await listRecipients(db, { accountId, requestId, owners: false });
  const productName = await readProductNames(products, request, recipients);
  const at = clock.now();
  const made = new X509Certificate(answer.certificate);
  const certificate = {
    id: newId('cer'),
    requestId,
    accountId,
    licenceId,
    productCode: request.productCode,
    state: 'valid' as const,
    dnsNames: request.dnsNames,
    ipAddresses: request.ipAddresses,
    authority: answer.authority,
    serialNumber: answer.serialNumber,
    certificate: answer.certificate,
    chain: answer.chain,
    fingerprint: createHash('sha256').update(answer.certificate).digest(),
    notBefore: made.validFromDate,
    notAfter: made.validToDate,
    ruleId: request.ruleId ?? '',
    supersededBy: null,
    revokeAt: null,
    revokeReason: null,
    revokedAt: null,
    flagged: false,
    createdAt: at,
  };
  const revoked = await db.transaction().execute(async (trx) => {
    const slot = await lockSlot(trx, licenceId);
    if (slot === undefined) throw new Error(`the licence of ${requestId} is not there`);
    if (!(await moveRequest(trx, request, { to: 'issued', at }))) return undefined;
    await insertCertificate(trx, certificate);
    // Paid back while the authority signed: it goes the way of the others of that licence.
    if (slot.withdrawnAt !== null) {
      const revokeAt = new Date(slot.withdrawnAt.getTime() + graceMs);
      await scheduleRevocation(trx, { id: certificate.id, reason: 'cessationOfOperation', revokeAt, flagged: true });
    }
    const replaced = await replaceOld(trx, request, { by: certificate.id, at });
    await settleSlot(trx, slot, { reference: requestId, at });
    await tell(trx, {
      key: `certificate-issued:${certificate.id}`,
      message: 'certificate-issued',
      recipients,
      paramsFor: ({ language }) => ({
        name: titleOf(certificate),
        product: productName(language),
        validUntil: certificate.notAfter,
        link: `${frontendUrl}/certificates/${certificate.id}`,
      }),
      at,
    });
    await appendToAccount(trx, {
      stream: accountId,
      actor: request.requestedBy,
      action: 'certificate.issued',
      subject: certificate.id,
      detail: { requestId, licenceId, serialNumber: answer.serialNumber, ruleId: certificate.ruleId },
      at,
    });
    return replaced;
  });
  if (revoked === undefined) return;
  certificateMetrics.request(request.kind, 'issued');
  certificateMetrics.issued(request.profile);
  logger.info({ certificateId: certificate.id, requestId, ruleId: certificate.ruleId }, 'certificate issued');
  // Announced as well, should this fail.
  for (const id of revoked) {
    // oxlint-disable-next-line no-await-in-loop
    await tellRevocation(deps, id).catch((err: unknown) =>
      logger.warn({ err, certificateId: id }, 'revocation not told'),
    );
  }
}

/**
 * What becomes of the certificate that a new one replaces: a renewed or reissued one is superseded; one whose key is
 * compromised is revoked at once, and one that lost names after a grace. Returns the certificates revoked at once.
 */
async function replaceOld(
  trx: Transaction<EnrollmentDatabase>,
  request: IssuanceRequest,
  { by, at }: { by: string; at: Date },
): Promise<string[]> {
  if (request.replaces === null || request.kind === 'duplicate') return [];
  const old = await findCertificate(trx, request.replaces);
  if (old === undefined) throw new Error(`the certificate that ${request.id} replaces is not there`);
  await supersede(trx, { id: old.id, by });
  if (request.keyCompromised) {
    const revocation = { reason: 'keyCompromise', actor: request.requestedBy, at };
    return (await revokeLive(trx, old, revocation)) ? [old.id] : [];
  }
  if (!isWithin(old, request)) {
    await scheduleRevocation(trx, { id: old.id, reason: 'superseded', revokeAt: new Date(at.getTime() + graceMs) });
  }
  return [];
}
