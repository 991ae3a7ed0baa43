import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer that a handler throws when the request cannot be met. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  readonly body: object;

  constructor(status: number, body: object) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** What a handler gets. `params` are the groups of the route's pattern, in order. */
export interface WebRequest {
  readonly url: URL;
  readonly params: readonly string[];
  readonly headers: IncomingMessage['headers'];
  /** Reads the body, at most 64 KiB; throws 413 beyond. */
  readonly body: () => Promise<string>;
  /** Ends when the client goes away. */
  readonly closed: AbortSignal;
}

export interface WebAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly html?: string;
  readonly text?: string;
  readonly bytes?: Buffer;
  /** Cuts the connection instead of answering. */
  readonly isCut?: boolean;
}

export interface Route {
  readonly method: string;
  /** The whole path; groups become `params`. */
  readonly pattern: RegExp;
  readonly handle: (request: WebRequest) => Promise<WebAnswer> | WebAnswer;
}

export interface WebServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const bodyLimit = 64 * 1024;

/** Serves a table of routes. Unknown paths are 404, unknown methods 405, faults 500 without detail. */
export async function serveWeb(routes: readonly Route[], address: { host: string; port: number }): Promise<WebServer> {
  const server = createServer((request, response) => {
    void answer(routes, request, response);
  });
  await listen(server, address);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a body as JSON object or as form, by its content type. Throws 400 for anything else. */
export async function readFields(request: WebRequest): Promise<Record<string, unknown>> {
  const text = await request.body();
  if ((request.headers['content-type'] ?? '').includes('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Answered below, as any other body that is no object.
  }
  throw new HttpFailure(400, {
    error: { code: 'malformed_body', message: 'the body is neither a JSON object nor a form' },
  });
}

async function answer(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  let result: WebAnswer;
  try {
    result = await dispatch(routes, request, closed.signal);
  } catch (error) {
    if (!(error instanceof HttpFailure)) console.error(error);
    result =
      error instanceof HttpFailure
        ? { status: error.status, json: error.body }
        : { status: 500, json: { error: { code: 'internal', message: 'something went wrong' } } };
  }
  write(response, result);
}

async function dispatch(routes: readonly Route[], request: IncomingMessage, closed: AbortSignal): Promise<WebAnswer> {
  const url = new URL(`http://localhost${request.url?.startsWith('/') === true ? request.url : '/'}`);
  const matching = routes.filter(({ pattern }) => pattern.test(url.pathname));
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = matching.find((candidate) => candidate.method === method);
  if (route === undefined) {
    throw matching.length === 0
      ? new HttpFailure(404, { error: { code: 'not_found', message: 'no such page' } })
      : new HttpFailure(405, { error: { code: 'method_not_allowed', message: 'not this method' } });
  }
  const params = (route.pattern.exec(url.pathname) ?? []).slice(1);
  return route.handle({ url, params, headers: request.headers, body: () => readBody(request), closed });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit)
      throw new HttpFailure(413, { error: { code: 'too_large', message: 'the body is too large' } });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write(response: ServerResponse, answered: WebAnswer): void {
  const { status = 200, headers = {}, json, html, text, bytes, isCut = false } = answered;
  if (isCut) response.destroy();
  if (response.destroyed) return;
  const body = bytes ?? Buffer.from(html ?? text ?? (json === undefined ? '' : JSON.stringify(json)));
  response.writeHead(status, {
    'content-type':
      html === undefined
        ? json === undefined
          ? 'text/plain; charset=utf-8'
          : 'application/json'
        : 'text/html; charset=utf-8',
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve());
  });
}
