import { DomainError, type ErrorKind, unavailable } from '@countersign/errors';
import { ErrorDetail } from '@countersign/proto/errors';
import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';

const trailer = 'countersign-error-bin';

const codes: Readonly<Record<ErrorKind, status>> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
  exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** The status and trailer with which an error leaves a service. Whatever is not a `DomainError` leaves masked. */
export function toStatus(error: unknown): Partial<StatusObject> {
  if (!(error instanceof DomainError)) return { code: status.INTERNAL, details: 'internal error' };
  const metadata = new Metadata();
  const encoded = ErrorDetail.encode({
    kind: error.kind,
    reason: error.reason,
    message: error.message,
    fields: error.fields.map(({ pointer, detail }) => ({ pointer, detail })),
    retryAfterSeconds: wholeSeconds(error.retryAfterSeconds),
    maxAgeSeconds: wholeSeconds(error.maxAgeSeconds),
  }).finish();
  metadata.set(trailer, Buffer.from(encoded));
  return { code: codes[error.kind], details: error.reason, metadata };
}

/**
 * The error that a caller sees: the `DomainError` that the callee threw, kind `unavailable` when it could not be
 * reached in time, and a plain `Error` for a fault of the callee.
 */
export function fromServiceError(error: ServiceError, path: string): Error {
  const [raw] = error.metadata?.get(trailer) ?? [];
  if (Buffer.isBuffer(raw)) {
    const detail = ErrorDetail.decode(raw);
    if (detail.kind in codes) {
      return new DomainError(detail.kind as ErrorKind, detail.reason, detail.message, {
        fields: detail.fields,
        ...(detail.retryAfterSeconds > 0 ? { retryAfterSeconds: detail.retryAfterSeconds } : {}),
        ...(detail.maxAgeSeconds > 0 ? { maxAgeSeconds: detail.maxAgeSeconds } : {}),
        cause: error,
      });
    }
  }
  if (error.code === status.DEADLINE_EXCEEDED) {
    return unavailable('DEADLINE_EXCEEDED', 'the answer took too long; try again', {
      retryAfterSeconds: 1,
      cause: error,
    });
  }
  if (error.code === status.UNAVAILABLE || error.code === status.CANCELLED || wasCutOff(error)) {
    return unavailable('SERVICE_UNAVAILABLE', 'a part of the service is not available; try again', {
      retryAfterSeconds: 2,
      cause: error,
    });
  }
  return new Error(`${path} failed: ${status[error.code] ?? error.code} ${error.details}`, { cause: error });
}

/** Whether the stream ended before an answer came: a callee that is killed may leave its connection so (RFC 9113 7). */
function wasCutOff({ code, details }: ServiceError): boolean {
  return (
    (code === status.INTERNAL || code === status.UNKNOWN) && /^Received RST_STREAM|stream terminated/.test(details)
  );
}

/** Seconds as the contract carries them: a whole number, 0 for an unknown or impossible one. */
function wholeSeconds(seconds: number | undefined): number {
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 0;
}
