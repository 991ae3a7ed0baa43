import { keyedOperations } from './gen/keyed-operations.ts';
import { readRetryAfter } from './problem-error.ts';
import type { Session } from './session.ts';

/** How often, and for how long, a request is repeated that was not answered. */
export interface RetryOptions {
  /** Repetitions at most; 3 when absent, 0 for none. */
  times?: number;
  /** Seconds that one wait may last; an answer that asks for more is not waited for. 30 when absent. */
  longestWaitSeconds?: number;
  /** Waits; rejects when the signal says so. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What sending needs to know. */
export interface SendingOptions {
  baseUrl: string;
  fetch: (request: Request) => Promise<Response>;
  session: Session | undefined;
  retry: RetryOptions;
}

const keyed = new Set(keyedOperations);
/** RFC 9110 9.2.2: what may be sent twice, since it then acts once. */
const idempotentMethods = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
/** Answers that another attempt may change. */
const passing = new Set([429, 503, 504]);
/** Reasons for which a renewed access token helps. */
const outdated = new Set(['TOKEN_OUTDATED', 'TOKEN_INVALID']);

/** Whether an operation takes an `Idempotency-Key`. */
export function takesKey(method: string, path: string): boolean {
  return keyed.has(`${method} ${path}`);
}

/**
 * Sends a request with the access token of the session. Renews that token once when it is refused, and repeats what may be
 * repeated while the API, or the way to it, says that it is not available: the same request, with the same key.
 */
export async function send(request: Request, { baseUrl, fetch, session, retry }: SendingOptions): Promise<Response> {
  const { times = 3, longestWaitSeconds = 30, wait = waitFor } = retry;
  const mayRepeat = idempotentMethods.has(request.method) || request.headers.has('idempotency-key');
  const hasOwnToken = request.headers.has('authorization');
  const refreshBy = { baseUrl, fetch };
  let token = hasOwnToken ? undefined : await session?.accessToken(refreshBy);
  let mayRenew = !hasOwnToken && session !== undefined;
  for (let attempt = 0; ; attempt += 1) {
    // One attempt after the other.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await attemptOnce(withToken(request, token), fetch);
    // oxlint-disable-next-line no-await-in-loop
    if (mayRenew && token !== undefined && (await isOutdated(answer))) {
      mayRenew = false;
      // oxlint-disable-next-line no-await-in-loop
      const renewed = await session?.renew(token, refreshBy);
      if (renewed === undefined) return answer as Response;
      token = renewed;
      continue;
    }
    const seconds = secondsToWait(answer, attempt);
    const isOver = !mayRepeat || attempt >= times || seconds === undefined || seconds > longestWaitSeconds;
    if (isOver || request.signal.aborted) {
      if (answer instanceof Response) return answer;
      throw answer.error;
    }
    // oxlint-disable-next-line no-await-in-loop
    await wait(seconds * 1000, request.signal);
  }
}

/** A request that got no answer. */
interface Unanswered {
  error: unknown;
}

async function attemptOnce(request: Request, fetch: SendingOptions['fetch']): Promise<Response | Unanswered> {
  try {
    return await fetch(request);
  } catch (error) {
    return { error };
  }
}

/** A copy to be sent: the original is kept for the next attempt. */
function withToken(request: Request, token: string | undefined): Request {
  const copy = request.clone();
  if (token !== undefined) copy.headers.set('authorization', `Bearer ${token}`);
  return copy;
}

async function isOutdated(answer: Response | Unanswered): Promise<boolean> {
  if (!(answer instanceof Response) || answer.status !== 401) return false;
  try {
    const { code } = (await answer.clone().json()) as { code?: string };
    return outdated.has(code ?? '');
  } catch {
    return false;
  }
}

/** Seconds until the next attempt: what the answer asks for, else longer each time. Undefined where none would help. */
function secondsToWait(answer: Response | Unanswered, attempt: number): number | undefined {
  const usual = 2 ** attempt * (0.25 + Math.random() * 0.25);
  if (!(answer instanceof Response)) return answer.error instanceof TypeError ? usual : undefined;
  if (!passing.has(answer.status)) return undefined;
  return readRetryAfter(answer.headers) ?? usual;
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      // What the caller gave as the reason.
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
