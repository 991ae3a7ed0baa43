import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Contract, findBreaks } from './compatibility.ts';
import { readLastRelease, shapeOf } from './releases.ts';

const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
const contract = JSON.parse(text) as Contract;

/** Anything within a document. */
type Node = Record<string, unknown>;

/** The document with something changed in it. */
function changed(change: (at: (...way: string[]) => Node) => void): Contract {
  const copy = JSON.parse(text) as Contract;
  const at = (...way: string[]) => {
    let node = copy as unknown as Node;
    for (const step of way) node = node[step] as Node;
    if (typeof node !== 'object') throw new Error(`${way.join(' ')} leads nowhere`);
    return node;
  };
  change(at);
  return copy;
}

const carts = ['paths', '/v1/carts', 'post'];
const cartBody = [...carts, 'requestBody', 'content', 'application/json', 'schema'];
const schema = (name: string) => ['components', 'schemas', name];

/** What breaks a client, and what is told of it. */
const breaking: readonly [what: string, change: (at: (...way: string[]) => Node) => void, told: string][] = [
  ['a route is gone', (at) => delete at('paths')['/v1/carts/{cartId}'], 'GET /v1/carts/{cartId} is gone'],
  ['a method is gone', (at) => delete at('paths', '/v1/orders')['get'], 'GET /v1/orders is gone'],
  [
    'a parameter is gone',
    (at) => ((at('paths', '/v1/orders', 'get')['parameters'] as unknown[]).length = 0),
    'GET /v1/orders query status is gone',
  ],
  [
    'a parameter is needed',
    (at) => (at('paths', '/v1/orders', 'get', 'parameters', '0')['required'] = true),
    'GET /v1/orders query status is needed now',
  ],
  [
    'a header is needed that was not there',
    (at) => (at(...carts)['parameters'] = [{ name: 'Idempotency-Key', in: 'header', required: true, schema: {} }]),
    'POST /v1/carts header Idempotency-Key is needed now',
  ],
  [
    'a word of a parameter is gone',
    (at) => (at('paths', '/v1/orders', 'get', 'parameters', '0', 'schema')['enum'] as string[]).shift(),
    'GET /v1/orders query status has no draft any more',
  ],
  [
    'a field of a request is gone',
    (at) => delete at(...cartBody, 'properties')['currency'],
    'POST /v1/carts body/currency is gone',
  ],
  [
    'a new field of a request is needed',
    (at) => {
      at(...cartBody, 'properties')['shop'] = { type: 'string' };
      at(...cartBody)['required'] = ['shop'];
    },
    'POST /v1/carts body/shop is needed now',
  ],
  [
    'a text may be shorter only',
    (at) => (at(...schema('Contact'), 'properties', 'givenName')['maxLength'] = 10),
    'purchaser/givenName takes less: maxLength',
  ],
  [
    'a text must look otherwise',
    (at) => (at(...schema('Contact'), 'properties', 'email')['pattern'] = '^.+@example[.]com$'),
    'purchaser/email has another pattern',
  ],
  ['a field of an answer is gone', (at) => delete at(...schema('Order'), 'properties')['number'], '/number is gone'],
  [
    'a field of an answer may be absent',
    (at) => (at(...schema('Order'))['required'] = ['id']),
    '/number may be absent now',
  ],
  [
    'a field of an answer has another type',
    (at) => (at(...schema('Money'), 'properties', 'amount')['type'] = 'string'),
    '/amount is string, not integer',
  ],
  [
    'a word of an answer is gone',
    (at) => (at(...schema('Order'), 'properties', 'status')['enum'] as string[]).pop(),
    '/status has no review_needed any more',
  ],
  [
    'an answer has another status',
    (at) => {
      const responses = at(...carts, 'responses');
      responses['200'] = responses['201'];
      delete responses['201'];
    },
    'POST /v1/carts 201 is gone',
  ],
  [
    'a file comes in one form less',
    (at) =>
      delete at('paths', '/v1/certificates/{certificateId}/file', 'get', 'responses', '200', 'content')[
        'application/pkix-cert'
      ],
    '200 application/pkix-cert is gone',
  ],
  [
    'what was open needs a token',
    (at) => (at(...carts)['security'] = [{ accessToken: [] }]),
    'POST /v1/carts needs a token now',
  ],
];

describe('a change of the REST API', () => {
  it.each(breaking)('breaks clients when %s', (_what, change, told) => {
    const faults = findBreaks(contract, changed(change));
    expect(faults).toEqual(expect.arrayContaining([expect.stringContaining(told)]));
  });

  it('breaks nobody when something is added, or less is asked for', () => {
    const next = changed((at) => {
      at('paths')['/v1/news'] = { get: { responses: {} } };
      at(...cartBody, 'properties')['note'] = { type: 'string' };
      at(...schema('Order'), 'properties')['note'] = { type: 'string' };
      (at(...schema('Order'), 'properties', 'status')['enum'] as string[]).push('on_hold');
      at(...schema('Contact'), 'properties', 'givenName')['maxLength'] = 100;
      (at(...schema('Contact'))['required'] as string[]).shift();
      at('paths', '/v1/orders', 'get')['description'] = 'Otherwise said.';
      at(...carts, 'responses')['409'] = { description: 'Another refusal.' };
    });
    // A request may leave out more, an answer may not: contacts are in both.
    expect(findBreaks(contract, next)).toEqual([expect.stringContaining('/givenName may be absent now')]);
    expect(findBreaks(contract, contract)).toEqual([]);
  });

  it('breaks no client of the last release, whose contract is known in full', () => {
    const last = readLastRelease('999.0.0');
    expect(Object.keys(last.contract.paths).length).toBeGreaterThan(150);
    expect(findBreaks(last.contract, contract)).toEqual([]);
  });
});

it('a release keeps what clients rely on, and no words', () => {
  const shape = shapeOf(contract) as Contract;
  expect(JSON.stringify(shape).length).toBeLessThan(text.length / 2);
  expect(findBreaks(contract, shape)).toEqual([]);
  expect(findBreaks(shape, contract)).toEqual([]);
  expect(shape.paths['/v1/orders']?.['get']).not.toHaveProperty('description');
  // A member that is called like a word stays.
  expect(shape.components?.schemas?.['Product']?.properties).toHaveProperty('summary');
});
