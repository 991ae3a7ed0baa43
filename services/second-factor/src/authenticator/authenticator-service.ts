import { type Actor, type Handlers, isSetUpSession, requireActor } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { countFor, findAccountPolicy } from '../account-policy/account-policy-store.ts';
import { isLoggedInFor } from '../account-policy/methods.ts';
import { findLock } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { isPermitted } from '../policy/permitted.ts';
import { requireRecent } from '../recent-login.ts';
import { requireAnswer } from '../request-fields.ts';
import { activateWith } from './activation.ts';
import { toFactor, toMessage } from './authenticator.ts';
import { listActive, listAuthenticators } from './authenticator-store.ts';
import { enrol } from './enrolment.ts';
import { readStanding, standingWord } from './standing.ts';

type AuthenticatorMethod =
  | 'enrolAuthenticator'
  | 'activateAuthenticator'
  | 'listAuthenticators'
  | 'getSetUpProgress'
  | 'getLoginFactors';

/** The RPCs about authenticators and about the policy that asks for one. */
export function createAuthenticatorHandlers(
  deps: SecondFactorDeps,
): Pick<Handlers<typeof SecondFactorServiceService>, AuthenticatorMethod> {
  const { db, clock, policy, logger, outcomes } = deps;
  return {
    enrolAuthenticator: (request, context) =>
      outcomes('enrol', () => enrol(deps, requireRecent(deps, context, { allowSetUp: true }), request)),
    activateAuthenticator: ({ authenticatorId: id, code }, context) =>
      outcomes('activate', async () => {
        const actor = requireRecent(deps, context, { allowSetUp: true });
        const active = await activateWith(deps, actor, { id, code: requireAnswer(code), challengeId: '' });
        logger.info({ userId: actor.userId, authenticatorId: id }, 'authenticator activated');
        return { authenticator: toMessage(active, clock.now()) };
      }),
    async listAuthenticators(_request, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      const authenticators = await listAuthenticators(db, userId);
      return { authenticators: authenticators.map((authenticator) => toMessage(authenticator, clock.now())) };
    },
    async getSetUpProgress(_request, context) {
      const actor = requireActor(context, { allowSetUp: true });
      const { methods, kinds } = await findProgress(deps, actor);
      return { methods, done: methods.filter(({ done }) => done).length, required: methods.length, kinds };
    },
    async getLoginFactors({ userId }) {
      const at = clock.now();
      const [active, lock, standing] = await Promise.all([
        listActive(db, userId, at),
        findLock(deps, userId, at),
        readStanding(db, userId, at),
      ]);
      const usable = active.filter(({ kind }) => isPermitted(policy, kind, 'login'));
      const own = usable.filter(({ kind }) => kind !== 'emergency_code');
      return {
        activeKinds: [...new Set(own.map(({ kind }) => kind))],
        activeAuthenticatorIds: own.map(({ id }) => id),
        factors: usable.map(toFactor),
        standing: standingWord({ active: own.length, everActive: standing.everActive }),
        emergencyCode: usable.length > own.length,
        replacementGranted: standing.grantId !== null,
        ...lock,
      };
    },
  };
}

/** What the policy of the account, or of the installation, asks for: each authenticator by itself, and a login by one. */
async function findProgress({ db, clock, policy }: SecondFactorDeps, { userId, accountId, ...session }: Actor) {
  const required = await findAccountPolicy({ db, policy }, accountId);
  const done = await countFor(db, { userId, required, at: clock.now() });
  const methods = Array.from({ length: required.required }, (_, index) => ({
    method: 'authenticator',
    done: index < done,
  }));
  // Of a login that began without any factor, the next one asks for one by itself.
  const kinds = [...required.kinds];
  if (done < required.required || isSetUpSession(session)) return { methods, kinds };
  if (!isLoggedInFor(required, session)) methods.push({ method: 'login_with_permitted_factor', done: false });
  return { methods, kinds };
}
