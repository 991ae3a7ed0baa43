import { X509Certificate } from 'node:crypto';
import { DomainError } from '@countersign/errors';
import { type CallContext, newContext } from '@countersign/grpc';
import { areSignatures } from '@countersign/key-custody';
import type {
  AuthoriseRequest,
  AuthoriseResponse,
  SignDigestsRequest,
  SignDigestsResponse,
} from '@countersign/proto/signer';
import type { Clients } from '../clients.ts';
import type { ActiveCredential } from './credential.ts';
import { retrying } from './retrying.ts';

interface SignerDependencies {
  clients: { signer: Clients['signer'] };
  /** Pauses in ms before a lost call is made again; the first five count. */
  retryAfterMs: readonly number[];
}

/** Hundreds of signatures by RSA take a second of a core, and those of others may come first. */
const signMs = 20_000;

/**
 * The context of work that goes on even if the client hangs up, because a code or an authorisation is used up by it: with
 * the actor's token but without his deadline.
 */
export function lastingContext({ requestId, traceparent, actorToken, actor }: CallContext): CallContext {
  return newContext({
    requestId,
    traceparent,
    ...(actorToken === undefined ? {} : { actorToken }),
    ...(actor === undefined ? {} : { actor }),
  });
}

/** Has the signer turn an assertion into an authorisation. Calls that got lost are made again: the code is used up. */
export async function authoriseAtSigner(
  deps: SignerDependencies,
  request: AuthoriseRequest,
): Promise<AuthoriseResponse> {
  return await retrying(lost(deps), () => deps.clients.signer.authorise(request));
}

/**
 * Has the signer sign what was authorised. Calls that got lost are made again, and an identical one is answered with what
 * the first one did.
 */
export async function signAtSigner(
  deps: SignerDependencies,
  request: SignDigestsRequest,
): Promise<SignDigestsResponse> {
  return await retrying(lost(deps), () => deps.clients.signer.signDigests(request, { timeoutMs: signMs }));
}

/** Throws unless every signature is that of the credential over its digest: what does not verify is not given out. */
export async function requireSignatures(
  { chain: [certificate] }: Pick<ActiveCredential, 'chain'>,
  made: Parameters<typeof areSignatures>[1],
): Promise<void> {
  const spki = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  if (!(await areSignatures(spki, made))) throw new Error('the signer returned a signature that does not verify');
}

/** A signer that starts again is back in seconds, and takes an identical call for the same one for a minute. */
function lost({ retryAfterMs }: SignerDependencies) {
  return {
    pausesMs: retryAfterMs.slice(0, 5),
    mayPass: (error: unknown) => error instanceof DomainError && error.kind === 'unavailable',
  };
}
