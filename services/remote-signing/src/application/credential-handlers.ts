import { DomainError } from '@countersign/errors';
import { type Handlers, requireMember, requireRecentAuthentication } from '@countersign/grpc';
import type { Factor } from '@countersign/proto/second-factor';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';
import { createCredential } from '../credential/creation.ts';
import { revoke } from '../credential/life.ts';
import { policyOf, readPolicy } from '../credential/policy.ts';
import type { Credential } from '../credential/store.ts';
import { credentialNotFound, stateAt } from '../credential/usable.ts';
import { type GrantUse, requireGrant } from '../oauth/grant-use.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { openExplicitChallenge } from './explicit-authorisation.ts';
import { getSeenCredential, isExplicit, listSeenCredentials, toApplicationCredential } from './seen-credentials.ts';

type Method =
  | 'listApplicationCredentials'
  | 'getApplicationCredential'
  | 'createApplicationCredential'
  | 'deleteApplicationCredential';

const readingScopes = ['service', 'credential', 'application'] as const;
/** Life of the tokens with which credentials are created and deleted: the login was recent when they were given. */
const tokenLifeMs = 300_000;

/** The handlers of credentials, as applications use them. */
export function createApplicationCredentialHandlers(
  deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const { clock, counted, reauthenticationMs } = deps;
  const withinMs = reauthenticationMs + tokenLifeMs;
  return {
    async listApplicationCredentials(request, context) {
      const use = await requireGrant(deps, context, { scopes: readingScopes });
      const { page, nextPageToken } = await listSeenCredentials(deps, use, request);
      const now = clock.now();
      const { client } = use;
      return {
        credentials: page.map((credential) => toApplicationCredential(credential, { client, now })),
        nextPageToken,
      };
    },

    async getApplicationCredential({ credentialId }, context) {
      const use = await requireGrant(deps, context, { scopes: readingScopes });
      const credential = await getSeenCredential(deps, use, credentialId);
      const now = clock.now();
      const shown = toApplicationCredential(credential, { client: use.client, now });
      // Only the user's own factors, and only where somebody could answer with them.
      const asks =
        use.actor.client.scope === 'service' &&
        isExplicit(use.client, credential) &&
        stateAt(credential, now) === 'active';
      if (!asks) return { credential: shown };
      return { credential: { ...shown, factors: await listFactors(deps, use, credential) } };
    },

    createApplicationCredential: (_request, context) =>
      counted('create_application_credential', async () => {
        const scopes = ['credential-creation'] as const;
        const { actor, grant, client } = await requireGrant(deps, context, { scopes });
        requireRecentAuthentication(context, { withinMs, at: clock.now(), scopes });
        const accountId = actor.accountId ?? '';
        requireMember(context, accountId, { scopes });
        if (grant.creation === null) throw new Error('a grant to create a credential does not say which');
        const credential = await createCredential(deps, {
          userId: actor.userId,
          accountId,
          // Once per grant: asking again goes on, or returns what was made.
          idempotencyKey: grant.id,
          keyAlgorithm: grant.creation.keyAlgorithm,
          policy: readPolicy(undefined),
          replaces: null,
          licenceOf: null,
        });
        return { credential: toApplicationCredential(credential, { client, now: clock.now() }) };
      }),

    deleteApplicationCredential: ({ credentialId: id }, context) =>
      counted('delete_application_credential', async () => {
        const scopes = ['credential-deletion'] as const;
        const { actor, grant } = await requireGrant(deps, context, { scopes });
        requireRecentAuthentication(context, { withinMs, at: clock.now(), scopes });
        if (grant.credentialId !== id) throw credentialNotFound();
        const { userId } = actor;
        await revoke(deps, { id, userId, actor: userId }, { reason: 'cessationOfOperation', notice: 'revoked' });
        return {};
      }),
  };
}

/** The factors that may authorise, the one that was used last first; none for a user who has none that may. */
async function listFactors(
  deps: ApplicationDependencies,
  use: GrantUse,
  { id, accountId, ...credential }: Credential,
): Promise<Factor[]> {
  try {
    const { factors } = await openExplicitChallenge(deps, use, { id, accountId, policy: policyOf(credential) });
    return factors;
  } catch (error) {
    if (error instanceof DomainError && error.reason === 'FACTOR_REQUIRED') return [];
    throw error;
  }
}
