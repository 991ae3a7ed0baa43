import type { components } from './gen/api.ts';

/** The body of an error of the API (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** What the API refused, or could not do; branch on `code`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  /** Stable reason, for example `CART_CLOSED`; `HTTP_502` and the like where what answered was not the API. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** The kind of problem in words, in the language of the answer. */
  readonly title: string;
  /** What happened, for the person at the other end. */
  readonly detail: string;
  /** Id of the request; name it to support. */
  readonly instance: string | undefined;
  /** The fields at fault. */
  readonly fields: NonNullable<Problem['errors']>;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined;
  /** With `INSUFFICIENT_USER_AUTHENTICATION`: the classes of which one is needed; a step-up flow leads there. */
  readonly acrValues: readonly string[];
  /** With `INSUFFICIENT_USER_AUTHENTICATION`: seconds that may have passed since the factors were proved. */
  readonly maxAge: number | undefined;

  constructor(status: number, problem: Partial<Problem>, headers: Headers) {
    const code = problem.code ?? `HTTP_${status}`;
    super(`${code}: ${problem.detail ?? problem.title ?? 'the request failed'}`);
    this.code = code;
    this.status = status;
    this.title = problem.title ?? '';
    this.detail = problem.detail ?? '';
    this.instance = problem.instance ?? headers.get('x-request-id') ?? undefined;
    this.fields = problem.errors ?? [];
    this.retryAfter = problem.retryAfter ?? readRetryAfter(headers);
    this.acrValues = problem.acrValues ?? [];
    this.maxAge = problem.maxAge;
  }
}

/** Reads the error that an answer holds; the answer is used up. Errors of OAuth and of the CSC API are told alike. */
export async function readProblem(response: Response): Promise<ProblemError> {
  const { status, headers } = response;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    // A proxy answers with a page, or with nothing.
  }
  if (typeof body !== 'object' || body === null) return new ProblemError(status, {}, headers);
  const { error, error_description: detail, error_code: code } = body as Readonly<Record<string, string | undefined>>;
  if (error === undefined) return new ProblemError(status, body, headers);
  return new ProblemError(status, { code: code ?? error, title: error, detail: detail ?? '' }, headers);
}

/** The seconds of `Retry-After` (RFC 9110 10.2.3); undefined without, and where it is a date, which the API never sends. */
export function readRetryAfter(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  return seconds !== null && /^\d{1,6}$/.test(seconds) ? Number(seconds) : undefined;
}
