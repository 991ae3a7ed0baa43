import { randomUUID } from 'node:crypto';

/** A problem document (RFC 9457) as the gateway answers it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  code: string;
  errors?: { pointer?: string; parameter?: string; header?: string; detail: string }[];
}

/** What the gateway answered. `body` is parsed JSON, or undefined for another kind of content. */
export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
  bytes: Buffer;
}

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Access token. */
  token?: string | undefined;
  /** Sends an Idempotency-Key: a fresh one, or the one given. */
  idempotent?: boolean | string;
}

/** A request as it goes over the wire. */
export interface RawRequest {
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** An answer as it came over the wire. */
export type RawAnswer = Pick<Answer<unknown>, 'status' | 'headers' | 'bytes'>;

/** An answer that was not the one expected. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** A client of the public REST API that knows nothing but the address. */
export class RestClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
  }

  /** Sends a request and returns the answer, whatever its status. */
  async send<T = Problem>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    const { body, headers = {}, token, idempotent } = options;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const answered = await this.exchange(method, `${this.url}${path}`, {
      headers: {
        ...(body === undefined || 'content-type' in headers ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotent === undefined || idempotent === false
          ? {}
          : { 'idempotency-key': idempotent === true ? randomUUID() : idempotent }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const { bytes } = answered;
    // JSON lines are text.
    const isJson = /\/(problem\+)?json\b/.test(answered.headers.get('content-type') ?? '') && bytes.length > 0;
    return {
      ...answered,
      body: (isJson ? JSON.parse(bytes.toString('utf8')) : undefined) as T,
    };
  }

  /** Sends a request as it stands; an answer whose status tells of a failure is one all the same. */
  async exchange(method: string, url: string, { headers, body }: RawRequest): Promise<RawAnswer> {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: body as string | Uint8Array<ArrayBuffer> }),
      signal: AbortSignal.timeout(30_000),
    });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  /** Sends a request that must succeed, and returns the body. */
  async ask<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { status, body, bytes } = await this.send<T>(method, path, options);
    if (status < 200 || status > 299) {
      throw new UnexpectedAnswer(`${method} ${path} answered ${status}: ${bytes.toString('utf8').slice(0, 500)}`);
    }
    return body;
  }

  /** Sends a request that must be refused with a status and a code, as a problem document. */
  async refused(
    status: number,
    code: string,
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<Problem> {
    const answer = await this.send(method, path, options);
    const type = answer.headers.get('content-type') ?? '';
    if (answer.status !== status || answer.body?.code !== code || !type.includes('application/problem+json')) {
      const got = answer.bytes.toString('utf8').slice(0, 300);
      throw new UnexpectedAnswer(
        `${method} ${path} should be refused with ${status} ${code}, but answered ${answer.status}: ${got}`,
      );
    }
    return answer.body;
  }
}

/** Throws unless what was read is what was promised. */
export function expectThat(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new UnexpectedAnswer(`not so: ${promise}`);
}
