import { createHash } from 'node:crypto';
import type { AuthorityName } from '@countersign/certificates';
import type { Clock } from '@countersign/runtime';
import { responderOf } from '../delegate/delegate-names.ts';
import type { Delegate, Delegates } from '../delegate/delegates.ts';
import { type Issuer, isOf, readKeyBits } from './issuers.ts';
import type { OcspMetrics } from './metrics.ts';
import { findOcspRequest, type OcspRequest } from './request.ts';
import {
  type CertificateStatus,
  type OcspError,
  writeOcspError,
  writeOcspResponse,
  writeResponseData,
} from './response.ts';
import type { SignedAnswer, SignedAnswers } from './signed-answers.ts';

/**
 * How long an answer may be used. Those who keep it that long see a revocation late by as much, as with any list; the
 * gateway's own answers are told to be kept for seconds.
 */
const lifeMs = 3_600_000;

/** Octets of the identifiers in a request whose answer is kept: a few of the usual ones. Others decide how long they are. */
const longestKept = 512;

export interface OcspDeps {
  clock: Clock;
  delegates: Delegates;
  answers: SignedAnswers;
  metrics: OcspMetrics;
  /** An authority; undefined for one that is not there. */
  findIssuer(authority: AuthorityName): Promise<Issuer | undefined>;
  readStatuses(authority: AuthorityName, serialNumbers: readonly bigint[]): Promise<CertificateStatus[]>;
}

/** An answer to give. */
export interface OcspReply {
  /** OCSPResponse, DER. */
  response: Buffer;
  /** Absent for an error. */
  nextUpdate: Date | undefined;
  /** Whether others may get it, too. */
  cacheable: boolean;
}

/**
 * Answers a request for the status of certificates of an authority (RFC 6960). Whatever is wrong with the request is told
 * in an answer of that protocol. Undefined when the authority is not there.
 */
export async function answerOcsp(
  deps: OcspDeps,
  authority: AuthorityName,
  bytes: Buffer,
): Promise<OcspReply | undefined> {
  const { metrics } = deps;
  const issuer = await deps.findIssuer(authority);
  if (issuer === undefined) return undefined;
  const request = findOcspRequest(bytes);
  if (request === undefined) {
    metrics.answered(authority, 'malformed_request');
    return failed('malformedRequest');
  }
  // RFC 5019 2.2.3: who is not responsible for a certificate says so, and nothing about it.
  if (!request.certificates.every((id) => isOf(id, issuer))) {
    metrics.answered(authority, 'unauthorized');
    return failed('unauthorized');
  }
  const delegate = await deps.delegates.find(responderOf(authority));
  if (delegate === undefined) {
    metrics.answered(authority, 'try_later');
    return failed('tryLater');
  }
  const at = deps.clock.now();
  const serialNumbers = request.certificates.map(({ serialNumber }) => serialNumber);
  const statuses = await deps.readStatuses(authority, serialNumbers);
  const { answer, isKept } = await findOrSign(deps, { delegate, request, statuses, at });
  metrics.answered(authority, isKept ? 'kept' : 'signed');
  return { response: answer.response, nextUpdate: answer.nextUpdate, cacheable: request.nonce === undefined };
}

interface Known {
  delegate: Delegate;
  request: OcspRequest;
  statuses: readonly CertificateStatus[];
  /** Moment before the statuses were read. */
  at: Date;
}

async function findOrSign({ answers }: OcspDeps, known: Known): Promise<{ answer: SignedAnswer; isKept: boolean }> {
  const { delegate, request, statuses, at } = known;
  // An answer with a nonce is for one request only; what repeats a long one would fill the memory.
  if (request.nonce !== undefined || sizeOf(request) > longestKept)
    return { answer: await signAnswer(known), isKept: false };
  // With the statuses in it: what was signed for another one is never found again.
  const key = [
    delegate.id,
    ...request.certificates.map(({ raw }) => raw.toString('base64')),
    JSON.stringify(statuses),
  ].join(' ');
  const kept = answers.find(key, at);
  if (kept !== undefined) return { answer: kept, isKept: true };
  const answer = await signAnswer(known);
  answers.keep(key, answer);
  return { answer, isKept: false };
}

function sizeOf({ certificates }: OcspRequest): number {
  return certificates.reduce((size, { raw }) => size + raw.length, 0);
}

async function signAnswer({ delegate, request, statuses, at }: Known): Promise<SignedAnswer> {
  const thisUpdate = new Date(Math.floor(at.getTime() / 1000) * 1000);
  // Nobody believes an answer longer than the certificate of whoever signed it.
  const nextUpdate = new Date(Math.min(thisUpdate.getTime() + lifeMs, delegate.signsUntil.getTime()));
  const responseData = writeResponseData({
    responderKeyHash: createHash('sha1').update(readKeyBits(delegate.publicKey)).digest(),
    producedAt: thisUpdate,
    thisUpdate,
    nextUpdate,
    certificates: request.certificates.map(({ raw }, index) => ({
      ...(statuses[index] ?? { status: 'unknown' }),
      id: raw,
    })),
    nonce: request.nonce,
  });
  const signature = await delegate.sign(responseData);
  return { response: writeOcspResponse(responseData, signature, delegate.certificate), thisUpdate, nextUpdate };
}

function failed(error: OcspError): OcspReply {
  return { response: writeOcspError(error), nextUpdate: undefined, cacheable: false };
}
