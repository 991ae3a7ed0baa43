import { conflict, forbidden, invalidField } from '@countersign/errors';
import {
  type CallContext,
  enumWord,
  type Handlers,
  readPageSize,
  readPageToken,
  requireStaff,
  toPage,
} from '@countersign/grpc';
import type { Validity } from '@countersign/proto/catalog';
import type { DecideIssuanceRequestRequest, EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { Transaction } from 'kysely';
import { leadingRoles } from '../account/role.ts';
import { appendToAccount } from '../account-audit.ts';
import type { EnrollmentDatabase } from '../database.ts';
import { changingRoles, readingRoles, requireMemberRole } from '../inventory/member.ts';
import { lockSlot } from '../inventory/slot-store.ts';
import type { CertificateDeps } from './deps.ts';
import { beginIssuance, issueCertificate, mayIssue } from './issuance.ts';
import { toRequestMessage } from './messages.ts';
import { openStates, requestStates, requireMove } from './request.ts';
import { createRequest, needsNoValidation } from './request-creation.ts';
import { endRequest } from './request-end.ts';
import {
  findRequest,
  getRequest,
  listRequests,
  listToValidate,
  moveRequest,
  type RequestWithCertificate,
  unknownRequest,
} from './request-store.ts';
import { recordValidation } from './validation-store.ts';

const officerRole = 'registration_officer';
const longestReason = 500;

type RequestMethod =
  | 'createIssuanceRequest'
  | 'getIssuanceRequest'
  | 'listIssuanceRequests'
  | 'decideIssuanceRequest'
  | 'cancelIssuanceRequest';

/** Handlers of certificate requests. */
export function createRequestHandlers(
  deps: CertificateDeps,
): Pick<Handlers<typeof EnrollmentServiceService>, RequestMethod> {
  const { db, clock, certificateMetrics } = deps;

  /** The requests as messages; those that can still be issued with how long they would live. */
  const toMessages = async (requests: readonly RequestWithCertificate[]) => {
    const at = clock.now();
    const isOpen = ({ state }: RequestWithCertificate) => openStates.some((open) => open === state);
    const codes = [...new Set(requests.filter(isOpen).map(({ productCode }) => productCode))];
    const validities = new Map<string, Validity>(
      await Promise.all(codes.map(async (code) => [code, await deps.products.validityAt(code, at)] as const)),
    );
    return requests.map((request) =>
      toRequestMessage(request, isOpen(request) ? validities.get(request.productCode) : undefined),
    );
  };

  const answer = async (request: RequestWithCertificate) => {
    const [message] = await toMessages([request]);
    return { request: message };
  };

  /** Issues at once where nobody has to wait; a job comes for what does not work now. */
  const issued = async (request: RequestWithCertificate): Promise<RequestWithCertificate> => {
    if (request.state !== 'issuing' || request.id === '') return request;
    try {
      await issueCertificate(deps, request.id);
    } catch (err) {
      deps.logger.warn({ err, requestId: request.id }, 'the certificate is issued later');
    }
    return await getRequest(db, { accountId: request.accountId, requestId: request.id });
  };

  /** Who decides: the officer without an account, else a leading member. */
  const requireDecider = async (context: CallContext, accountId: string) =>
    accountId === ''
      ? requireStaff(context, officerRole)
      : await requireMemberRole(db, context, { accountId, wanted: leadingRoles });

  return {
    async createIssuanceRequest(wish, context) {
      const actor = await requireMemberRole(db, context, { accountId: wish.accountId, wanted: changingRoles });
      const { request, privateKey, isNew } = await createRequest(deps, wish, actor);
      return { ...(await answer(isNew ? await issued(request) : request)), privateKey };
    },

    async getIssuanceRequest({ accountId, requestId }, context) {
      if (accountId === '') {
        requireStaff(context, officerRole);
        const request = await findRequest(db, requestId);
        if (request === undefined) throw unknownRequest();
        return await answer(request);
      }
      await requireMemberRole(db, context, { accountId, wanted: readingRoles });
      return await answer(await getRequest(db, { accountId, requestId }));
    },

    async listIssuanceRequests({ accountId, state, pageSize, pageToken }, context) {
      const size = readPageSize(pageSize);
      const cursor = readPageToken(pageToken, [/^crq_[0-9A-Z]{26}$/])?.[0];
      let requests: RequestWithCertificate[];
      if (accountId === '') {
        requireStaff(context, officerRole);
        requests = await listToValidate(db, { after: cursor, limit: size + 1 });
      } else {
        await requireMemberRole(db, context, { accountId, wanted: readingRoles });
        const wanted = enumWord('ISSUANCE_REQUEST_STATE', state, requestStates);
        requests = await listRequests(db, { accountId, state: wanted, before: cursor, limit: size + 1 });
      }
      const { page, nextPageToken } = toPage(requests, { size, cursorOf: ({ id }) => [id] });
      return { requests: await toMessages(page), nextPageToken };
    },

    async decideIssuanceRequest(message, context) {
      const { accountId, requestId } = message;
      const { userId } = await requireDecider(context, accountId);
      const reason = readReason(message);
      const request = await findRequest(db, requestId);
      if (request === undefined || (accountId !== '' && request.accountId !== accountId)) throw unknownRequest();
      if (request.requestedBy === userId) throw forbidden('OWN_REQUEST', 'nobody decides on his own request');
      if (request.state !== (accountId === '' ? 'validating' : 'pending_approval')) {
        throw conflict('REQUEST_WRONG_STATE', `this request is ${request.state.replaceAll('_', ' ')}`);
      }
      const validity = await deps.products.validityAt(request.productCode, clock.now());
      await db.transaction().execute((trx) => decide(trx, deps, { request, message, reason, userId, validity }));
      const decided = await getRequest(db, { accountId: request.accountId, requestId });
      certificateMetrics.request(decided.kind, decided.state);
      return await answer(await issued(decided));
    },

    async cancelIssuanceRequest({ accountId, requestId }, context) {
      const { userId } = await requireMemberRole(db, context, { accountId, wanted: changingRoles });
      const request = await getRequest(db, { accountId, requestId });
      if (request.state !== 'cancelled') {
        requireMove(request, 'cancelled');
        await db.transaction().execute(async (trx) => {
          const slot = await lockSlot(trx, request.licenceId);
          if (slot === undefined) throw new Error(`the licence of ${requestId} is not there`);
          const end = { to: 'cancelled' as const, reason: '', actor: userId, at: clock.now() };
          if (!(await endRequest(trx, { slot, request }, end))) throw movedMeanwhile();
        });
        certificateMetrics.request(request.kind, 'cancelled');
      }
      return await answer(await getRequest(db, { accountId, requestId }));
    },
  };
}

interface Decision {
  request: RequestWithCertificate;
  message: DecideIssuanceRequestRequest;
  reason: string;
  userId: string;
  validity: Validity;
}

async function decide(
  trx: Transaction<EnrollmentDatabase>,
  { clock }: CertificateDeps,
  { request, message, reason, userId, validity }: Decision,
): Promise<void> {
  const at = clock.now();
  const slot = await lockSlot(trx, request.licenceId);
  if (slot === undefined) throw new Error(`the licence of ${request.id} is not there`);
  if (!message.approve) {
    const end = { to: 'rejected' as const, reason, actor: userId, at };
    if (!(await endRequest(trx, { slot, request }, end))) throw movedMeanwhile();
    return;
  }
  if (!mayIssue(slot, at)) {
    throw conflict('LICENCE_NOT_AVAILABLE', 'its licence was withheld or taken back, or its term is over');
  }
  const isOfficer = message.accountId === '';
  if (isOfficer) await recordValidation(trx, request, { officer: userId, at });
  const isReady = isOfficer || (await needsNoValidation(trx, request, { validity, at }));
  const moved = isReady
    ? await beginIssuance(trx, { slot, request, validity, at })
    : await moveRequest(trx, request, { to: 'validating', at });
  if (!moved) throw movedMeanwhile();
  await appendToAccount(trx, {
    stream: request.accountId,
    actor: userId,
    action: isOfficer ? 'certificate_request.validated' : 'certificate_request.approved',
    subject: request.id,
    detail: { licenceId: slot.id },
    at,
  });
}

function readReason({ approve, reason }: DecideIssuanceRequestRequest): string {
  const text = reason.trim();
  const length = Array.from(text).length;
  if (length > longestReason || (!approve && length === 0)) {
    throw invalidField('REASON_REQUIRED', '/reason', `must have 1 to ${longestReason} characters for a rejection`);
  }
  return text;
}

function movedMeanwhile() {
  return conflict('REQUEST_WRONG_STATE', 'the request was decided meanwhile; read it again');
}
