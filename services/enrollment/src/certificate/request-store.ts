import type { Db } from '@countersign/db';
import { notFound } from '@countersign/errors';
import type { EnrollmentDatabase } from '../database.ts';
import { type IssuanceRequest, openStates, type RequestState } from './request.ts';

const columns = [
  'id',
  'accountId',
  'licenceId',
  'kind',
  'state',
  'productCode',
  'productVersionId',
  'profile',
  'validationLevel',
  'dnsNames',
  'ipAddresses',
  'organisation',
  'signingRequest',
  'replaces',
  'keyCompromised',
  'requestedBy',
  'language',
  'notify',
  'reason',
  'days',
  'ruleId',
  'notAfterLimit',
  'createdAt',
] as const;

/** A request with the certificate that it led to; empty until then. */
export type RequestWithCertificate = IssuanceRequest & { certificateId: string };

function requests(db: Db<EnrollmentDatabase>) {
  return db
    .selectFrom('issuanceRequests')
    .leftJoin('certificates', 'certificates.requestId', 'issuanceRequests.id')
    .select(columns.map((column) => `issuanceRequests.${column}` as const))
    .select('certificates.id as issuedId');
}

type Row = Awaited<ReturnType<ReturnType<typeof requests>['executeTakeFirstOrThrow']>>;

function toRequest({ issuedId, ...request }: Row): RequestWithCertificate {
  return { ...request, certificateId: issuedId ?? '' };
}

/** A request by its id, of whichever account; undefined for an unknown one. */
export async function findRequest(db: Db<EnrollmentDatabase>, id: string): Promise<RequestWithCertificate | undefined> {
  const row = await requests(db).where('issuanceRequests.id', '=', id).executeTakeFirst();
  return row && toRequest(row);
}

/** Returns a request of an account, or throws `REQUEST_NOT_FOUND`. */
export async function getRequest(
  db: Db<EnrollmentDatabase>,
  { accountId, requestId }: { accountId: string; requestId: string },
): Promise<RequestWithCertificate> {
  const request = await findRequest(db, requestId);
  if (request === undefined || request.accountId !== accountId) throw unknownRequest();
  return request;
}

/** The request that a client made with a key before, with what it asked for. */
export async function findRepeated(
  db: Db<EnrollmentDatabase>,
  key: { accountId: string; requestedBy: string; idempotencyKey: string },
): Promise<{ id: string; fingerprint: Buffer } | undefined> {
  return await db
    .selectFrom('issuanceRequests')
    .select(['id', 'fingerprint'])
    .where('accountId', '=', key.accountId)
    .where('requestedBy', '=', key.requestedBy)
    .where('idempotencyKey', '=', key.idempotencyKey)
    .executeTakeFirst();
}

/** Stores a new request. A key that was used before violates the constraint `issuance_requests_once`. */
export async function insertRequest(
  trx: Db<EnrollmentDatabase>,
  request: IssuanceRequest & { idempotencyKey: string; fingerprint: Buffer },
): Promise<void> {
  const { organisation } = request;
  await trx
    .insertInto('issuanceRequests')
    .values({
      ...request,
      organisation: organisation && JSON.stringify(organisation),
      changedAt: request.createdAt,
    })
    .execute();
}

/** What changes with the state of a request. */
export interface RequestChange {
  to: RequestState;
  reason?: string;
  issuance?: { days: number; ruleId: string; notAfterLimit: Date };
  at: Date;
}

/** Moves a request from the state in which it was read; false when somebody else moved it since. */
export async function moveRequest(
  trx: Db<EnrollmentDatabase>,
  { id, state }: Pick<IssuanceRequest, 'id' | 'state'>,
  { to, reason, issuance, at }: RequestChange,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('issuanceRequests')
    .set({ state: to, changedAt: at, ...(reason !== undefined && { reason }), ...issuance })
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Open requests of a slot, oldest first. */
export async function listOpenRequests(db: Db<EnrollmentDatabase>, licenceId: string): Promise<IssuanceRequest[]> {
  return await db
    .selectFrom('issuanceRequests')
    .select(columns)
    .where('licenceId', '=', licenceId)
    .where('state', 'in', openStates)
    .orderBy('id')
    .execute();
}

/** Moments at which requests were made under a slot since `since`, oldest first. */
export async function listRequestTimes(
  db: Db<EnrollmentDatabase>,
  { licenceId, since }: { licenceId: string; since: Date },
): Promise<Date[]> {
  const rows = await db
    .selectFrom('issuanceRequests')
    .select('createdAt')
    .where('licenceId', '=', licenceId)
    .where('createdAt', '>', since)
    .orderBy('createdAt')
    .execute();
  return rows.map(({ createdAt }) => createdAt);
}

/** Lists an account's requests, newest first. */
export async function listRequests(
  db: Db<EnrollmentDatabase>,
  {
    accountId,
    state,
    before,
    limit,
  }: {
    accountId: string;
    state?: RequestState | undefined;
    before?: string | undefined;
    limit: number;
  },
): Promise<RequestWithCertificate[]> {
  const rows = await requests(db)
    .where('issuanceRequests.accountId', '=', accountId)
    .$if(state !== undefined, (query) => query.where('issuanceRequests.state', '=', state ?? 'failed'))
    .$if(before !== undefined, (query) => query.where('issuanceRequests.id', '<', before ?? ''))
    .orderBy('issuanceRequests.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

/** Lists the requests of all accounts that a registration officer has to validate, oldest first. */
export async function listToValidate(
  db: Db<EnrollmentDatabase>,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<RequestWithCertificate[]> {
  const rows = await requests(db)
    .where('issuanceRequests.state', '=', 'validating')
    .$if(after !== undefined, (query) => query.where('issuanceRequests.id', '>', after ?? ''))
    .orderBy('issuanceRequests.id')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

/** The organisation of the account's latest certificate that names one; undefined when there is none. */
export async function findLatestOrganisation(db: Db<EnrollmentDatabase>, accountId: string) {
  const row = await db
    .selectFrom('issuanceRequests')
    .select('organisation')
    .where('accountId', '=', accountId)
    .where('state', '=', 'issued')
    .where('organisation', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.organisation ?? undefined;
}

/** The refusal of a request that is unknown or another account's. */
export function unknownRequest() {
  return notFound('REQUEST_NOT_FOUND', 'no such certificate request');
}
