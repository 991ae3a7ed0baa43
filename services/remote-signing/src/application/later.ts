import { DomainError, invalidField, notFound } from '@countersign/errors';
import { type CallContext, runInContext } from '@countersign/grpc';
import {
  type LaterResponse,
  type PollResponseResponse,
  SignDocumentsResponse,
  SignHashesResponse,
} from '@countersign/proto/signing-application';
import { newId } from '@countersign/runtime';
import { open, seal } from '@countersign/sealing';
import type { Failure } from '../credential/tables.ts';
import type { GrantUse } from '../oauth/grant-use.ts';
import { lastingContext } from '../signature/signer-calls.ts';
import { announce, requireResponseUri } from './announcement.ts';
import type { ApplicationDependencies } from './dependencies.ts';
import { type ApplicationResponse, findResponse, finishResponse, insertResponse, markRead } from './response-store.ts';

const dayMs = 86_400_000;
const shortestValidityMs = 60_000;
/** Longer than a result takes, time-stamps included: what still works then was interrupted. */
const workingAtMostMs = 120_000;
/** Who read a result may read it again for a while, if the first answer got lost. */
const keptAfterReadingMs = 3_600_000;

/** What is answered later. */
export interface LaterWork {
  kind: ApplicationResponse['kind'];
  /** Makes the answer, encoded as its message. */
  run: () => Promise<Uint8Array>;
}

/** Checks how a result is wanted later. Throws `RESPONSE_URI_INVALID` or `RESPONSE_VALIDITY_INVALID`. */
export function requireLater({ validityMs, responseUri }: LaterResponse, { client }: GrantUse): void {
  if (validityMs !== 0 && (validityMs < shortestValidityMs || validityMs > dayMs)) {
    const detail = `must be ${shortestValidityMs} to ${dayMs} ms`;
    throw invalidField('RESPONSE_VALIDITY_INVALID', '/later/validityMs', detail);
  }
  if (responseUri !== '') requireResponseUri(responseUri, client.responseHosts);
}

/**
 * Begins work whose result is given later, and returns the id of that; the work goes on without its caller, by his
 * application's token. Check with `requireLater` first.
 */
export async function answerLater(
  deps: ApplicationDependencies,
  { use, later, context }: { use: GrantUse; later: LaterResponse; context: CallContext },
  work: LaterWork,
): Promise<string> {
  const { actor, grant } = use;
  const id = newId('rsp');
  const createdAt = deps.clock.now();
  await insertResponse(deps.db, {
    id,
    clientId: actor.client.id,
    userId: actor.userId,
    grantId: grant.id,
    kind: work.kind,
    validityMs: later.validityMs === 0 ? dayMs : later.validityMs,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + dayMs),
  });
  void runInContext(lastingContext(context), () => finish(deps, { id, later }, work));
  return id;
}

async function finish(
  deps: ApplicationDependencies,
  { id, later }: { id: string; later: LaterResponse },
  work: LaterWork,
): Promise<void> {
  const { db, clock, keyring, logger } = deps;
  try {
    const end = await work.run().then(
      (result) => ({ result: seal(keyring, result, placeOf(id)) }),
      (error: unknown) => {
        if (!(error instanceof DomainError)) logger.error({ err: error, responseId: id }, 'signing for later failed');
        return { failure: failureOf(error) };
      },
    );
    if (!(await finishResponse(db, { id, at: clock.now(), ...end }))) return;
  } catch (err) {
    // It counts as interrupted once it is polled late enough.
    logger.error({ err, responseId: id }, 'a result could not be stored');
    return;
  }
  if (later.responseUri !== '') await announce(deps, { uri: later.responseUri, responseId: id });
}

/** The result, if it is there. Throws `RESPONSE_NOT_FOUND`, or what ended the work. */
export async function pollResponse(
  deps: ApplicationDependencies,
  use: GrantUse,
  id: string,
): Promise<PollResponseResponse> {
  const { db, clock, keyring } = deps;
  const { actor } = use;
  const { id: clientId, scope } = actor.client;
  const at = clock.now();
  const userId = scope === 'application' ? undefined : actor.userId;
  const response = await findResponse(db, { id, clientId, userId, at });
  if (response === undefined) throw notFound('RESPONSE_NOT_FOUND', 'no such result');
  const { state, failure, result, createdAt } = response;
  const none = { ready: false, hashes: undefined, documents: undefined, keptUntil: undefined };
  if (state === 'working') {
    if (at.getTime() - createdAt.getTime() < workingAtMostMs) return none;
    const isEnded = await finishResponse(db, { id, at, failure: interrupted });
    // Unless it came in this moment.
    return isEnded ? fail(interrupted) : await pollResponse(deps, use, id);
  }
  if (failure !== null || result === null) return fail(failure ?? interrupted);
  const keptUntil = await markRead(db, { id, at, until: new Date(at.getTime() + keptAfterReadingMs) });
  return { ...none, ready: true, ...decode(response, open(keyring, result, placeOf(id))), keptUntil };
}

const interrupted: Failure = {
  kind: 'conflict',
  reason: 'SIGNATURE_INTERRUPTED',
  message: 'the signature was interrupted; prepare it anew',
};

function fail({ kind, reason, message }: Failure): never {
  throw new DomainError(kind, reason, message);
}

/** What ended the work, as it is told: what may pass has passed by the time that somebody asks. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof DomainError) || error.transient) return interrupted;
  const { kind, reason, message } = error;
  return { kind, reason, message };
}

function decode({ kind }: ApplicationResponse, bytes: Buffer): Partial<PollResponseResponse> {
  return kind === 'hashes'
    ? { hashes: SignHashesResponse.decode(bytes) }
    : { documents: SignDocumentsResponse.decode(bytes) };
}

function placeOf(id: string) {
  return { table: 'application_responses', row: id, column: 'result' };
}
