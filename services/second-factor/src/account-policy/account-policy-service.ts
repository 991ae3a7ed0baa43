import { appendAudit } from '@countersign/audit';
import { forbidden, invalidField } from '@countersign/errors';
import { type Handlers, requireMember } from '@countersign/grpc';
import type {
  CheckAccountFactorPolicyRequest,
  SecondFactorServiceService,
  SetAccountFactorPolicyRequest,
} from '@countersign/proto/second-factor';
import type { SecondFactorDeps } from '../dependencies.ts';
import { type Policy, policyKinds, profiles } from '../policy/policy.ts';
import { requireRecent } from '../recent-login.ts';
import { requireId } from '../request-fields.ts';
import { type AccountPolicy, atLeast } from './account-policy.ts';
import { countForAccount, findAccountPolicy, liftApps } from './account-policy-store.ts';
import { isLoggedInFor } from './methods.ts';

const administrators = ['owner', 'administrator'];
const mostRequired = 3;

type AccountPolicyMethod = 'getAccountFactorPolicy' | 'setAccountFactorPolicy' | 'checkAccountFactorPolicy';

/** The RPCs about what an account requires of its members. */
export function createAccountPolicyHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, AccountPolicyMethod> {
  const { db, policy } = deps;
  const toMessage = ({ profile, kinds, required }: AccountPolicy) => ({
    policy: { profile, kinds: [...kinds], required, permittedKinds: [...policy.factors.kinds] },
  });
  return {
    async getAccountFactorPolicy({ accountId }, context) {
      requireMember(context, accountId);
      return toMessage(await findAccountPolicy({ db, policy }, accountId));
    },
    async setAccountFactorPolicy(request, context) {
      const { accountId } = request;
      const { roles } = requireMember(context, accountId);
      if (!roles.some((role) => administrators.includes(role))) {
        throw forbidden('ROLE_REQUIRED', 'this needs the role owner or administrator');
      }
      const actor = requireRecent(deps, context);
      const wanted = readWanted(policy, request);
      await store(deps, { accountId, wanted, actorId: actor.userId });
      return toMessage(atLeast(policy, wanted));
    },
    checkAccountFactorPolicy: (request) => check(deps, request),
  };
}

/** Throws `PROFILE_INVALID`, `KINDS_INVALID` or `REQUIRED_INVALID`. */
function readWanted({ profile: least, factors }: Policy, request: SetAccountFactorPolicyRequest): AccountPolicy {
  const profile = profiles.find((one) => one === request.profile);
  if (profile === undefined || (least === 'strict' && profile !== 'strict')) {
    throw invalidField('PROFILE_INVALID', '/profile', `must be ${least === 'strict' ? 'strict' : 'guide or strict'}`);
  }
  const kinds = policyKinds.filter((kind) => request.kinds.includes(kind));
  const given = new Set(request.kinds);
  if (kinds.length === 0 || kinds.length !== given.size || kinds.some((kind) => !factors.kinds.includes(kind))) {
    throw invalidField('KINDS_INVALID', '/kinds', `must be some of ${factors.kinds.join(', ')}`);
  }
  const { required } = request;
  if (required < 1 || required > mostRequired) {
    throw invalidField('REQUIRED_INVALID', '/required', `must be 1 to ${mostRequired}`);
  }
  return { profile, kinds, required };
}

async function store(
  { db, clock, logger }: SecondFactorDeps,
  { accountId, wanted, actorId }: { accountId: string; wanted: AccountPolicy; actorId: string },
): Promise<void> {
  const at = clock.now();
  const row = { profile: wanted.profile, kinds: [...wanted.kinds], required: wanted.required };
  const changed = { ...row, changedBy: actorId, changedAt: at };
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('accountPolicies')
      .values({ accountId, ...changed })
      .onConflict((conflict) => conflict.column('accountId').doUpdateSet(changed))
      .execute();
    await appendAudit(trx, {
      stream: accountId,
      actor: actorId,
      action: 'factor_policy.set',
      subject: accountId,
      detail: row,
      at,
    });
  });
  logger.info({ accountId, ...row }, 'factor policy of an account set');
}

async function check(
  { db, clock, policy }: SecondFactorDeps,
  request: CheckAccountFactorPolicyRequest,
): Promise<{ met: boolean; done: number; required: number; otherLoginNeeded: boolean }> {
  const userId = requireId(request.userId, 'userId');
  const accountId = requireId(request.accountId, 'accountId');
  const found = await countForAccount(db, { userId, accountId, at: clock.now() });
  // What the installation requires is required by the login itself.
  if (found === undefined) return { met: true, done: 1, required: 1, otherLoginNeeded: false };
  const asked = atLeast(policy, found);
  const { profile, required } = asked;
  const { done } = found;
  const enough = done >= required;
  const loggedIn = isLoggedInFor(asked, request);
  if (enough && loggedIn && profile === 'strict') await liftApps(db, userId);
  return { met: enough && loggedIn, done, required, otherLoginNeeded: enough && !loggedIn };
}
