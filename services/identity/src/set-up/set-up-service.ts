import { type Handlers, requireActor } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';
import type { IdentityDeps } from '../dependencies.ts';
import type { SetUpMethod } from './set-up.ts';
import { findQuestionMethod } from './set-up-completion.ts';

/** The RPC that tells a user what is left to set up. */
export function createSetUpHandlers(
  deps: IdentityDeps,
): Pick<Handlers<typeof IdentityServiceService>, 'getSetUpProgress'> {
  return {
    async getSetUpProgress(_request, context) {
      const { userId } = requireActor(context, { allowSetUp: true });
      const [factors, questions] = await Promise.all([
        // second-factor owns the policy of its methods, and answers for the same actor.
        deps.secondFactor.getSetUpProgress({}),
        findQuestionMethod(deps, userId),
      ]);
      const methods = [
        ...factors.methods.map(({ method, done }) => ({ method, required: true, done })),
        ...(questions === undefined ? [] : [questions satisfies SetUpMethod]),
      ];
      const required = methods.filter((method) => method.required);
      return {
        methods,
        done: required.filter(({ done }) => done).length,
        required: required.length,
        kinds: factors.kinds,
      };
    },
  };
}
