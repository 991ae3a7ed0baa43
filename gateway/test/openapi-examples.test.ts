import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  type Document,
  type Media,
  nameOf,
  type Operation,
  operationsOf,
  type Response,
  type Schema,
} from '../src/openapi/document.ts';
import { startGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let document: Document;
let operations: { name: string; operation: Operation }[];
let check: (schema: Schema, value: unknown) => string | undefined;

/** Something with an example: where it is, what it must be, and what it shows. */
interface Shown {
  where: string;
  schema: Schema;
  values: unknown[];
}

beforeAll(async () => {
  gateway = await startGateway();
  document = (await gateway.app.inject('/openapi.json')).json();
  operations = operationsOf(document).map(({ path, method, operation }) => ({ name: `${method} ${path}`, operation }));
  const ajv = new Ajv2020({ strict: false, allErrors: true, inlineRefs: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addFormat('iso-day-or-moment', true);
  ajv.addSchema(document, 'openapi');
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();
  check = (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
    const validate = validators.get(text) ?? ajv.compile(JSON.parse(text) as Schema);
    validators.set(text, validate);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}, 60_000);
afterAll(() => gateway.close());

const responsesOf = ({ responses }: Operation): [status: string, response: Response][] =>
  Object.entries(responses).map(([status, response]) => [
    status,
    '$ref' in response ? (document.components?.responses?.[nameOf(response.$ref)] ?? {}) : response,
  ]);

function shownIn(where: string, { schema = {}, example, examples = {} }: Media): Shown {
  const named = Object.values(examples).map((each) =>
    '$ref' in each ? document.components?.examples?.[nameOf(each.$ref)] : each,
  );
  const values = named.map((each) => each?.value);
  return { where, schema, values: example === undefined ? values : [example, ...values] };
}

/** All that can be sent or answered. */
function allShown(): Shown[] {
  return operations.flatMap(({ name, operation }) => [
    ...(operation.parameters ?? []).map((parameter) => shownIn(`${name} ${parameter.name}`, parameter as Media)),
    ...Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => shownIn(`${name} ${type}`, media)),
    ...responsesOf(operation).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => shownIn(`${name} ${status} ${type}`, media)),
    ),
  ]);
}

describe('the examples of the OpenAPI document', () => {
  it('are there for every parameter, every body, every answer and every problem', () => {
    const lacking = allShown().filter(({ values }) => values.length === 0 || values.includes(undefined));
    expect(lacking.map(({ where }) => where)).toEqual([]);
  });

  it('are what their schemas allow', () => {
    const wrong = allShown().flatMap(({ where, schema, values }) =>
      values.flatMap((value) => check(schema, value) ?? []).map((fault) => `${where}: ${fault}`),
    );
    expect(wrong).toEqual([]);
  });

  it('name things by ids with the prefix of their kind, everywhere the same', () => {
    const prefixes = new Map<string, Set<string>>();
    const visit = (value: unknown, name: string): void => {
      if (typeof value === 'string') {
        const [, prefix] = /^([a-z]{2,4})_01[0-9A-Z]{24}$/.exec(value) ?? [];
        if (prefix !== undefined && name.endsWith('Id'))
          prefixes.set(name, (prefixes.get(name) ?? new Set()).add(prefix));
      } else if (typeof value === 'object' && value !== null) {
        for (const [member, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? name : member);
      }
    };
    for (const { values } of allShown()) for (const value of values) visit(value, '');
    for (const { operation } of operations) {
      for (const { name, example } of operation.parameters ?? []) visit(example, name);
    }
    expect(prefixes.size).toBeGreaterThan(25);
    const mixed = [...prefixes].filter(([, found]) => found.size > 1);
    // Documents of an order are invoices; a flow recovers or logs in; people are invited into accounts, or as signers.
    expect(Object.fromEntries(mixed)).toEqual({
      documentId: new Set(['doc', 'inv']),
      flowId: new Set(['lfl', 'rcv']),
      invitationId: new Set(['inv', 'ivt']),
    });
    expect(Object.fromEntries([...prefixes].map(([name, found]) => [name, ...found]))).toMatchObject({
      orderId: 'ord',
      cartId: 'crt',
      credentialId: 'crd',
      signatureId: 'sig',
      accountId: 'acc',
      userId: 'usr',
    });
  });

  it('tell of nothing that ends before it begins, or adds up to something else', () => {
    const faults: string[] = [];
    const begin = [
      'createdAt',
      'requestedAt',
      'submittedAt',
      'notBefore',
      'issuedAt',
      'issueAt',
      'termStart',
      'grantedAt',
    ];
    const end = ['expiresAt', 'notAfter', 'endsAt', 'termEnd', 'paidUntil', 'validUntil', 'decidedAt', 'idleUntil'];
    const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
    const visit = (value: unknown, where: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const members = value as Readonly<Record<string, unknown>>;
      for (const from of begin) {
        for (const to of end) {
          if (text(members[from], '') > text(members[to], '9')) faults.push(`${where}: ${to} before ${from}`);
        }
      }
      const amount = (name: string) => (members[name] as { amount: number } | undefined)?.amount ?? 0;
      if ('netDueNow' in members && amount('netDueNow') + amount('taxDueNow') !== amount('dueNow')) {
        faults.push(`${where}: net and tax are not what is due`);
      }
      for (const [name, inner] of Object.entries(members)) visit(inner, `${where}/${name}`);
    };
    for (const { where, values } of allShown()) for (const value of values) visit(value, where);
    expect(faults).toEqual([]);
    const shown = (name: string) => document.components?.examples?.[name]?.value;
    expect(shown('Certificate')).toMatchObject({ state: 'valid', notBefore: '2026-11-21T11:45:00.000Z' });
    expect(shown('Certificate')).not.toHaveProperty('revokedAt');
    expect(shown('Order')).toMatchObject({ status: 'completed', payment: { status: 'captured' } });
    expect(shown('Order')).not.toHaveProperty('payment.declineCode');
  });

  it('name nobody but invented people and places', () => {
    const texts = JSON.stringify(allShown().map(({ values }) => values));
    const hosts = [...texts.matchAll(/[\w.+-]+@([\w.-]+)|https?:\/\/([\w.-]+)/g)].map(
      ([, mail, host]) => mail ?? host ?? '',
    );
    expect(hosts.length).toBeGreaterThan(20);
    const known = /(^|\.)example\.(com|org|net)$|^localhost$|^www\.w3\.org$|^cloudsignatureconsortium\.org$/;
    expect([...new Set(hosts)].filter((host) => !known.test(host))).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  it('is written once, is not larger than a megabyte, and is answered at once', async () => {
    const first = await gateway.app.inject('/openapi.json');
    const begun = performance.now();
    const second = await gateway.app.inject('/openapi.json');
    expect(performance.now() - begun).toBeLessThan(500);
    expect(second.body).toBe(first.body);
    expect(Buffer.byteLength(second.body)).toBeLessThan(1_000_000);
  });

  it('documents the key of every request that must not happen twice, and every way to prove who asks', () => {
    const schemes = new Set<string>();
    for (const { operation } of operations) {
      const { security = [] } = operation as { security?: Record<string, unknown>[] };
      for (const scheme of security.flatMap(Object.keys)) schemes.add(scheme);
    }
    const documented = (document.components as { securitySchemes: Record<string, { description?: string }> })
      .securitySchemes;
    expect([...schemes].filter((scheme) => documented[scheme]?.description === undefined)).toEqual([]);
    const keys = operations.flatMap(({ operation }) =>
      (operation.parameters ?? []).filter(({ name }) => name === 'Idempotency-Key'),
    );
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys) expect(key).toMatchObject({ in: 'header', required: true, example: expect.any(String) });
  });
});
