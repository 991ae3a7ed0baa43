import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Problem, type RequestOptions, RestClient } from '../../test/src/rest-client.ts';

const patienceMs = 90_000;
const pauseMs = 250;

/** A client as a good front end is one: what got no answer, or was not done in time, is sent again under the same key. */
export class PersistentClient extends RestClient {
  /** Requests that had to be sent again. */
  repeated = 0;
  /** Requests that met a fault of the product's own (500): being away for a moment is none. */
  readonly broken: { request: string; requestId: string }[] = [];

  /** Sends a request once, for somebody to whom a fault of the product is an answer, too. */
  async sendOnce<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return await super.send<T>(method, path, options);
  }

  override async send<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        // Again and again is the point.
        // oxlint-disable-next-line no-await-in-loop
        const answer = await super.send<T>(method, path, options);
        if (answer.status === 500) {
          this.broken.push({ request: `${method} ${path}`, requestId: answer.headers.get('x-request-id') ?? '' });
        }
        if (!isTransient(answer) || Date.now() > until) return answer;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      this.repeated += 1;
      // oxlint-disable-next-line no-await-in-loop
      await delay(pauseMs);
    }
  }
}

/** Not done and not refused: the server was not there, or was busy with the same request. */
function isTransient({ status, body }: Answer<unknown>): boolean {
  return status >= 500 || status === 429 || (status === 409 && codeOf(body).startsWith('IDEMPOTENCY'));
}

/** The stable code of a problem document; empty for anything else. */
export function codeOf(body: unknown): string {
  const code = (body as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
