import {
  faultsOf,
  type OpenApiDocument,
  operationOf,
  stringsWithin,
  withResponses,
} from '../../gateway/test/fault-generator.ts';
import type { Answer, Problem, RestClient } from './rest-client.ts';

export type { OpenApiDocument } from '../../gateway/test/fault-generator.ts';

/** What right requests are made of: things that exist, with their secrets and tokens. */
export interface RightParts {
  /** Values of parameters in paths, by name; as `recovery-flows.flowId` for one part of the paths only. */
  ids: Readonly<Record<string, string>>;
  /** Values of headers, by name in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Token for a route that takes one; undefined to send none. */
  tokenOf: (path: string) => string | undefined;
}

/** A route, and a request to it that is right but for what is said otherwise. */
export interface Route {
  name: string;
  method: string;
  path: string;
  /** The documented body; undefined where none is taken. */
  example: unknown;
  send: (over?: Over) => Promise<Answer<Problem>>;
}

interface Over {
  body?: unknown;
  /** Sent instead of a JSON body. */
  text?: { content: string; type: string };
  headers?: Record<string, string | undefined>;
  params?: Record<string, string>;
  query?: string;
}

/** Where a refusal must say that the fault is: the one member that is set. */
type Place = Partial<Omit<NonNullable<Problem['errors']>[0], 'detail'>>;

/** A request with one fault. */
export interface FaultyRequest {
  what: string;
  over: Over;
  place: Place;
}

/** Every route under /v1 of an OpenAPI document. */
export function listRoutes(api: RestClient, document: OpenApiDocument, { ids, headers, tokenOf }: RightParts): Route[] {
  const idFor = (path: string, name: string) => ids[`${path.split('/')[2]}.${name}`] ?? ids[name];
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([verb, operation]): Route => {
        const method = verb.toUpperCase();
        const { headers: taken, body: media, parameters } = operationOf(document, { method, path });
        const example = media?.example;
        const needsToken = (operation.security ?? []).length > 0;
        const send: Route['send'] = async (over = {}) => {
          const values: Record<string, string | undefined> = { ...headers, ...over.headers };
          const sent = taken.flatMap(({ name }) => {
            const value = values[name.toLowerCase()];
            return value === undefined ? [] : [[name.toLowerCase(), value] as const];
          });
          const url = path.replaceAll(
            /\{(\w+)\}/g,
            (_whole, name: string) => over.params?.[name] ?? idFor(path, name) ?? '',
          );
          const body = 'body' in over ? over.body : example;
          const query = new URLSearchParams(over.query);
          for (const { name, in: place, required } of parameters) {
            if (place === 'query' && required && !query.has(name)) query.set(name, ids[name] ?? '');
          }
          const type = over.text?.type ?? 'application/json';
          return await api.send(method, `${url}${query.size === 0 ? '' : `?${query.toString()}`}`, {
            ...(body === undefined && over.text === undefined
              ? {}
              : { body: over.text?.content ?? JSON.stringify(body) }),
            headers: { ...Object.fromEntries(sent), ...(body === undefined ? {} : { 'content-type': type }) },
            token: needsToken ? tokenOf(path) : undefined,
          });
        };
        return { name: `${method} ${path}`, method, path, example, send };
      }),
    );
}

// The body of a payment event is its provider's business, and that of a file is the file: both are checked as they came.
const isRaw = ({ path }: Route) =>
  path === '/v1/documents' ||
  path.startsWith('/v1/payment-events') ||
  path.startsWith('/v1/delivery-receipts') ||
  path.endsWith('/evidence-files');

/** Bodies with a member that is missing, ill-typed, too long, empty or unknown. */
export function faultyBodies(document: OpenApiDocument, route: Route): FaultyRequest[] {
  const { body } = operationOf(document, route);
  if (isRaw(route)) return [];
  if (body === undefined) {
    if (route.method === 'GET') return [];
    return [{ what: 'unknown', over: { body: { isAdmin: true } }, place: { pointer: '/isAdmin' } }];
  }
  return faultsOf(document, body.schema, body.example).map(({ what, pointer, value }) => ({
    what,
    over: { body: value },
    place: { pointer },
  }));
}

/** Each header too long, and missing where it is needed. */
export function faultyHeaders(document: OpenApiDocument, route: Route): FaultyRequest[] {
  return operationOf(document, route).headers.flatMap(({ name, required }) =>
    [...(required ? [undefined] : []), 'x'.repeat(600)].map((value) => ({
      what: value === undefined ? 'missing' : 'too long',
      over: { headers: { [name.toLowerCase()]: value } },
      place: { header: name },
    })),
  );
}

/** Parameters of path and query that are ill-formed or too long, and one that no query has. */
export function faultyParameters(document: OpenApiDocument, route: Route): FaultyRequest[] {
  const { parameters } = operationOf(document, route);
  const ofQuery = parameters.filter((parameter) => parameter.in === 'query');
  const ofPath = parameters.filter((parameter) => parameter.in === 'path');
  return [
    ...ofPath.flatMap(({ name, schema }) =>
      ['not%20an!id', 'x'.repeat((schema.maxLength ?? 0) + 1)].map((value) => ({
        what: value.slice(0, 20),
        over: { params: { [name]: value } },
        place: { parameter: name },
      })),
    ),
    ...ofQuery.map(({ name, schema }) => {
      const value = schema.type === 'string' ? 'x'.repeat((schema.maxLength ?? 600) + 1) : 'many';
      return { what: value.slice(0, 20), over: { query: `?${name}=${value}` }, place: { parameter: name } };
    }),
    ...ofQuery
      .slice(0, 1)
      .map(() => ({ what: 'unknown', over: { query: '?isAdmin=true' }, place: { parameter: 'isAdmin' } })),
  ];
}

/** Whether a form refuses what looks like the number of a payment card. */
export function takesNoCardNumbers(
  document: OpenApiDocument,
  { method, path }: Pick<Route, 'method' | 'path'>,
): boolean {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) return false;
  const refusal = withResponses(document, operation).responses['400'];
  return refusal?.description.includes('CARD_NUMBER_REFUSED') === true;
}

/** Bodies that are right but for one text, which is a card number. */
export function withCardNumbers(document: OpenApiDocument, route: Route): { pointer: string; value: unknown }[] {
  const { body } = operationOf(document, route);
  if (body === undefined) return [];
  return stringsWithin(document, body.schema).map(({ name }, index) => {
    const number = ['4242424242424242', '4242 4242 4242 4242', '4242-4242-4242-4242'][index % 3];
    const pointer = name.replaceAll('/items', '/0');
    return { pointer, value: put(route.example, pointer.split('/').slice(1), number) };
  });
}

/** A copy of a value with another one at the end of a path; what is missing on the way there is made. */
function put(value: unknown, [first, ...rest]: readonly string[], leaf: unknown): unknown {
  if (first === undefined) return leaf;
  if (/^\d+$/.test(first)) return [put(undefined, rest, leaf)];
  const whole = (value ?? {}) as Record<string, unknown>;
  return { ...whole, [first]: put(whole[first], rest, leaf) };
}

/** What is wrong with the refusal of a faulty request; nothing where it names the fault in the form of all errors. */
export async function findComplaint(route: Route, { what, over, place }: FaultyRequest): Promise<string | undefined> {
  const { status, headers, body } = await route.send(over);
  const name = `${route.name}, ${what} ${JSON.stringify(place)}`;
  if (status !== 400) return `${name}: answered ${status}`;
  if (!headers.get('content-type')?.includes('application/problem+json')) return `${name}: no problem document`;
  // Whatever is wrong with the signature of an event, its sender is told the same.
  if (isRaw(route) && body.code === 'PAYMENT_EVENT_INVALID') return undefined;
  if (place.header === 'Idempotency-Key' && body.code.startsWith('IDEMPOTENCY_KEY_')) return undefined;
  const named = body.errors?.some((error) =>
    Object.entries(place).every(([kind, value]) => error[kind as keyof Place] === value),
  );
  return named ? undefined : `${name}: ${JSON.stringify(body)}`;
}
