import { describe, expect, it } from '@jest/globals';
import { type Client, type ClientOptions, createClient, newKey } from './client.ts';
import { ProblemError } from './problem-error.ts';
import { Session, type SessionOptions, type Tokens } from './session.ts';

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(
    status,
    { type: `urn:countersign:problem:${code}`, title: code, status, detail: 'so it is', instance: 'req-0001', code },
    { 'content-type': 'application/problem+json', ...headers },
  );
const tokens = (accessToken: string, refreshToken?: string, expiresIn = 300): Tokens => ({
  accessToken,
  tokenType: 'Bearer',
  expiresIn,
  scope: 'full',
  acr: 'urn:countersign:aal2',
  amr: ['pwd', 'otp'],
  ...(refreshToken === undefined ? {} : { refreshToken }),
});

interface Sent {
  line: string;
  headers: Headers;
  body: string;
  credentials: string;
  redirect: string;
}

/** A client whose requests are answered in turn; what it sent, and how long it waited. */
function clientOf(
  answers: readonly (Response | Error | ((sent: Sent) => Response | Promise<Response>))[],
  options: Partial<ClientOptions> = {},
): { client: Client; sent: Sent[]; waits: number[] } {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const fetch = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const { headers, credentials, redirect } = request;
    const line = `${request.method} ${pathname}${search}`;
    const one = { line, headers, body: await request.text(), credentials, redirect };
    sent.push(one);
    const answer = left.shift();
    if (answer === undefined) throw new Error(`nothing is left to answer ${line}`);
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer : await answer(one);
  };
  const wait = async (milliseconds: number, signal: AbortSignal) => {
    waits.push(milliseconds);
    signal.throwIfAborted();
  };
  const client = createClient({ baseUrl: 'https://api.example.com/', fetch, retry: { wait }, ...options });
  return { client, sent, waits };
}

const refused = async (call: Promise<unknown>): Promise<ProblemError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProblemError) return error;
  throw new Error('it was not refused with a problem', { cause: error });
};

const order = { cartId: 'crt_1', quoteId: 'quo_1' };

describe('a call', () => {
  it('sends path, query, headers, body and language, and answers with the body', async () => {
    const { client, sent } = clientOf([json(200, { items: [] }), json(201, { order: { id: 'ord_1' } })], {
      language: () => 'de',
    });
    const params = { query: { status: 'completed', limit: 5 } } as const;
    expect(await client.get('/v1/orders', { params })).toEqual({ items: [] });
    const made = await client.post('/v1/orders', { params: { header: { 'Cart-Secret': 's' } }, body: order });
    expect(made.order.id).toBe('ord_1');
    expect(sent.map(({ line }) => line)).toEqual(['GET /v1/orders?status=completed&limit=5', 'POST /v1/orders']);
    expect(sent[0]?.headers.get('accept-language')).toBe('de');
    expect(sent[1]?.headers.get('cart-secret')).toBe('s');
    expect(JSON.parse(sent[1]?.body ?? '')).toEqual(order);
    expect(sent[1]?.credentials).toBe('same-origin');
  });

  it('sends files as they are, and answers with files as they are', async () => {
    const pdf = new Response('%PDF-1.7', { headers: { 'content-type': 'application/pdf' } });
    const { client, sent } = clientOf([json(201, { id: 'doc_1' }), pdf, new Response(null, { status: 204 })]);
    const file = new Blob(['%PDF-1.7'], { type: 'application/pdf' });
    await client.post('/v1/documents', { params: { query: { name: 'contract.pdf' } }, body: file });
    expect(sent[0]?.headers.get('content-type')).toBe('application/pdf');
    expect(sent[0]?.body).toBe('%PDF-1.7');
    const params = { path: { orderId: 'ord_1', documentId: 'inv_1' } };
    const invoice = await client.get('/v1/orders/{orderId}/documents/{documentId}', { params });
    expect([invoice.type, await invoice.text()]).toEqual(['application/pdf', '%PDF-1.7']);
    expect(await client.delete('/v1/sessions/current')).toBeUndefined();
  });

  it('goes through a list page by page, as far as it is read', async () => {
    const page = (ids: string[], nextCursor?: string) =>
      json(200, { items: ids.map((id) => ({ id })), ...(nextCursor === undefined ? {} : { nextCursor }) });
    const { client, sent } = clientOf([page(['a', 'b'], 'c1'), page([], 'c2'), page(['c'])]);
    const ids: string[] = [];
    for await (const { id } of client.all('/v1/orders', { params: { query: { limit: 2 } } })) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(sent.map(({ line }) => line.split('?')[1])).toEqual(['limit=2', 'limit=2&cursor=c1', 'limit=2&cursor=c2']);
    const first = clientOf([page(['a'], 'c1')]);
    for await (const { id } of first.client.all('/v1/orders')) {
      expect(id).toBe('a');
      break;
    }
    expect(first.sent).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('is thrown with all that the problem says', async () => {
    const body = {
      title: 'Request invalid',
      detail: 'see errors',
      status: 400,
      code: 'REQUEST_INVALID',
      instance: 'req-0001',
      errors: [{ pointer: '/cartId', detail: 'must be a string' }],
      retryAfter: 7,
      acrValues: ['urn:countersign:aal2'],
      maxAge: 900,
    };
    const { client } = clientOf([json(400, body, { 'content-type': 'application/problem+json' })]);
    const error = await refused(client.post('/v1/orders', { body: order }));
    expect(error).toMatchObject({
      name: 'ProblemError',
      message: 'REQUEST_INVALID: see errors',
      code: 'REQUEST_INVALID',
      status: 400,
      title: 'Request invalid',
      instance: 'req-0001',
      fields: [{ pointer: '/cartId', detail: 'must be a string' }],
      retryAfter: 7,
      acrValues: ['urn:countersign:aal2'],
      maxAge: 900,
    });
  });

  it('of OAuth, of a proxy, or of nobody is told alike', async () => {
    const { client } = clientOf([
      json(400, { error: 'invalid_grant', error_description: 'no', error_code: 'OAUTH_INVALID_GRANT' }),
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'x-request-id': 'req-0002' } }),
      json(500, [] as object),
    ]);
    const token = client.post('/oauth2/token', { body: { grant_type: 'refresh_token' } });
    expect(await refused(token)).toMatchObject({ code: 'OAUTH_INVALID_GRANT', title: 'invalid_grant', detail: 'no' });
    expect(await refused(client.get('/v1/orders'))).toMatchObject({ code: 'HTTP_502', instance: 'req-0002' });
    expect(await refused(client.get('/v1/orders'))).toMatchObject({ code: 'HTTP_500', status: 500 });
  });
});

describe('a request that was not answered', () => {
  it('is repeated with the same key, after as long as the answer says', async () => {
    const { client, sent, waits } = clientOf([
      problem(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '2' }),
      problem(504, 'DEADLINE_EXCEEDED'),
      json(201, { order: { id: 'ord_1' } }),
    ]);
    await client.post('/v1/orders', { body: order });
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(sent.map(({ body }) => JSON.parse(body) as object)).toEqual([order, order, order]);
    expect(waits[0]).toBe(2000);
    expect(waits[1]).toBeGreaterThanOrEqual(500);
  });

  it('has a key of its own for each wish, and the one that the caller keeps', async () => {
    const made = () => json(201, { order: { id: 'ord_1' } });
    const { client, sent } = clientOf([made(), made(), made()]);
    await client.post('/v1/orders', { body: order });
    await client.post('/v1/orders', { body: order });
    const key = newKey();
    await client.post('/v1/orders', { params: { header: { 'Idempotency-Key': key } }, body: order });
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe(key);
  });

  it('is not repeated where that could act twice, where it lasts too long, and not for ever', async () => {
    const away = (seconds = 1) => problem(503, 'SERVICE_UNAVAILABLE', { 'retry-after': String(seconds) });
    const cart = clientOf([away()]);
    expect(await refused(cart.client.post('/v1/carts', { body: {} }))).toMatchObject({ status: 503, retryAfter: 1 });
    const long = clientOf([away(31)]);
    expect(await refused(long.client.get('/v1/orders'))).toMatchObject({ retryAfter: 31 });
    const ever = clientOf([away(), away(), away(), away(), away()]);
    await refused(ever.client.get('/v1/orders'));
    expect(ever.sent).toHaveLength(4);
    const never = clientOf([away(), away()], { retry: { times: 0 } });
    await refused(never.client.get('/v1/orders'));
    expect(never.sent).toHaveLength(1);
    const other = clientOf([problem(409, 'CART_CLOSED', { 'retry-after': '1' })]);
    await refused(other.client.post('/v1/orders', { body: order }));
    expect(other.sent).toHaveLength(1);
  });

  it('is repeated when the connection broke, and given up when the caller gives up', async () => {
    const broken = new TypeError('fetch failed');
    const lost = clientOf([broken, json(200, { items: [] })]);
    expect(await lost.client.get('/v1/orders')).toEqual({ items: [] });
    const unsafe = clientOf([broken]);
    await expect(unsafe.client.post('/v1/carts', { body: {} })).rejects.toBe(broken);
    const abort = new AbortController();
    const answer = () => {
      abort.abort(new Error('the page was closed'));
      return problem(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '1' });
    };
    const closed = clientOf([answer]);
    await refused(closed.client.get('/v1/orders', { signal: abort.signal }));
    expect(closed.sent).toHaveLength(1);
  });

  it('is not waited for any longer once the caller gives up', async () => {
    const abort = new AbortController();
    const fetch = async () => {
      setTimeout(() => abort.abort(new Error('the page was closed')), 1);
      return problem(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '20' });
    };
    const client = createClient({ baseUrl: 'https://api.example.com', fetch });
    await expect(client.get('/v1/orders', { signal: abort.signal })).rejects.toThrow('the page was closed');
  });
});

/** A session of which it is kept what it told. */
function sessionOf(options: Partial<SessionOptions> = {}) {
  const told: string[] = [];
  let milliseconds = 0;
  const session = new Session({
    tokensIn: 'body',
    now: () => milliseconds,
    onRefreshToken: (token) => void told.push(token),
    onEnd: () => void told.push('ended'),
    ...options,
  });
  return { session, told, pass: (seconds: number) => (milliseconds += seconds * 1000) };
}

describe('a session', () => {
  it('is renewed once for all requests whose token is refused, which are then sent again', async () => {
    const { session, told } = sessionOf();
    await session.accept(tokens('old', 'r1'));
    const byToken = ({ headers }: Sent) =>
      headers.get('authorization') === 'Bearer new' ? json(200, { items: [] }) : problem(401, 'TOKEN_OUTDATED');
    const answers = Array.from(
      { length: 7 },
      () => (sent: Sent) => (sent.line === 'POST /v1/tokens/refresh' ? json(200, tokens('new', 'r2')) : byToken(sent)),
    );
    const { client, sent } = clientOf(answers, { session });
    await Promise.all([client.get('/v1/orders'), client.get('/v1/orders'), client.get('/v1/orders')]);
    const refreshes = sent.filter(({ line }) => line === 'POST /v1/tokens/refresh');
    expect(refreshes.map(({ body }) => JSON.parse(body) as object)).toEqual([{ refreshToken: 'r1' }]);
    expect(refreshes[0]?.headers.has('authorization')).toBe(false);
    // Not even on a redirection is the refresh token told to anybody else.
    expect(refreshes[0]?.redirect).toBe('error');
    expect(told).toEqual(['r1', 'r2']);
  });

  it('is renewed before its token ends, and a POST is sent again as it was', async () => {
    const { session, pass } = sessionOf();
    await session.accept(tokens('old', 'r1'));
    pass(295);
    const invalid = problem(401, 'TOKEN_INVALID');
    const { client, sent } = clientOf(
      [json(200, tokens('new', 'r2')), invalid, json(200, tokens('newer', 'r3')), json(201, { order: {} })],
      { session },
    );
    await client.post('/v1/orders', { body: order });
    expect(sent.map(({ line, headers }) => [line, headers.get('authorization')])).toEqual([
      ['POST /v1/tokens/refresh', null],
      ['POST /v1/orders', 'Bearer new'],
      ['POST /v1/tokens/refresh', null],
      ['POST /v1/orders', 'Bearer newer'],
    ]);
    expect(sent[3]?.headers.get('idempotency-key')).toBe(sent[1]?.headers.get('idempotency-key'));
    expect(JSON.parse(sent[3]?.body ?? '')).toEqual(order);
  });

  it('is over when its refresh token is refused; a refusal for another reason is no reason to renew', async () => {
    const { session, told } = sessionOf({ refreshToken: 'r1' });
    const { client, sent } = clientOf(
      [
        json(200, tokens('old', 'r2')),
        problem(401, 'INSUFFICIENT_USER_AUTHENTICATION'),
        problem(401, 'TOKEN_OUTDATED'),
        problem(401, 'REFRESH_TOKEN_INVALID'),
        problem(401, 'AUTHENTICATION_REQUIRED'),
      ],
      { session },
    );
    expect((await refused(client.get('/v1/orders'))).code).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    expect((await refused(client.get('/v1/orders'))).code).toBe('TOKEN_OUTDATED');
    expect(told).toEqual(['r2', 'ended']);
    expect((await refused(client.get('/v1/orders'))).code).toBe('AUTHENTICATION_REQUIRED');
    expect(sent.at(-1)?.headers.has('authorization')).toBe(false);
  });

  it('goes on after a refresh that was not answered', async () => {
    const { session, told } = sessionOf({ refreshToken: 'r1' });
    const { client } = clientOf(
      [problem(503, 'SERVICE_UNAVAILABLE'), json(200, tokens('new', 'r2')), json(200, { items: [] })],
      { session },
    );
    expect((await refused(client.get('/v1/orders'))).status).toBe(503);
    expect(await client.get('/v1/orders')).toEqual({ items: [] });
    expect(told).toEqual(['r2']);
  });

  it('in cookies sends them, says that a page of ours asks, and never sees a refresh token', async () => {
    const { session, told } = sessionOf({ tokensIn: 'cookie' });
    const { client, sent } = clientOf([json(200, tokens('one')), json(200, { items: [] })], { session });
    await client.get('/v1/orders');
    expect(sent.map(({ line, credentials, headers }) => [line, credentials, headers.get('countersign-csrf')])).toEqual([
      ['POST /v1/tokens/refresh', 'include', '1'],
      ['GET /v1/orders', 'include', '1'],
    ]);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ tokensIn: 'cookie' });
    expect(told).toEqual([]);
    const guest = sessionOf({ tokensIn: 'cookie' });
    const nobody = clientOf([problem(401, 'REFRESH_TOKEN_INVALID'), json(201, { cart: {} }), json(201, { cart: {} })], {
      session: guest.session,
    });
    await nobody.client.post('/v1/carts', { body: {} });
    await nobody.client.post('/v1/carts', { body: {} });
    // Nobody was logged in: nothing ended, and it is not asked again and again.
    expect(guest.told).toEqual([]);
    expect(nobody.sent.map(({ line }) => line)).toEqual([
      'POST /v1/tokens/refresh',
      'POST /v1/carts',
      'POST /v1/carts',
    ]);
  });

  it('that may only set up a second factor has nothing to be renewed with', async () => {
    const { session } = sessionOf();
    await session.accept({ ...tokens('set-up'), scope: 'set-up' });
    const { client, sent } = clientOf([problem(401, 'TOKEN_OUTDATED')], { session });
    expect((await refused(client.get('/v1/me'))).code).toBe('TOKEN_OUTDATED');
    expect(sent).toHaveLength(1);
    session.forget();
    const after = clientOf([problem(401, 'AUTHENTICATION_REQUIRED')], { session });
    expect((await refused(after.client.get('/v1/me'))).code).toBe('AUTHENTICATION_REQUIRED');
  });
});
