import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type JsonSchema, type OpenApiDocument, type Operation, resolve, withResponses } from './fault-generator.ts';
import { startGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let document: OpenApiDocument;
let operations: { name: string; operation: Operation }[];

beforeAll(async () => {
  gateway = await startGateway({ config: { publicUrl: 'https://api.example.com' } });
  document = (await gateway.app.inject('/openapi.json')).json();
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method} ${path}`,
      operation: withResponses(document, operation),
    })),
  );
});
afterAll(() => gateway.close());

/** Media type and schema of an operation's errors: what applications ask has the form of its own specification. */
const formOf = (name: string): [type: string, schema: object] => {
  const named = (schema: string) => ({ $ref: `#/components/schemas/${schema}` });
  if (name.endsWith('/oauth2/authorize')) return ['text/html', { title: 'ProblemPage' }];
  if (/ (\/csc\/v1)?\/oauth2\//.test(name)) return ['application/json', named('OAuthError')];
  if (/ \/csc\//.test(name)) return ['application/json', named('CscError')];
  return ['application/problem+json', named('Problem')];
};

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(document as never);
    expect(errors).toBeUndefined();
    expect({ valid, version: validator.version, openapi: document.openapi }).toEqual({
      valid: true,
      version: '3.1',
      openapi: '3.1.0',
    });
    expect(document).toMatchObject({ servers: [{ url: 'https://api.example.com' }] });
  });

  it('gives every operation its own id, a summary, a tag and the promise that it keeps', () => {
    expect(operations.length).toBeGreaterThan(45);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const lacking = operations.filter(
      ({ operation: { operationId, summary, description, tags } }) =>
        !operationId ||
        !summary ||
        tags?.length !== 1 ||
        !/^(E\d+b?|R\d+b?)(, (E\d+b?|R\d+b?))*: /.test(description ?? ''),
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  it('documents the problems of every operation', () => {
    for (const { name, operation } of operations) {
      const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect({ name, statuses: problems.map(([status]) => status) }).toEqual({
        name,
        statuses: expect.arrayContaining(['429', '500', '503']),
      });
      for (const [, { content, description }] of problems) {
        const [type, schema] = formOf(name);
        expect(content?.[type]?.schema).toMatchObject(schema);
        expect(description).toMatch(/`[A-Z_]+`/);
      }
      expect(operation.responses).toMatchObject(operation.security?.length ? { 401: {} } : {});
      expect(operation.responses).toMatchObject(operation.requestBody ? { 400: {}, 413: {}, 415: {} } : {});
    }
  });

  it('describes every field and every answer, and gives requests an example', () => {
    const lacking: string[] = [];
    const visit = (name: string, unresolved: JsonSchema, isRequest: boolean) => {
      const schema = resolve(document, unresolved);
      for (const [member, inner] of Object.entries(schema.properties ?? {})) {
        const field = resolve(document, inner);
        const isNamed = inner.$ref !== undefined;
        if (!isNamed && field.type !== 'object' && field.description === undefined) lacking.push(`${name}/${member}`);
        if (isRequest && field.type !== 'object' && field.examples === undefined)
          lacking.push(`${name}/${member} example`);
        visit(`${name}/${member}`, inner, isRequest);
      }
      if (schema.items !== undefined) visit(`${name}[]`, schema.items, isRequest);
      // A map says what its members are instead of naming them.
      const isMap = typeof schema.additionalProperties === 'object';
      if (schema.type === 'object' && !isMap && schema.additionalProperties !== false) {
        lacking.push(`${name} is not closed`);
      }
    };
    for (const { name, operation } of operations) {
      for (const parameter of operation.parameters ?? []) {
        if (!parameter.description) lacking.push(`${name} ${parameter.name}`);
      }
      const body = operation.requestBody?.content['application/json'];
      const isRaw = name.includes('/payment-events/');
      if (body !== undefined && !isRaw) {
        visit(name, body.schema, true);
        if (body.example === undefined) lacking.push(`${name} has no example`);
      }
      for (const [status, { content, description }] of Object.entries(operation.responses)) {
        if (!description || description === 'Default Response') lacking.push(`${name} ${status}`);
        const schema = content?.['application/json']?.schema;
        if (schema !== undefined && !name.includes('jwks')) visit(`${name} ${status}`, schema, false);
      }
    }
    expect(lacking).toEqual([]);
  });

  it('names resources once, so that clients get one type for each', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Cart', 'Order', 'Money', 'LoginFlow', 'Tokens', 'Credential', 'Problem']),
    );
  });

  it('writes headers as people do', () => {
    const names = operations
      .flatMap(({ operation }) => operation.parameters ?? [])
      .filter((one) => one.in === 'header');
    expect(new Set(names.map(({ name }) => name))).toEqual(
      new Set([
        'Cart-Secret',
        'DPoP',
        'Device-Token',
        'Order-Secret',
        'Recovery-Flow-Secret',
        'Idempotency-Key',
        'If-Match',
        'Invitation-Token',
        'Login-Flow-Secret',
        'Sandbox-Signature',
        'Stripe-Signature',
        'X-Twilio-Signature',
      ]),
    );
  });
});

describe('the reference page', () => {
  it('loads, with everything it refers to, from the gateway only', async () => {
    const page = await gateway.app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    const references = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(references.length).toBeGreaterThan(4);
    for (const reference of references) {
      const url = new URL(reference, 'http://localhost/docs/');
      expect(url.host).toBe('localhost');
      // oxlint-disable-next-line no-await-in-loop
      expect((await gateway.app.inject(url.pathname)).statusCode).toBe(200);
    }
    const starter = await gateway.app.inject('/docs/static/swagger-initializer.js');
    const withoutComments = starter.body.replaceAll(/^\s*\/\/.*$/gm, '');
    expect(withoutComments).not.toMatch(/https?:\/\//);
    expect(starter.body).toContain('"validatorUrl":null');
  });

  it('may load and call nothing else: its policy says so', async () => {
    const policy = String((await gateway.app.inject('/docs/')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|upgrade-insecure-requests|unsafe-eval/);
  });
});
