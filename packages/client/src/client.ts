import createFetchClient, { type MaybeOptionalInit } from 'openapi-fetch';
import type { paths } from './gen/api.ts';
import { readProblem } from './problem-error.ts';
import { type RetryOptions, send, takesKey } from './sending.ts';
import type { Session } from './session.ts';

/** How the API is reached, and for whom. */
export interface ClientOptions {
  /** Address of the gateway, for example `https://api.example.com`. */
  baseUrl: string;
  /** Whose tokens are sent; nobody's when absent, for guests of the shop. */
  session?: Session;
  /** Language of texts and problems (BCP 47); asked before each request where it is a function. */
  language?: string | (() => string);
  retry?: RetryOptions;
  /** The fetch to use; that of the platform when absent. */
  fetch?: (request: Request) => Promise<Response>;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Paths that have a method. */
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: object }> ? P : never;
}[keyof paths];
type InitOf<P extends keyof paths, M extends Method> = MaybeOptionalInit<paths[P], M>;
type Init<P extends keyof paths, M extends Method> =
  undefined extends InitOf<P, M> ? [init?: Exclude<InitOf<P, M>, undefined>] : [init: InitOf<P, M>];
type Content<R> = R extends { content: infer C } ? C[keyof C] : never;
type Found<P extends keyof paths, M extends Method> = paths[P][M] extends { responses: infer R }
  ? Content<R[keyof R & (200 | 201 | 202)]>
  : never;
/** What an operation answers with: an object, a file as a `Blob`, or nothing. */
export type Answer<P extends keyof paths, M extends Method> = [Found<P, M>] extends [never] ? undefined : Found<P, M>;
/** What a list consists of. */
export type Item<P extends keyof paths> = Answer<P, 'get'> extends { items: (infer I)[] } ? I : never;

type Call<M extends Method> = <P extends PathOf<M>>(path: P, ...init: Init<P, M>) => Promise<Answer<P, M>>;

/** The API, by method and path; what is refused is thrown as a `ProblemError`. */
export interface Client {
  get: Call<'get'>;
  post: Call<'post'>;
  put: Call<'put'>;
  patch: Call<'patch'>;
  delete: Call<'delete'>;
  /** Every item of a list that comes page by page; the next page is asked for when it is needed. */
  all: <P extends PathOf<'get'>>(path: P, ...init: Init<P, 'get'>) => AsyncGenerator<Item<P>, void>;
}

/** What all calls have in common; the types of each path are in `Call`. */
interface AnyInit {
  params?: { query?: Record<string, unknown>; header?: Record<string, unknown> };
  headers?: Record<string, string>;
  body?: unknown;
  [option: string]: unknown;
}

/** Makes a client of the API. It needs nothing but `fetch`: browsers, workers and Node have it. */
export function createClient({ baseUrl, session, language, retry = {}, fetch: given }: ClientOptions): Client {
  const base = baseUrl.replace(/\/$/, '');
  // Looked up each time: pages may replace it.
  const fetch = given ?? ((request: Request) => globalThis.fetch(request));
  const sending = { baseUrl: base, fetch, session, retry };
  const isCookie = session?.tokensIn === 'cookie';
  const plain = createFetchClient<Record<string, never>>({
    baseUrl: base,
    fetch: (request) => send(request, sending),
    bodySerializer: serialize,
    ...(isCookie ? { credentials: 'include' } : {}),
  });
  const headersOf = (method: string, path: string, { headers = {}, body, params }: AnyInit): Record<string, string> => {
    const spoken = typeof language === 'function' ? language() : language;
    const needsKey = takesKey(method, path) && params?.header?.['Idempotency-Key'] === undefined;
    return {
      ...(body instanceof Blob ? { 'content-type': body.type || 'application/octet-stream' } : {}),
      ...(spoken === undefined ? {} : { 'accept-language': spoken }),
      ...(isCookie ? { 'countersign-csrf': '1' } : {}),
      // One per call: all attempts of it are one wish.
      ...(needsKey ? { 'idempotency-key': newKey() } : {}),
      ...headers,
    };
  };
  const call = async (method: string, path: string, init: AnyInit = {}): Promise<unknown> => {
    const request = plain.request as unknown as (
      method: string,
      path: string,
      init: AnyInit,
    ) => Promise<{ response: Response; data?: unknown; error?: unknown }>;
    const headers = headersOf(method, path, init);
    // As a stream: what it is shows once the answer is there.
    const { response } = await request(method, path, { ...init, headers, parseAs: 'stream', middleware: [throwing] });
    return await read(response);
  };
  const method = <M extends Method>(name: M): Call<M> =>
    ((path: string, init?: AnyInit) => call(name.toUpperCase(), path, init)) as Call<M>;
  return {
    get: method('get'),
    post: method('post'),
    put: method('put'),
    patch: method('patch'),
    delete: method('delete'),
    all: ((path: string, init?: AnyInit) =>
      pages(async (query) => {
        const params = { ...init?.params, query: { ...init?.params?.query, ...query } };
        return (await call('GET', path, { ...init, params })) as Page;
      })) as Client['all'],
  };
}

/** A key for a wish that is to be kept over restarts of the program: give it as the header `Idempotency-Key`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

interface Page {
  items: unknown[];
  nextCursor?: string;
}

async function* pages(ask: (query: { cursor?: string }) => Promise<Page>): AsyncGenerator<unknown, void> {
  let cursor: string | undefined;
  do {
    // A page tells where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const { items, nextCursor } = await ask(cursor === undefined ? {} : { cursor });
    yield* items;
    cursor = nextCursor;
  } while (cursor !== undefined);
}

/** Throws what the API refused, before anything else is made of the answer. */
const throwing = {
  onResponse: async ({ response }: { response: Response }) => {
    if (!response.ok) throw await readProblem(response);
  },
};

/** JSON, unless it is a file or a form. */
function serialize(body: unknown, headers?: unknown): Blob | URLSearchParams | string {
  if (body instanceof Blob || body instanceof URLSearchParams) return body;
  const type = headers instanceof Headers ? headers.get('content-type') : null;
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(body as Record<string, string>);
  return JSON.stringify(body);
}

async function read(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (response.status === 204 || response.body === null) return undefined;
  return /^application\/([\w.-]+\+)?json\b/.test(type) ? await response.json() : await response.blob();
}
