import { forbidden, invalid, notFound } from '@countersign/errors';
import type { CallContext } from '@countersign/grpc';
import type { Factor, FactorPrompt } from '@countersign/proto/second-factor';
import type { CollectedFactor } from '@countersign/proto/signing-application';
import { type GrantUse, requireGrant } from '../oauth/grant-use.ts';
import { askForCode, openSigningChallenge } from '../signature/challenge.ts';
import { type ActiveCredential, getActiveCredential } from '../signature/credential.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import type { WantedAuthorisation } from './wanted-authorisation.ts';

/** Kinds whose codes are drawn as cells. */
const cellKinds = ['grid_card', 'egrid'];
/** Kinds whose codes are sent. */
const sentKinds = ['sms', 'email'];

/** By what an application authorises with factors that it collects, and which credential signs. */
export interface ExplicitUse {
  use: GrantUse;
  credential: ActiveCredential;
}

/**
 * What an application of its own right to collect factors may use. Throws as `requireGrant` and `getActiveCredential` do, and
 * `EXPLICIT_AUTHORISATION_OFF`.
 */
export async function requireExplicitUse(
  deps: ApplicationDependencies,
  context: CallContext,
  credentialId: string,
): Promise<ExplicitUse> {
  const use = await requireGrant(deps, context, { scopes: ['service'] });
  const credential = await getActiveCredential(deps, { id: credentialId, userId: use.actor.userId });
  // A code that is made for the content is entered where the content was shown.
  if (!use.client.explicitAuthorisation || credential.policy.contentBound) {
    throw forbidden(
      'EXPLICIT_AUTHORISATION_OFF',
      'signatures with this credential are authorised on our own page only',
    );
  }
  return { use, credential };
}

interface OpenChallenge {
  challengeId: string;
  /** Those that may authorise, the one that was used last first. */
  factors: Factor[];
}

/**
 * The challenge that a factor of an application's user answers: one at a time for each grant and credential. Throws
 * `FACTOR_REQUIRED` when he has no factor for it.
 */
export async function openExplicitChallenge(
  deps: Pick<ApplicationDependencies, 'clients'>,
  { grant }: GrantUse,
  credential: Pick<ActiveCredential, 'id' | 'accountId' | 'policy'>,
): Promise<OpenChallenge> {
  const operationId = `${grant.id}/${credential.id}`;
  return await openSigningChallenge(deps, credential, { operationId, digests: [], labels: [], signatures: 0 });
}

/** Asks a factor for a code: draws cells, or sends one. Throws as `AskApplicationFactor` says. */
export async function askFactor(
  deps: ApplicationDependencies,
  { use, credential }: ExplicitUse,
  wantedId: string,
): Promise<FactorPrompt> {
  const { challengeId, factors } = await openExplicitChallenge(deps, use, credential);
  const factor =
    wantedId === ''
      ? factors.find(({ kind }) => sentKinds.includes(kind))
      : factors.find(({ authenticatorId }) => authenticatorId === wantedId);
  if (factor === undefined && wantedId !== '') throw notFound('AUTHENTICATOR_NOT_FOUND', 'no such factor');
  if (factor === undefined || ![...cellKinds, ...sentKinds].includes(factor.kind)) {
    throw invalid('FACTOR_HAS_NO_CHALLENGE', 'nothing is asked of this factor; enter the code that it shows');
  }
  const { authenticatorId, kind } = factor;
  const { language } = use.actor;
  const resend = sentKinds.includes(kind);
  return await askForCode(deps, { challengeId, authenticatorId, language, resend });
}

/** Answers for a user with what an application collected; the assertion of it. Throws as `AuthoriseDigests` says. */
export async function answerForUser(
  deps: ApplicationDependencies,
  { use, credential }: ExplicitUse,
  { id, value: code }: CollectedFactor,
  { digests, signatures }: Pick<WantedAuthorisation, 'digests' | 'signatures'>,
): Promise<string> {
  const { secondFactor } = deps.clients;
  const { challengeId } = await openExplicitChallenge(deps, use, credential);
  const { assertion } = await secondFactor.answerSigningChallenge({
    challengeId,
    code,
    authenticatorId: id,
    // Those that are asked for now: an application is not told which challenge they are.
    cellsChallengeId: '',
    permittedKinds: credential.policy.factorKinds,
    contentBound: false,
    // Whatever the application showed him, we do not know it.
    shown: false,
    digests,
    signatures,
  });
  return assertion;
}
