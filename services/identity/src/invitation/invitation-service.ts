import { appendAudit } from '@countersign/audit';
import { announce } from '@countersign/db';
import type { Handlers } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import { newId } from '@countersign/runtime';
import { hashToken } from '@countersign/sealing';
import type { IdentityDeps } from '../dependencies.ts';
import { operatorInvitationMailTopic } from '../mail-jobs.ts';
import { requireEmail } from '../user/person.ts';
import { checkApplicant, createUser } from '../user/registration.ts';
import { operatorRoles } from '../user/user.ts';
import {
  invitationLifeMs,
  invitationLink,
  invitationToken,
  invitationUsed,
  type OperatorInvitation,
  requireUsable,
} from './invitation.ts';
import { findInvitationByToken, insertInvitation, recordInvitee, useInvitation } from './invitation-store.ts';

const auditStream = 'operator-invitations';

/** RPCs of invitations of operators. */
export function createInvitationHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'createOperatorInvitation' | 'acceptOperatorInvitation'> {
  const { db, clock, pepper, hasher, frontendUrl } = deps;
  return {
    async createOperatorInvitation({ email: given }) {
      const email = given === '' ? undefined : requireEmail(given);
      const at = clock.now();
      const invitation: OperatorInvitation = {
        id: newId('inv'),
        pepperVersion: pepper.current,
        ...(email !== undefined && { email }),
        expiresAt: new Date(at.getTime() + invitationLifeMs),
      };
      const token = invitationToken(pepper, invitation);
      await db.transaction().execute(async (trx) => {
        await insertInvitation(trx, { invitation, tokenHash: hashToken(token), at });
        if (email !== undefined) {
          await announce(trx, {
            queue: 'identity',
            topic: operatorInvitationMailTopic,
            payload: { invitationId: invitation.id },
          });
        }
        await appendAudit(trx, {
          stream: auditStream,
          actor: 'ops',
          action: 'operator_invitation.created',
          subject: invitation.id,
          detail: {},
          at,
        });
      });
      return { token, link: invitationLink(frontendUrl, token), expiresAt: invitation.expiresAt };
    },

    async acceptOperatorInvitation({ token, ...applicant }) {
      const at = clock.now();
      // Before the hash is computed: strangers without an invitation cost no core.
      const { id } = requireUsable(await findInvitationByToken(db, hashToken(token)), at);
      const person = checkApplicant(applicant);
      const stored = await hasher.hash(person.password);
      const userId = await db.transaction().execute(async (trx) => {
        if (!(await useInvitation(trx, id, at))) throw invitationUsed();
        const origin = { staffRoles: operatorRoles, at };
        const created = await createUser(deps, trx, { person, stored, origin });
        await recordInvitee(trx, id, created);
        await appendAudit(trx, {
          stream: auditStream,
          actor: created,
          action: 'operator_invitation.used',
          subject: id,
          detail: {},
          at,
        });
        return created;
      });
      return { userId };
    },
  };
}
