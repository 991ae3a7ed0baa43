/** Status classes a caller can act on; each maps to one gRPC code and one HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'exhausted'
  | 'unavailable';

/** One field of a request that is at fault. */
export interface FieldFault {
  /** JSON Pointer (RFC 6901) into the request body, for example `/lines/0/licences`. */
  pointer: string;
  /** What would be right, as a sentence. */
  detail: string;
}

export interface DomainErrorOptions extends ErrorOptions {
  fields?: readonly FieldFault[];
  /** Seconds after which the same request may succeed. */
  retryAfterSeconds?: number;
  /** Greatest age in seconds that the authentication may have (`max_age` of RFC 9470). */
  maxAgeSeconds?: number;
}

/**
 * An error its caller may act on. It crosses gRPC intact and becomes a problem
 * document at the gateway. Throw a plain `Error` for everything else: it is
 * logged where it happens and masked from there on.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  /** Stable identifier clients may branch on, e.g. `ORDER_WRONG_STATUS`; listed in docs/errors.md. */
  readonly reason: string;
  readonly fields: readonly FieldFault[];
  readonly retryAfterSeconds: number | undefined;
  readonly maxAgeSeconds: number | undefined;

  /** `message` is shown to the end user: no ids of others, no SQL, no host names. */
  constructor(kind: ErrorKind, reason: string, message: string, options: DomainErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.reason = reason;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.maxAgeSeconds = options.maxAgeSeconds;
  }

  /** Whether the same request may succeed later. */
  get transient(): boolean {
    return this.kind === 'unavailable' || this.kind === 'exhausted';
  }
}

const of =
  (kind: ErrorKind) =>
  (reason: string, message: string, options?: DomainErrorOptions): DomainError =>
    new DomainError(kind, reason, message, options);

/** The request itself is at fault; sending it again unchanged cannot help. */
export const invalid = of('invalid');
/** The caller did not prove who he is. */
export const unauthenticated = of('unauthenticated');
/** The caller is known and may not do this. */
export const forbidden = of('forbidden');
/** No such thing, or it belongs to somebody else: both answer alike. */
export const notFound = of('not_found');
/** The thing is in a state that does not allow this. */
export const conflict = of('conflict');
/** Too many attempts or requests; `retryAfterSeconds` says when to try again. */
export const exhausted = of('exhausted');
/** Cannot be answered now; the same request may succeed later. */
export const unavailable = of('unavailable');

/** A fault of exactly one field. */
export function invalidField(reason: string, pointer: string, detail: string): DomainError {
  return new DomainError('invalid', reason, detail, { fields: [{ pointer, detail }] });
}

/** Whole seconds from one moment until another, at least one: for `retryAfterSeconds`. */
export function secondsUntil(until: Date, at: Date): number {
  return Math.max(1, Math.ceil((until.getTime() - at.getTime()) / 1000));
}
