import { randomUUID } from 'node:crypto';
import { Agent, request as sendRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Answer,
  type Problem,
  type RawAnswer,
  type RawRequest,
  type RequestOptions,
  RestClient,
} from '../../../test/src/rest-client.ts';
import { codeOf } from '../persistent-client.ts';

/** One request that was sent, and what became of it. A repetition is an entry of its own. */
export interface Sent {
  /** Method and path, with `{id}` for what is somebody's: `POST /v1/orders/{id}/completion`. */
  route: string;
  /** Who sent it and on which errand: `guest 2: checkout`. */
  errand: string;
  /** 0 for the first time, 1 for its first repetition. */
  repetition: number;
  /** When it was sent, ms since the epoch. */
  atMs: number;
  tookMs: number;
  /** Status of the answer; absent when none came. */
  status?: number;
  /** Code of the problem document, when the answer was one. */
  code?: string;
  /** Value of Retry-After. */
  retryAfter?: string;
  requestId?: string;
  /** What the connection said, when no answer came. */
  fault?: string;
}

export interface LoadClientOptions {
  url: string;
  /** Whose client it is; also the beginning of each errand's name. */
  who: string;
  /** Told of each request when it is over. */
  onSent: (sent: Sent) => void;
  /** How long a request without an answer, or with 5xx, is repeated, with the same Idempotency-Key; 0: never. */
  patienceMs: number;
}

const answerLimitMs = 30_000;
const pauseMs = 250;
/**
 * Shorter than any server drains: a connection that the client holds idle for longer may be closed in the moment in which
 * it is used, which is nobody's fault and no client can tell from a loss.
 */
const idleMs = 2_000;

/** Client of one person: keeps its connection alive as a browser does, and tells of each request. */
export class LoadClient extends RestClient {
  /** What the person is about. */
  errand = '';
  /** Requests of this errand that had no answer, or 5xx: what follows may be refused because of them. */
  failures = 0;
  readonly #options: LoadClientOptions;
  readonly #agent = new Agent({ keepAlive: true, timeout: idleMs });

  constructor(options: LoadClientOptions) {
    super(options.url);
    this.#options = options;
  }

  /** Begins an errand: what failed before counts no more. */
  begin(errand: string): void {
    this.errand = `${this.#options.who}: ${errand}`;
    this.failures = 0;
  }

  override async send<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const { patienceMs } = this.#options;
    const until = Date.now() + patienceMs;
    // A repetition must carry the key of the first time.
    const idempotent = options.idempotent === true ? randomUUID() : options.idempotent;
    const same: RequestOptions = { ...options, ...(idempotent === undefined ? {} : { idempotent }) };
    for (let repetition = 0; ; repetition += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- again and again is the point
        const answer = await this.#sendOnce<T>(method, path, same, repetition);
        if (!mayBeRepeated(answer, repetition) || Date.now() >= until) return answer;
      } catch (error) {
        if (Date.now() >= until) throw error;
      }
      // oxlint-disable-next-line no-await-in-loop
      await delay(pauseMs);
    }
  }

  override exchange(method: string, url: string, raw: RawRequest): Promise<RawAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
    const outgoing = sendRequest(url, { method, headers: raw.headers, agent: this.#agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const headers = new Headers();
        for (const [name, values] of Object.entries(incoming.headersDistinct)) {
          for (const value of values ?? []) headers.append(name, value);
        }
        resolve({ status: incoming.statusCode ?? 0, headers, bytes: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    const limit = setTimeout(() => outgoing.destroy(new Error('no answer in 30 s')), answerLimitMs);
    outgoing.on('close', () => clearTimeout(limit));
    outgoing.end(raw.body);
    return promise;
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  async #sendOnce<T>(method: string, path: string, options: RequestOptions, repetition: number): Promise<Answer<T>> {
    const begun = performance.now();
    const told = { route: `${method} ${routeOf(path)}`, errand: this.errand, repetition, atMs: Date.now() };
    const tell = (over: Partial<Sent>) => this.#options.onSent({ ...told, tookMs: performance.now() - begun, ...over });
    try {
      const answer = await super.send<T>(method, path, options);
      const { status, headers } = answer;
      if (status >= 500) this.failures += 1;
      const code = codeOf(answer.body);
      const retryAfter = headers.get('retry-after');
      const requestId = headers.get('x-request-id');
      tell({
        status,
        ...(code === '' ? {} : { code }),
        ...(retryAfter === null ? {} : { retryAfter }),
        ...(requestId === null ? {} : { requestId }),
      });
      return answer;
    } catch (error) {
      this.failures += 1;
      const { code, message } = error as NodeJS.ErrnoException;
      tell({ fault: [code, message].filter(Boolean).join(' ') });
      throw error;
    }
  }
}

/** Path without what is somebody's own, and without its query. */
export function routeOf(path: string): string {
  return (path.split('?')[0] ?? '').replaceAll(/[a-z]+_[0-9A-Za-z]{20,}/g, '{id}');
}

/** Not done and not refused: the server was not there, or is busy with this request since the first time. */
function mayBeRepeated({ status, body }: Answer<unknown>, repetition: number): boolean {
  return status >= 500 || (repetition > 0 && status === 409 && codeOf(body).startsWith('IDEMPOTENCY'));
}
