import { invalidField } from '@countersign/errors';
import { type CallContext, type Handlers, runInContext } from '@countersign/grpc';
import {
  type CreateApplicationTimestampRequest,
  SignDocumentsResponse,
  SignHashesResponse,
  type SigningApplicationServiceService,
} from '@countersign/proto/signing-application';
import { createImprintRequest } from '../format/timestamp.ts';
import { requireGrant } from '../oauth/grant-use.ts';
import { readDigests } from '../signature/content.ts';
import { lastingContext } from '../signature/signer-calls.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { prepareDocuments, signPrepared } from './document-signing.ts';
import { answerLater, pollResponse, requireLater } from './later.ts';
import { readWantedHashes, requireSigningUse, signHashes } from './signing.ts';

type Method = 'signHashes' | 'signDocuments' | 'pollResponse' | 'createApplicationTimestamp';

const anyScope = ['service', 'credential', 'application'] as const;
const longestNonce = 32;

/** The handlers by which applications sign what was authorised. */
export function createSigningHandlers(
  deps: ApplicationDependencies,
): Pick<Handlers<typeof SigningApplicationServiceService>, Method> {
  const { counted } = deps;
  /** Who signs; a token for signatures is good for one authorisation alone. */
  const signerOf = async (credentialId: string, context: CallContext) => {
    const use = await requireGrant(deps, context, { scopes: ['credential'] });
    return await requireSigningUse(deps, use, credentialId);
  };
  return {
    signHashes: (request, context) =>
      counted('sign_hashes', async () => {
        const signing = await signerOf(request.credentialId, context);
        const wanted = readWantedHashes(request, signing);
        const run = () => signHashes(deps, signing, wanted);
        const { later } = request;
        // An authorisation is used up by it: the work goes on even if the application hangs up.
        if (later === undefined) return await runInContext(lastingContext(context), run);
        requireLater(later, signing.use);
        const work = { kind: 'hashes', run: async () => SignHashesResponse.encode(await run()).finish() } as const;
        const responseId = await answerLater(deps, { use: signing.use, later, context }, work);
        return { signatures: [], responseId, receipt: '' };
      }),

    signDocuments: (request, context) =>
      counted('sign_documents', async () => {
        const signing = await signerOf(request.credentialId, context);
        const { later } = request;
        if (later !== undefined) requireLater(later, signing.use);
        // Nothing is used up yet: what is wrong with a document is told at once.
        const prepared = await prepareDocuments(deps, signing, request);
        const run = () => signPrepared(deps, prepared);
        if (later === undefined) return await runInContext(lastingContext(context), run);
        const work = {
          kind: 'documents',
          run: async () => SignDocumentsResponse.encode(await run()).finish(),
        } as const;
        const responseId = await answerLater(deps, { use: signing.use, later, context }, work);
        return { documents: [], responseId, validationData: undefined };
      }),

    async pollResponse({ responseId }, context) {
      const use = await requireGrant(deps, context, { scopes: anyScope });
      return await pollResponse(deps, use, responseId);
    },

    createApplicationTimestamp: (request, context) =>
      counted('create_timestamp', async () => {
        await requireGrant(deps, context, { scopes: anyScope });
        return { token: await createTimestamp(deps, request) };
      }),
  };
}

async function createTimestamp(
  { clients }: ApplicationDependencies,
  { digest, hashAlgorithm: algorithm, nonce: given }: CreateApplicationTimestampRequest,
): Promise<Buffer> {
  const { digests, hashAlgorithm } = readDigests([{ digest, label: '' }], algorithm);
  if (given.length > longestNonce) {
    throw invalidField('NONCE_INVALID', '/nonce', `must be at most ${longestNonce} bytes`);
  }
  const [imprint = digest] = digests;
  const hash = hashNames[hashAlgorithm];
  const nonce = given.length === 0 ? {} : { nonce: BigInt(`0x${given.toString('hex')}`) };
  const wanted = createImprintRequest({ hash, imprint, ...nonce });
  const { response } = await clients.certificateAuthority.createTimestamp({ request: wanted.request });
  return wanted.readToken(response);
}

const hashNames = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;
