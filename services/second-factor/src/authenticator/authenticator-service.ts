import {
  type Actor,
  type CallContext,
  type Handlers,
  requireActor,
  requireRecentAuthentication,
} from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { findLock } from '../budgets.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { requireAnswer } from '../request-fields.ts';
import { activateWith } from './activation.ts';
import { toFactor, toMessage } from './authenticator.ts';
import { listActive, listAuthenticators } from './authenticator-store.ts';
import { enrol } from './enrolment.ts';
import { readStanding } from './standing.ts';

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
      outcomes('enrol', () => enrol(deps, requireRecent(deps, context), request)),
    activateAuthenticator: ({ authenticatorId: id, code }, context) =>
      outcomes('activate', async () => {
        const actor = requireRecent(deps, context);
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
      const { userId } = requireActor(context, { allowSetUp: true });
      const { active } = await readStanding(db, userId, clock.now());
      const methods = [{ method: 'authenticator', done: active > 0 }];
      return { methods, done: methods.filter(({ done }) => done).length, required: methods.length };
    },
    async getLoginFactors({ userId }) {
      const at = clock.now();
      const [active, lock, standing] = await Promise.all([
        listActive(db, userId, at),
        findLock(deps, userId, at),
        readStanding(db, userId, at),
      ]);
      const usable = active.filter(
        ({ kind }) => kind === 'emergency_code' || policy.factors.kinds.some((one) => one === kind),
      );
      const own = usable.filter(({ kind }) => kind !== 'emergency_code');
      return {
        activeKinds: [...new Set(own.map(({ kind }) => kind))],
        activeAuthenticatorIds: own.map(({ id }) => id),
        factors: usable.map(toFactor),
        standing:
          own.length > 0
            ? 'FACTOR_STANDING_ACTIVE'
            : standing.everActive
              ? 'FACTOR_STANDING_LOST'
              : 'FACTOR_STANDING_NONE',
        emergencyCode: usable.length > own.length,
        replacementGranted: standing.grantId !== null,
        ...lock,
      };
    },
  };
}

/** A new factor is as good as the password: who adds one beside others has shown his own a moment ago. */
function requireRecent({ policy, clock }: SecondFactorDeps, context: CallContext): Actor {
  return requireRecentAuthentication(context, {
    withinMs: policy.reauthenticationMs,
    at: clock.now(),
    allowSetUp: true,
  });
}
