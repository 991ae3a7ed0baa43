import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOf, type OpenApiDocument, operationOf, stringsWithin } from './fault-generator.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import type { RouteCase } from './route-cases/route-case.ts';
import { allAnswers, routeTable } from './route-cases/route-table.ts';

let gateway: TestGateway;
let document: OpenApiDocument;

beforeAll(async () => {
  gateway = await startGateway({ answers: allAnswers() });
  document = (await gateway.app.inject('/openapi.json')).json();
});
afterAll(() => gateway.close());

const nameOf = ({ method, path }: RouteCase) => `${method} ${path}`;
const cases = routeTable.map((route) => [nameOf(route), route] as const);
const needsToken = ({ access }: RouteCase) => access !== 'public' && access !== 'optional';

async function send(
  route: RouteCase,
  { token, body, headers = {} }: { token?: string | undefined; body?: unknown; headers?: Record<string, string> } = {},
) {
  gateway.calls.length = 0;
  const type = route.raw?.type ?? (body === undefined ? undefined : 'application/json');
  const payload = route.raw?.content ?? (body === undefined ? undefined : JSON.stringify(body));
  return await gateway.app.inject({
    method: route.method,
    url: route.url ?? route.path,
    headers: {
      ...route.headers,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
}

type Response = Awaited<ReturnType<typeof send>>;

/** The JSON of an answer; an empty object for one without, or with bytes. */
function readJson({ headers, body }: Response): object {
  return /\bjson\b/.test(String(headers['content-type'])) ? (JSON.parse(body) as object) : {};
}

function outcomeOf(response: Response): { status: number; code?: string } {
  const { code } = readJson(response) as { code?: string };
  return { status: response.statusCode, ...(code === undefined ? {} : { code }) };
}

interface Refusal {
  status: number;
  code: string;
  errors?: { header?: string }[];
}

const exampleOf = (route: RouteCase) => operationOf(document, route).body?.example;
const tokenOf = async (route: RouteCase) => (needsToken(route) ? await gateway.tokenFor() : undefined);

it('tests a right use of every route of the OpenAPI document under /v1, and no other', () => {
  const documented = Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`));
  expect(cases.map(([name]) => name).toSorted()).toEqual(documented.toSorted());
});

describe.each(cases)('%s', (_name, route) => {
  it('answers a right use, and passes on exactly what was asked', async () => {
    const response = await send(route, { token: await tokenOf(route), body: exampleOf(route) });
    expect({ status: response.statusCode, body: response.statusCode < 400 ? '' : response.body }).toEqual({
      status: route.status,
      body: '',
    });
    expect(readJson(response)).toMatchObject(route.body ?? {});
    const [first] = gateway.calls;
    expect(first === undefined ? undefined : [first.name, first.request]).toEqual(route.call);
    expect(response.headers['x-request-id']).toBeTruthy();
    expect(response.headers['cache-control']).toBe(
      route.cached === true
        ? 'public, max-age=5'
        : String(response.headers['content-disposition']).startsWith('attach')
          ? 'private, no-store'
          : 'no-store',
    );
  });

  it('passes a token on only where it is asked for', async () => {
    const token = await gateway.tokenFor();
    await send(route, { token, body: exampleOf(route) });
    const passed = route.access === 'public' ? undefined : token;
    expect(gateway.calls.map(({ context }) => context?.actorToken)).toEqual(gateway.calls.map(() => passed));
  });

  if (needsToken(route)) {
    it('answers 401 without a token and calls nobody', async () => {
      const response = await send(route, { body: exampleOf(route) });
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ code: 'AUTHENTICATION_REQUIRED', status: 401 });
      expect(response.headers['www-authenticate']).toBe('Bearer realm="countersign"');
      expect(gateway.calls).toEqual([]);
    });

    it(`is ${route.access === 'set-up' ? 'open' : 'closed'} to a session that may only set up a factor`, async () => {
      const token = await gateway.tokenFor({ scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'sms'] });
      const response = await send(route, { token, body: exampleOf(route) });
      const refused = { status: 403, code: 'SET_UP_REQUIRED' };
      expect(outcomeOf(response)).toEqual(route.access === 'set-up' ? { status: route.status } : refused);
    });

    it(`${route.access === 'aal2' ? 'needs' : 'does not need'} a login with a second factor`, async () => {
      const token = await gateway.tokenFor({ acr: 'urn:countersign:aal1' });
      const response = await send(route, { token, body: exampleOf(route) });
      const stepUp = /^Bearer .*error="insufficient_user_authentication".*acr_values="urn:countersign:aal2"$/;
      expect({ ...outcomeOf(response), stepUp: stepUp.test(String(response.headers['www-authenticate'])) }).toEqual(
        route.access === 'aal2'
          ? { status: 401, code: 'INSUFFICIENT_USER_AUTHENTICATION', stepUp: true }
          : { status: route.status, stepUp: false },
      );
    });
  }

  it('refuses missing, ill-typed, too long and unknown fields, names each, and calls nobody', async () => {
    const { body } = operationOf(document, route);
    // The raw body of a payment event is its provider's business.
    if (body === undefined || route.path.startsWith('/v1/payment-events')) return;
    const token = await tokenOf(route);
    for (const { pointer, value, what } of faultsOf(document, body.schema, body.example)) {
      // One after the other: each looks at the calls that it made.
      // oxlint-disable-next-line no-await-in-loop
      const response = await send(route, { token, body: value });
      expect({ what, pointer, status: response.statusCode }).toEqual({ what, pointer, status: 400 });
      const pointers = response.json<{ errors: { pointer: string }[] }>().errors.map((error) => error.pointer);
      expect({ what, pointers }).toEqual({ what, pointers: expect.arrayContaining([pointer]) });
      expect(gateway.calls).toEqual([]);
    }
  });

  it('refuses a missing or too long header, and names it', async () => {
    const token = await tokenOf(route);
    for (const { name, required } of operationOf(document, route).headers) {
      const tooLong = { [name.toLowerCase()]: 'x'.repeat(3000) };
      for (const sent of required ? [{}, tooLong] : [tooLong]) {
        const { [name.toLowerCase()]: _left, ...headers } = route.headers ?? {};
        gateway.calls.length = 0;
        // oxlint-disable-next-line no-await-in-loop
        const response = await send({ ...route, headers }, { token, body: exampleOf(route), headers: sent });
        const isKey = name === 'Idempotency-Key';
        const { status, code, errors = [] } = readJson(response) as Refusal;
        const expected = isKey ? /^IDEMPOTENCY_KEY_(MISSING|INVALID)$/ : /^REQUEST_INVALID$/;
        expect({ status, code }).toEqual({ status: 400, code: expect.stringMatching(expected) });
        expect(isKey || errors.some(({ header }) => header === name)).toBe(true);
        expect(gateway.calls).toEqual([]);
      }
    }
  });

  it('limits the length of every text that it takes', () => {
    const { body, parameters } = operationOf(document, route);
    const texts = [...(body === undefined ? [] : stringsWithin(document, body.schema)), ...parameters];
    const unlimited = texts.filter(({ schema }) => schema.maxLength === undefined && schema.enum === undefined);
    expect(unlimited.filter(({ schema }) => schema.type === 'string').map(({ name }) => name)).toEqual([]);
  });
});
