import { canonicalJson, listAudit, proveAudit } from '@countersign/audit';
import { forbidden } from '@countersign/errors';
import {
  type CallContext,
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireMember,
  toPage,
} from '@countersign/grpc';
import type { AuditRecord, IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';

type AuditHandlers = Pick<
  Handlers<typeof IdentityServiceService>,
  'listAccountAudit' | 'proveAccountAudit' | 'listMyAudit'
>;

/** Roles in an account that read its audit. */
const readers = ['owner', 'auditor'];
/** An export reads many records at a time. */
const largestPage = 500;

/** Handlers of the RPCs with which owners, auditors and users read what was done. */
export function createAuditHandlers({ db }: Pick<IdentityDeps, 'db'>): AuditHandlers {
  const listPage = async (stream: string, { pageSize, pageToken }: { pageSize: number; pageToken: string }) => {
    const size = readPageSize(pageSize, largestPage);
    const after = Number(readPageToken(pageToken, [/^\d{1,15}$/])?.[0] ?? 0);
    // One more than asked for tells whether there is a next page.
    const records = await listAudit(db, stream, { after, limit: size + 1 });
    const { page, nextPageToken } = toPage(records, { size, cursorOf: ({ seq }) => [String(seq)] });
    return { records: page.map(toAuditMessage), nextPageToken };
  };

  return {
    async listAccountAudit({ accountId, ...page }, context) {
      requireReader(context, accountId);
      return await listPage(accountId, page);
    },

    async proveAccountAudit({ accountId }, context) {
      requireReader(context, accountId);
      const { ok, records, head, brokenAt } = await proveAudit(db, accountId);
      return { whole: ok, records: BigInt(records), head, brokenAt: BigInt(brokenAt ?? 0) };
    },

    async listMyAudit(page, context) {
      return await listPage(requireActor(context).userId, page);
    },
  };
}

function requireReader(context: CallContext, accountId: string): void {
  const { roles } = requireMember(context, accountId);
  if (!roles.some((role) => readers.includes(role))) {
    throw forbidden('ROLE_REQUIRED', `this needs the role ${readers.join(' or ')} in the account`);
  }
}

function toAuditMessage(record: Awaited<ReturnType<typeof listAudit>>[number]): AuditRecord {
  const { seq, at, actor, action, subject, detail, prevHash, hash } = record;
  const { service } = detail;
  return {
    seq: BigInt(seq),
    at,
    actor,
    action,
    subject,
    // What was not told by another service happened here.
    service: typeof service === 'string' ? service : 'identity',
    detail: canonicalJson(detail),
    prevHash,
    hash,
  };
}
