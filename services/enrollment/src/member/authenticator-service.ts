import { invalidField } from '@countersign/errors';
import {
  type Actor,
  type CallContext,
  enumWord,
  type Handlers,
  requireMember,
  requireRecentAuthentication,
  requireSecondFactor,
} from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';
import type { Authenticator, AuthenticatorChange } from '@countersign/proto/second-factor';
import { getRoles, type MemberKey } from '../account/account-store.ts';
import { appendToAccount } from '../account-audit.ts';
import type { IdentityClient, SecondFactorClient } from '../clients.ts';
import { ownDecision, requireMayAdminister, sharedMember, staffMember, unknownMember } from './member.ts';
import type { MemberDeps } from './member-service.ts';
import { findMember, isMemberElsewhere } from './member-store.ts';

export type MemberAuthenticatorDeps = MemberDeps & {
  identity: Pick<IdentityClient, 'getStaffRoles'>;
  secondFactor: SecondFactorClient;
  /** Milliseconds after a login in which authenticators of others may be changed. */
  reauthenticationMs: number;
};

type MemberAuthenticatorMethod = 'listMemberAuthenticators' | 'changeMemberAuthenticator' | 'assignMemberGridCard';

const actions = {
  suspend: 'member.authenticator_suspended',
  resume: 'member.authenticator_resumed',
  unlock: 'member.authenticator_unlocked',
  revoke: 'member.authenticator_revoked',
} as const;
const changes = ['suspend', 'resume', 'unlock', 'revoke'] as const;

/**
 * Handlers of the authenticators of members. Whether somebody may is decided here; second-factor does it, in the actor's
 * name, and keeps its own record. The account's record follows: who repeats a request whose answer was lost has it
 * recorded then, and who repeats one that was answered has it recorded twice.
 */
export function createMemberAuthenticatorHandlers(
  deps: MemberAuthenticatorDeps,
): Pick<Handlers<typeof EnrollmentServiceService>, MemberAuthenticatorMethod> {
  const { logger, secondFactor } = deps;
  return {
    async listMemberAuthenticators({ accountId, userId }, context) {
      requireMember(context, accountId);
      const actor = requireSecondFactor(context);
      await requireAdministered(deps, actor, { accountId, userId });
      const { authenticators } = await secondFactor.listUserAuthenticators({ userId });
      return { authenticators };
    },

    async changeMemberAuthenticator({ accountId, userId, authenticatorId, change, reason }, context) {
      const actor = await requireAdministrator(deps, context, { accountId, userId });
      const action = actionOf(change);
      const { authenticator } = await secondFactor.changeUserAuthenticator({ userId, authenticatorId, change, reason });
      await record(deps, { actor, accountId, userId, action, authenticator });
      logger.info(
        { accountId, userId, authenticatorId, by: actor.userId, action },
        'authenticator of a member changed',
      );
      return { authenticator };
    },

    async assignMemberGridCard({ accountId, userId, serial, label }, context) {
      const actor = await requireAdministrator(deps, context, { accountId, userId });
      const { authenticator } = await secondFactor.assignGridCard({ userId, serial, label });
      await record(deps, { actor, accountId, userId, action: 'member.grid_card_assigned', authenticator });
      return { authenticator };
    },
  };
}

/** Who changes what lets somebody else in has proved both his factors a moment ago; nobody does it to himself. */
async function requireAdministrator(
  deps: MemberAuthenticatorDeps,
  context: CallContext,
  key: MemberKey,
): Promise<Actor> {
  const { clock, reauthenticationMs: withinMs } = deps;
  requireMember(context, key.accountId);
  requireSecondFactor(context);
  const actor = requireRecentAuthentication(context, { withinMs, at: clock.now() });
  await requireAdministered(deps, actor, key);
  if (actor.userId === key.userId) throw ownDecision();
  return actor;
}

/**
 * Throws unless the actor may look after the authenticators of a member: `ACCOUNT_NOT_FOUND`, `ROLE_REQUIRED`,
 * `MEMBER_NOT_FOUND`, `MEMBER_SHARED` or `MEMBER_IS_STAFF`.
 */
async function requireAdministered(
  { db, identity }: MemberAuthenticatorDeps,
  actor: Actor,
  key: MemberKey,
): Promise<void> {
  const held = await getRoles(db, { accountId: key.accountId, userId: actor.userId });
  requireMayAdminister(held, []);
  const member = await findMember(db, key);
  if (member === undefined) throw unknownMember();
  requireMayAdminister(held, member.roles);
  // His authenticators open the other account, too: that is not this one's to decide.
  if (await isMemberElsewhere(db, key)) throw sharedMember();
  // And those of staff, what is no account's.
  const { roles } = await identity.getStaffRoles({ userId: key.userId });
  if (roles.length > 0) throw staffMember();
}

function actionOf(change: AuthenticatorChange): string {
  const word = enumWord('AUTHENTICATOR_CHANGE', change, changes);
  if (word === undefined) throw invalidField('CHANGE_INVALID', '/change', `must be ${changes.join(', ')}`);
  return actions[word];
}

async function record(
  { db, clock }: MemberAuthenticatorDeps,
  {
    actor,
    accountId,
    userId,
    action,
    authenticator,
  }: MemberKey & { actor: Actor; action: string; authenticator: Authenticator | undefined },
): Promise<void> {
  if (authenticator === undefined) throw new Error('second-factor answered without the authenticator');
  const { id, kind } = authenticator;
  await db.transaction().execute((trx) =>
    appendToAccount(trx, {
      stream: accountId,
      actor: actor.userId,
      action,
      subject: userId,
      detail: { authenticator: id, kind },
      at: clock.now(),
    }),
  );
}
