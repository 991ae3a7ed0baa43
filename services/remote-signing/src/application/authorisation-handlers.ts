import { invalid } from '@countersign/errors';
import { type CallContext, type Handlers, runInContext } from '@countersign/grpc';
import type { SignatureActivation } from '@countersign/proto/oauth';
import { digestKindFromJSON } from '@countersign/proto/signer';
import type {
  AuthoriseDigestsRequest,
  AuthoriseDigestsResponse,
  ExtendAuthorisationRequest,
  SigningApplicationServiceService,
} from '@countersign/proto/signing-application';
import { requireValidationCurrent } from '../credential/usable.ts';
import { checkApproval, createApproval } from '../oauth/approval.ts';
import { requireGrant } from '../oauth/grant-use.ts';
import { readDigests } from '../signature/content.ts';
import { getActiveCredential } from '../signature/credential.ts';
import { authoriseAtSigner, lastingContext } from '../signature/signer-calls.ts';
import { atSigner, insertAuthorisation, requireActivation } from './authorisation-store.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { answerForUser, askFactor, type ExplicitUse, requireExplicitUse } from './explicit-authorisation.ts';
import { readWantedAuthorisation, type WantedAuthorisation } from './wanted-authorisation.ts';

type Method = 'askApplicationFactor' | 'authoriseDigests' | 'checkAuthorisation' | 'extendAuthorisation';

/** Stands for the approval on our own page among the factors. */
const page = 'page';

/** The handlers by which applications have signatures authorised. */
export function createAuthorisationHandlers(
  deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const { counted } = deps;
  return {
    askApplicationFactor: ({ credentialId, authenticatorId }, context) =>
      counted('ask_application_factor', async () => {
        const explicit = await requireExplicitUse(deps, context, credentialId);
        return { prompt: await askFactor(deps, explicit, authenticatorId) };
      }),

    authoriseDigests: (request, context) =>
      counted('authorise_digests', async () => await authoriseDigests(deps, request, context)),

    checkAuthorisation: ({ approvalHandle }, context) =>
      counted('check_authorisation', async () => {
        const use = await requireGrant(deps, context, { scopes: ['service'] });
        return { activation: await checkApproval(deps, use, approvalHandle) };
      }),

    extendAuthorisation: (request, context) =>
      counted('extend_authorisation', async () => ({ activation: await extend(deps, request, context) })),
  };
}

async function authoriseDigests(
  deps: ApplicationDependencies,
  request: AuthoriseDigestsRequest,
  context: CallContext,
): Promise<AuthoriseDigestsResponse> {
  const explicit = await requireExplicitUse(deps, context, request.credentialId);
  const { use, credential } = explicit;
  const wanted = readWantedAuthorisation(request, credential.policy);
  await requireValidationCurrent(deps, use.actor.userId);
  if (wanted.factor.id === page) {
    const { factor: _, ...content } = wanted;
    const approvalHandle = await createApproval(deps, use, { ...content, credentialId: credential.id });
    return { activation: undefined, approvalHandle };
  }
  const assertion = await answerForUser(deps, explicit, wanted.factor, wanted);
  // The code is used up: the work goes on even if the application hangs up.
  const activation = await runInContext(lastingContext(context), () => activate(deps, explicit, wanted, assertion));
  return { activation, approvalHandle: '' };
}

async function activate(
  deps: ApplicationDependencies,
  { use: { actor, grant }, credential: { id: credentialId } }: ExplicitUse,
  { digests, hashAlgorithm, digestKind, signatures, openSeconds }: WantedAuthorisation,
  assertion: string,
): Promise<SignatureActivation> {
  const clientId = actor.client.id;
  const wanted = { keyId: credentialId, assertion, digests, hashAlgorithm, clientId, signatures, openSeconds };
  const authorised = await atSigner(() =>
    authoriseAtSigner(deps, { ...wanted, digestKind: digestKindFromJSON(digestKind) }),
  );
  const { handle, authorisationId, expiresAt: signerEnd } = authorised;
  if (signerEnd === undefined) throw new Error('an authorisation has no end');
  // Nothing of a grant outlives it.
  const expiresAt = signerEnd < grant.expiresAt ? signerEnd : grant.expiresAt;
  const ids = { id: authorisationId, grantId: grant.id, clientId, userId: actor.userId, credentialId };
  await insertAuthorisation(deps.db, {
    ...ids,
    signatures,
    digestKind,
    hashAlgorithm,
    expiresAt,
    createdAt: deps.clock.now(),
  });
  return { authorisationId, handle, credentialId, expiresAt };
}

async function extend(
  deps: ApplicationDependencies,
  { credentialId, handle, digests: given, hashAlgorithm: algorithm }: ExtendAuthorisationRequest,
  context: CallContext,
): Promise<SignatureActivation> {
  const use = await requireGrant(deps, context, { scopes: ['credential'] });
  const authorisation = await requireActivation(deps, use, credentialId);
  const { policy } = await getActiveCredential(deps, { id: credentialId, userId: use.actor.userId });
  const { digests, hashAlgorithm } = readDigests(given, algorithm);
  if (hashAlgorithm !== authorisation.hashAlgorithm) {
    throw invalid('SIGN_ALGORITHM_MISMATCH', `the authorisation is for digests by ${authorisation.hashAlgorithm}`);
  }
  if (digests.length > policy.maxDigests) {
    throw invalid('TOO_MANY_DIGESTS', `this credential signs at most ${policy.maxDigests} at a time`);
  }
  const { signer } = deps.clients;
  const wanted = { keyId: credentialId, handle, clientId: use.client.id, digests, hashAlgorithm };
  const extended = await atSigner(() => signer.extendAuthorisation(wanted));
  if (extended.authorisationId !== authorisation.id) throw new Error('another authorisation than its own was extended');
  const { expiresAt } = authorisation;
  return { authorisationId: authorisation.id, handle: extended.handle, credentialId, expiresAt };
}
