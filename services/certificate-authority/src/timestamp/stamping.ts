import { createHash } from 'node:crypto';
import { identifiers, signedAttributes, signedData } from '@countersign/cms';
import type { Clock, Logger } from '@countersign/runtime';
import type { Delegate, Delegates } from '../delegate/delegates.ts';
import type { TimestampMetrics } from './metrics.ts';
import { readTimestampRequest, type TimestampRequest } from './request.ts';
import {
  accuracySeconds,
  type TimestampFailure,
  timestampPolicy,
  writeTimestampInfo,
  writeTimestampRefusal,
  writeTimestampResponse,
} from './response.ts';
import type { TimeReference } from './time-reference.ts';

export interface TimestampDeps {
  clock: Clock;
  delegates: Delegates;
  logger: Logger;
  metrics: TimestampMetrics;
  /** A number for the next stamp, and a second clock. */
  readReference(): Promise<TimeReference>;
  /** The authority that certifies the stamper; undefined when it is not there. */
  findIssuer(authority: 'services'): Promise<{ certificate: Buffer } | undefined>;
}

/** Makes time-stamps; a refusal, too, is a TimeStampResp (RFC 3161, RFC 5816). DER. */
export function createStamper(deps: TimestampDeps): (bytes: Buffer) => Promise<Buffer> {
  const { clock, delegates, logger, metrics } = deps;
  let latestMs = 0;

  /** The time to stamp: never before that of an earlier stamp of this process, and only while two clocks agree. */
  async function findTime(): Promise<{ at: Date; serialNumber: bigint } | undefined> {
    const beforeMs = clock.now().getTime();
    const { serialNumber, at: reference } = await deps.readReference();
    const afterMs = clock.now().getTime();
    const atMs = Math.max(latestMs, afterMs);
    const toleranceMs = accuracySeconds * 1000;
    const referenceMs = reference.getTime();
    const differs = referenceMs < beforeMs - toleranceMs || referenceMs > afterMs + toleranceMs;
    if (differs || atMs > afterMs + toleranceMs) {
      logger.error({ differenceMs: referenceMs - afterMs }, 'the clocks do not agree; no time-stamps are made');
      return undefined;
    }
    latestMs = atMs;
    return { at: new Date(atMs), serialNumber };
  }

  return async (bytes) => {
    const request = readTimestampRequest(bytes);
    const refuse = (failure: TimestampFailure) => {
      metrics.stamped(failure);
      return writeTimestampRefusal(failure);
    };
    if (typeof request === 'string') return refuse(request);
    if (request.policy !== undefined && request.policy !== timestampPolicy) return refuse('unacceptedPolicy');
    const delegate = await delegates.find('tsa');
    const issuer = await deps.findIssuer('services');
    if (delegate === undefined || issuer === undefined) return refuse('timeNotAvailable');
    const time = await findTime();
    if (time === undefined) return refuse('timeNotAvailable');
    const token = await signToken(request, time, { delegate, issuer: issuer.certificate });
    metrics.stamped('granted');
    return writeTimestampResponse(token);
  };
}

/** The TimeStampToken (RFC 3161 2.4.2): a SignedData over the TSTInfo, with signing-certificate-v2 (RFC 5816). */
async function signToken(
  request: TimestampRequest,
  time: { at: Date; serialNumber: bigint },
  { delegate, issuer }: { delegate: Delegate; issuer: Buffer },
): Promise<Buffer> {
  const content = writeTimestampInfo(request, time);
  const attributes = signedAttributes({
    contentType: identifiers.timestampInfo,
    messageDigest: createHash('sha256').update(content).digest(),
    certificate: delegate.certificate,
  });
  return signedData({
    algorithm: 'P-256',
    signer: delegate.certificate,
    attributes,
    signature: await delegate.sign(attributes),
    certificates: request.wantsCertificates ? [delegate.certificate, issuer] : [],
    contentType: identifiers.timestampInfo,
    content,
  });
}
