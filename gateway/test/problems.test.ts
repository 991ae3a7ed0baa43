import { connect } from 'node:net';
import { conflict, DomainError, exhausted, invalid, notFound, unauthenticated, unavailable } from '@countersign/errors';
import { problemText } from '@countersign/texts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InjectOptions } from 'fastify';
import { startGateway, type TestGateway } from './gateway.ts';
import { aCart, anOrder } from './shop-samples.ts';

let gateway: TestGateway;
const log: string[] = [];
let failure: unknown;

beforeAll(async () => {
  const fail = async () => {
    throw failure;
  };
  gateway = await startGateway({
    log,
    answers: {
      order: {
        getCart: fail,
        setContacts: fail,
        createCart: async () => ({ cart: aCart(), secret: 's' }),
        getOrder: fail,
        addCartLine: fail,
      },
      catalog: { listProducts: fail },
      identity: { submitPassword: fail },
      remoteSigning: { createCredential: fail },
    },
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  log.length = 0;
  gateway.calls.length = 0;
});

const cart = { url: '/v1/carts/crt_1', headers: { 'cart-secret': 'the-cart-secret' } };

async function refused(request: string | InjectOptions) {
  const response = await gateway.app.inject(request);
  expect(response.headers['content-type']).toBe('application/problem+json');
  const problem = response.json<{ status: number; code: string; type: string; title: string; instance: string }>();
  expect(problem.status).toBe(response.statusCode);
  expect(problem.type).toBe(`urn:countersign:problem:${problem.code}`);
  expect(problem.instance).toBe(response.headers['x-request-id']);
  return { ...problem, headers: response.headers };
}

describe('a request that fits no route', () => {
  it('is answered with 404', async () => {
    expect(await refused('/v1/nothing')).toMatchObject({
      status: 404,
      code: 'ROUTE_NOT_FOUND',
      title: 'Route not found',
    });
    expect(await refused('/')).toMatchObject({ status: 404 });
    expect(await refused('/v1/me/')).toMatchObject({ status: 404 });
  });

  it('is answered with 405 and the methods that the path takes', async () => {
    const problem = await refused({ method: 'PATCH', url: '/v1/carts/crt_1/lines/lin_1?x=1' });
    expect(problem).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    expect(problem.headers.allow).toBe('DELETE, PUT');
    expect((await refused({ method: 'DELETE', url: '/v1/me' })).headers.allow).toBe('GET, HEAD, PATCH');
    expect((await refused({ method: 'POST', url: '/pki/root.crl' })).headers.allow).toBe('GET, HEAD');
  });

  it.each([
    ['/v1/carts/%zz', 400],
    [`/v1/carts/${'x'.repeat(500)}`, 414],
  ])('is answered in the same form when its path is malformed: %s', async (url, status) => {
    expect(await refused({ ...cart, url })).toMatchObject({ status, code: 'REQUEST_MALFORMED' });
  });

  it('is answered in the same form when it is not HTTP', async () => {
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const address = gateway.app.server.address() as { port: number };
    const speak = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(address.port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (data) => {
          answer += data.toString();
        });
        socket.once('error', reject);
        socket.once('close', () => resolve(answer));
      });
    expect(await speak('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*problem\+json[\s\S]*REQUEST_MALFORMED/);
    const large = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`;
    expect(await speak(large)).toMatch(/^HTTP\/1\.1 431 [\s\S]*problem\+json[\s\S]*REQUEST_MALFORMED/);
  });
});

describe('a body', () => {
  const post = (payload: string, type = 'application/json') =>
    refused({ method: 'POST', url: '/v1/login-flows', headers: { 'content-type': type }, payload });

  it.each(['{', '{"userId":', '', '[1,', '{"__proto__":{"a":1}}', 'null x', '\u0000'])(
    'that is not well-formed JSON is refused: %j',
    async (payload) => {
      expect(await post(payload)).toMatchObject({ status: 400, code: 'BODY_MALFORMED' });
    },
  );

  it.each(['null', '[]', '1', '"text"', 'true', '{"userId":null}'])(
    'of the wrong shape is refused: %s',
    async (payload) => {
      expect(await post(payload)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'of type %s is refused with 415',
    async (type) => {
      expect(await post('x', type)).toMatchObject({ status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' });
    },
  );

  it('of more than 64 KiB is refused with 413', async () => {
    expect(await post(JSON.stringify({ userId: 'x'.repeat(66_000) }))).toMatchObject({
      status: 413,
      code: 'BODY_TOO_LARGE',
    });
  });

  it('is not coerced, and every fault is named', async () => {
    expect(await post('{"userId":1,"language":"xx","admin":true}')).toMatchObject({
      errors: expect.arrayContaining([
        { pointer: '/userId', detail: 'must be of type string' },
        { pointer: '/language', detail: 'must be one of en, fr, de, es' },
        { pointer: '/admin', detail: 'is not a known field; known are userId, language' },
      ]),
    });
  });

  it('with the character NUL is refused before it reaches a database', async () => {
    expect(await post('{"userId":"a\\u0000b"}')).toMatchObject({
      code: 'REQUEST_INVALID',
      errors: [{ pointer: '/userId' }],
    });
    expect(await refused({ ...cart, url: '/v1/products?q=a%00b' })).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
    });
  });

  it('may be left out where nothing in it is needed, and only there', async () => {
    expect((await gateway.app.inject({ method: 'POST', url: '/v1/carts' })).statusCode).toBe(201);
    expect(await refused({ method: 'POST', url: '/v1/login-flows' })).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('with fields is refused where none is taken', async () => {
    const authorization = `Bearer ${await gateway.tokenFor()}`;
    const headers = { authorization, 'idempotency-key': 'attempt-1' };
    const problem = await refused({ method: 'POST', url: '/v1/credentials', headers, payload: { accountId: 'acc_2' } });
    expect(problem).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/accountId' }] });
    expect(gateway.calls).toEqual([]);
  });
});

describe('parameters of a query', () => {
  it('are read as numbers, and faults are named', async () => {
    expect(await refused('/v1/products?limit=101&color=red')).toMatchObject({
      errors: expect.arrayContaining([
        { parameter: 'limit', detail: 'must be <= 100' },
        {
          parameter: 'color',
          detail:
            'is not a known field; known are family, q, validationLevel, wildcard, available, currency, limit, cursor',
        },
      ]),
    });
  });

  it.each(['2027-02-30', 'tomorrow', '2027-03-15T00:00:00', '15.03.2027'])('refuse %s as a day', async (at) => {
    const problem = await refused(`/v1/products/tls-ov/validity?at=${at}`);
    expect(problem).toMatchObject({
      status: 400,
      errors: expect.arrayContaining([expect.objectContaining({ parameter: 'at' })]),
    });
  });
});

describe('a card number', () => {
  it.each([
    ['POST', '/v1/orders/ord_1/payments', { paymentToken: '4242 4242 4242 4242' }, '/paymentToken'],
    ['POST', '/v1/orders/ord_1/payments', { card: { number: 4_242_424_242_424_242 } }, '/card/number'],
    ['POST', '/v1/orders/ord_1/completion', { acceptedTermsVersion: '5555555555554444' }, '/acceptedTermsVersion'],
    ['PUT', '/v1/orders/ord_1/contacts', { purchaser: { surname: '378282246310005' } }, '/purchaser/surname'],
    ['POST', '/v1/orders', { cartId: '4242424242424242' }, '/cartId'],
  ] as const)('in %s %s is refused and never logged', async (method, url, payload, pointer) => {
    const headers = { 'order-secret': 's', 'cart-secret': 's', 'idempotency-key': 'attempt-1' };
    expect(await refused({ method, url, headers, payload })).toMatchObject({
      status: 400,
      code: 'CARD_NUMBER_REFUSED',
      errors: [{ pointer }],
    });
    expect(gateway.calls).toEqual([]);
    expect(log.join('')).not.toMatch(/4242|5555|3782/);
  });
});

describe('an error of a service', () => {
  it.each([
    [invalid('A_REASON', 'not like this'), 400],
    [unauthenticated('A_REASON', 'who are you'), 401],
    [new DomainError('forbidden', 'A_REASON', 'not you'), 403],
    [notFound('A_REASON', 'no such thing'), 404],
    [conflict('A_REASON', 'not now'), 409],
    [exhausted('A_REASON', 'too often', { retryAfterSeconds: 30 }), 429],
    [unavailable('A_REASON', 'not today', { retryAfterSeconds: 2 }), 503],
  ])('of kind $kind keeps its reason and becomes %#', async (error, status) => {
    failure = error;
    const problem = await refused(cart);
    expect(problem).toMatchObject({ status, code: 'A_REASON', title: 'A reason', detail: error.message });
    expect(problem.headers['retry-after']).toBe(error.retryAfterSeconds?.toString());
    expect((problem as { retryAfter?: number }).retryAfter).toBe(error.retryAfterSeconds);
  });

  it.each([
    [unavailable('SERVICE_UNAVAILABLE', 'not today'), 503, '2'],
    [unavailable('DEADLINE_EXCEEDED', 'too slow'), 504, '2'],
    [unavailable('DEADLINE_EXCEEDED', 'too slow', { retryAfterSeconds: 1 }), 504, '1'],
  ])('that passes always says when to come again: %#', async (error, status, seconds) => {
    failure = error;
    const problem = await refused(cart);
    expect(problem).toMatchObject({ status, code: error.reason, retryAfter: Number(seconds) });
    expect(problem.headers['retry-after']).toBe(seconds);
  });

  it('points into the body that the client sent', async () => {
    failure = invalid('CONTACT_INVALID', 'see fields', {
      fields: [{ pointer: '/contacts/purchaser/email', detail: 'must be an address' }],
    });
    const purchaser = { givenName: 'Robin', surname: 'Sample', email: 'robin@example.com', country: 'US' };
    const headers = { 'order-secret': 's' };
    const problem = await refused({ method: 'PUT', url: '/v1/orders/ord_1/contacts', headers, payload: { purchaser } });
    expect(problem).toMatchObject({ errors: [{ pointer: '/purchaser/email', detail: 'must be an address' }] });
  });

  it('of a version that the client had not seen is a failed precondition only where the client named one', async () => {
    failure = conflict('CART_CHANGED', 'the cart is another one now');
    expect(await refused(cart)).toMatchObject({ status: 409, code: 'CART_CHANGED' });
    const headers = { ...cart.headers, 'if-match': '"3"' };
    const line = { productCode: 'tls-dv', termYears: 1, paymentOption: 'annual', licences: 1 };
    const problem = await refused({ method: 'POST', url: '/v1/carts/crt_1/lines', headers, payload: line });
    expect(problem).toMatchObject({ status: 412, code: 'CART_CHANGED' });
  });

  it('points at the parameter that the client sent', async () => {
    failure = invalid('PAGE_TOKEN_INVALID', 'see fields', {
      fields: [{ pointer: '/pageToken', detail: 'is not one' }],
    });
    expect(await refused('/v1/products')).toMatchObject({ errors: [{ parameter: 'cursor', detail: 'is not one' }] });
  });

  it('that asks for fresh factors is passed on with a challenge (RFC 9470 3), in header and body', async () => {
    failure = unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'confirm your password first', {
      maxAgeSeconds: 900,
    });
    const headers = { authorization: `Bearer ${await gateway.tokenFor()}`, 'idempotency-key': 'attempt-1' };
    const problem = await refused({ method: 'POST', url: '/v1/credentials', headers });
    expect(problem.headers['www-authenticate']).toBe(
      'Bearer realm="countersign", error="insufficient_user_authentication", error_description="confirm your password first", acr_values="urn:countersign:aal2", max_age="900"',
    );
    expect(problem).toMatchObject({ status: 401, acrValues: ['urn:countersign:aal2'], maxAge: 900 });
  });

  it('that asks for a second factor names no age', async () => {
    failure = unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'log in with your second factor');
    const headers = { authorization: `Bearer ${await gateway.tokenFor()}`, 'idempotency-key': 'attempt-1' };
    const problem = await refused({ method: 'POST', url: '/v1/credentials', headers });
    expect(problem.headers['www-authenticate']).not.toContain('max_age');
    expect(problem).toMatchObject({ acrValues: ['urn:countersign:aal2'] });
    expect(problem).not.toHaveProperty('maxAge');
  });

  it('says in the language of the client what people read, and in none what programs branch on', async () => {
    failure = unauthenticated('LOGIN_FAILED', 'user ID or password is not right');
    const logIn = (language: string) =>
      refused({
        method: 'POST',
        url: '/v1/login-flows/lfl_1/password',
        headers: { 'login-flow-secret': 's', 'accept-language': language },
        payload: { password: 'correct horse battery staple' },
      });
    const english = await logIn('*');
    expect(english).toMatchObject({ title: 'Login failed', detail: 'user ID or password is not right' });
    expect(english.headers['content-language']).toBe('en');
    const { title, detail } = problemText('LOGIN_FAILED', 'unauthenticated', 'de');
    const german = await logIn('tlh, de-AT;q=0.9, en;q=0.5');
    expect(german).toMatchObject({ title, detail, code: 'LOGIN_FAILED', status: 401 });
    expect(german.title).not.toBe(english.title);
    expect(german.headers['content-language']).toBe('de');
  });

  it('keeps the sentence of the service where there is none in the language of the client, and says so', async () => {
    failure = conflict('SOMETHING_RARE', 'the service says what');
    const problem = await refused({ ...cart, headers: { ...cart.headers, 'accept-language': 'fr' } });
    expect(problem).toMatchObject({ detail: 'the service says what', code: 'SOMETHING_RARE' });
    expect(problem.headers['content-language']).toBe('fr, en');
  });

  it('that nobody foresaw is masked, and logged with the request id', async () => {
    failure = new Error('relation "carts" does not exist at 10.0.0.7');
    const problem = await refused(cart);
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL', detail: 'something went wrong on our side' });
    expect(JSON.stringify(problem)).not.toMatch(/relation|10\.0/);
    const line = log.find((text) => text.includes('relation'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', requestId: problem.instance });
  });

  it('that breaks its contract is masked too', async () => {
    failure = undefined;
    const other = await startGateway({
      answers: {
        order: {
          getCart: async () => ({ cart: undefined }),
          getOrder: async () => ({ order: anOrder({ status: 'UNRECOGNIZED' }) }),
        },
      },
    });
    const wrongs = [cart, { url: '/v1/orders/ord_1', headers: { 'order-secret': 's' } }];
    const statuses = await Promise.all(wrongs.map(async (request) => (await other.app.inject(request)).statusCode));
    await other.close();
    expect(statuses).toEqual([500, 500]);
  });
});

describe('the log', () => {
  it('names the route and never the secrets, queries or bodies of a request', async () => {
    failure = unauthenticated('LOGIN_FAILED', 'user ID or password is wrong');
    await gateway.app.inject({
      method: 'POST',
      url: '/v1/login-flows/lfl_1/password?hint=querysecret',
      headers: { 'login-flow-secret': 'flowsecret', authorization: 'Bearer bearersecret' },
      payload: { password: 'passwordsecret' },
    });
    await gateway.app.inject(cart);
    const lines = log.map((line) => JSON.parse(line) as { route?: string });
    expect(lines.map(({ route }) => route)).toContain('/v1/carts/:cartId');
    expect(log.join('')).not.toMatch(/querysecret|flowsecret|bearersecret|passwordsecret|the-cart-secret/);
  });
});
