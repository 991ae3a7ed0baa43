import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';

const document = '{"name":"Example Trust","address":"http://localhost:8080"}';
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({
    answers: {
      secondFactor: { describeSoftTokenService: async () => ({ document, signature: Buffer.alloc(64, 0xfb) }) },
    },
  });
});
afterAll(() => gateway.close());

it('the description of the service is handed on byte for byte, for everybody to keep', async () => {
  const answer = await gateway.app.inject('/.well-known/soft-token');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('public, max-age=300');
  expect(answer.json()).toEqual({ document, signature: Buffer.alloc(64, 0xfb).toString('base64url') });
});

it.each([
  ['shareP', { version: 1, shareP: Buffer.alloc(64, 4).toString('base64url') }],
  ['shareP', { version: 1, shareP: Buffer.alloc(65, 0xfb).toString('base64') }],
  ['activationToken', { version: 1, activationToken: 'AAAA', shareP: Buffer.alloc(65).toString('base64url') }],
])('a first message whose %s has another form reaches nobody', async (field, body) => {
  gateway.calls.length = 0;
  const answer = await gateway.app.inject({
    method: 'POST',
    url: '/v1/soft-token-activations/6935019387/start',
    payload: body,
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({
    code: 'REQUEST_INVALID',
    errors: expect.arrayContaining([expect.objectContaining({ pointer: `/${field}` })]),
  });
  expect(gateway.calls).toEqual([]);
});
