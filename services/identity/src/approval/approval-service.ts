import { appendAudit } from '@countersign/audit';
import { forbidden, invalidField } from '@countersign/errors';
import {
  type Handlers,
  readPageSize,
  readPageToken,
  requireActor,
  requireRecentAuthentication,
  toPage,
} from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import { requireReason } from '../personal-validation/personal-validation.ts';
import {
  approvalActions,
  approvalNotFound,
  approvalRoles,
  approvalStates,
  approvalStream,
  approvalWrongState,
  requireDecidable,
  stateAt,
} from './approval.ts';
import { executions } from './approval-actions.ts';
import { toApprovalMessage } from './approval-message.ts';
import { decideApproval, findApproval, listApprovals, type PageStart } from './approval-store.ts';

/** RPCs of approvals. */
export function createApprovalHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'listApprovals' | 'decideApproval'> {
  const { db, clock, policy, logger } = deps;
  return {
    async listApprovals({ state, pageSize, pageToken }, context) {
      const { staffRoles } = requireActor(context);
      const actions = approvalActions.filter((action) => staffRoles.includes(approvalRoles[action]));
      if (actions.length === 0) throw roleRequired();
      const wanted = readState(state);
      const size = readPageSize(pageSize);
      const after = readPageStart(pageToken);
      const at = clock.now();
      const found = await listApprovals(db, {
        actions,
        ...(wanted !== undefined && { state: wanted }),
        at,
        ...(after !== undefined && { after }),
        // One more than asked for tells whether there is a next page.
        limit: size + 1,
      });
      const cursorOf = ({ requestedAt, id }: PageStart) => [`${requestedAt.getTime()}`, id];
      const { page, nextPageToken } = toPage(found, { size, cursorOf });
      return { approvals: page.map((approval) => toApprovalMessage(approval, at)), nextPageToken };
    },

    async decideApproval({ approvalId, approved, reason: given }, context) {
      const at = clock.now();
      const { userId, staffRoles } = requireActor(context);
      if (staffRoles.length === 0) throw roleRequired();
      requireRecentAuthentication(context, { withinMs: policy.session.reauthenticationMs, at });
      const decisionReason = requireReason({ approved, reason: given });
      const approval = await findApproval(db, approvalId);
      // What his roles do not list for him is nothing to him.
      if (approval === undefined || !staffRoles.includes(approvalRoles[approval.action])) throw approvalNotFound();
      requireDecidable(approval, { userId, at });
      const state = approved ? 'approved' : 'rejected';
      const decided = await db.transaction().execute(async (trx) => {
        const decision = { id: approval.id, state, decidedBy: userId, decisionReason, at } as const;
        const row = await decideApproval(trx, decision);
        if (row === undefined)
          throw approvalWrongState(stateAt((await findApproval(trx, approval.id)) ?? approval, at));
        await appendAudit(trx, {
          stream: approvalStream,
          actor: userId,
          action: `approval.${state}`,
          subject: row.id,
          detail: { action: row.action },
          at,
        });
        if (approved) await executions[row.action](trx, deps, { approval: row, decidedBy: userId, at });
        return row;
      });
      logger.info({ approvalId: decided.id, action: decided.action, officer: userId }, `approval ${state}`);
      return { approval: toApprovalMessage(decided, at) };
    },
  };
}

function readState(state: string) {
  if (state === '') return undefined;
  const known = approvalStates.find((each) => each === state);
  if (known === undefined) {
    throw invalidField('APPROVAL_STATE_INVALID', '/state', `must be one of ${approvalStates.join(', ')}`);
  }
  return known;
}

function readPageStart(pageToken: string): PageStart | undefined {
  const [requestedAt, id = ''] = readPageToken(pageToken, [/^\d{13}$/, /^apr_[0-9A-Z]{26}$/]) ?? [];
  return requestedAt === undefined ? undefined : { requestedAt: new Date(Number(requestedAt)), id };
}

function roleRequired() {
  return forbidden('ROLE_REQUIRED', 'this needs another role of staff');
}
