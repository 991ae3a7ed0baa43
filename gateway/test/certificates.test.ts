import { invalid } from '@countersign/errors';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { aCertificateRequest } from './account-samples.ts';
import { startGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let bearer: string;
let refusal: Error | undefined;
let privateKey = '';

beforeAll(async () => {
  gateway = await startGateway({
    answers: {
      enrollment: {
        createIssuanceRequest: async ({ validateOnly }) => {
          if (refusal !== undefined) throw refusal;
          return { request: aCertificateRequest(validateOnly ? { id: '' } : {}), privateKey };
        },
        listClaims: async () => ({ claims: [] }),
        getCertificateFile: async () => ({
          content: Buffer.from([0x30, 0x82, 0x00, 0xff]),
          mediaType: 'application/pkix-cert',
          fileName: 'wildcard.example.com.cer',
        }),
      },
    },
  });
  bearer = `Bearer ${await gateway.tokenFor()}`;
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.length = 0;
  refusal = undefined;
  privateKey = '';
});

const ask = (payload: object, url = '/v1/certificate-requests') =>
  gateway.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization: bearer, 'idempotency-key': 'attempt-1' },
  });

it('a request that is only checked has no id and no place', async () => {
  const response = await ask({ licenceId: 'lic_1', signingRequest: 'PEM', validateOnly: true });
  expect(response.statusCode).toBe(200);
  expect(response.headers['location']).toBeUndefined();
  const { request } = response.json<{ request: object }>();
  expect(request).toMatchObject({ state: 'validating', validity: { days: 199 } });
  expect(request).not.toHaveProperty('id');
  expect(gateway.calls[0]?.request).toMatchObject({ validateOnly: true, licenceId: 'lic_1' });
});

it('a request that was made has a place, and shows a private key only where the server made one', async () => {
  const without = await ask({ licenceId: 'lic_1', signingRequest: 'PEM' });
  expect(without.statusCode).toBe(201);
  expect(without.headers['location']).toBe('/v1/certificate-requests/crq_1');
  expect(without.json()).not.toHaveProperty('privateKey');
  privateKey = '-----BEGIN ENCRYPTED PRIVATE KEY-----';
  const made = await ask({ licenceId: 'lic_1', keyPassphrase: 'correct horse battery staple' });
  expect(made.json()).toMatchObject({ privateKey });
  expect(made.headers['cache-control']).toBe('no-store');
});

it('every member of a wish reaches the service, and what is left out takes its default', async () => {
  const organisation = {
    name: 'Sample Works Ltd',
    locality: 'Springfield',
    country: 'US',
    registrationNumber: '123',
    jurisdictionCountry: 'US',
    businessCategory: 'Private Organization',
  };
  const wish = { signingRequest: 'PEM', organisation, notify: ['operations@example.com'] };
  await ask({ ...wish, names: ['www.example.com'], keyCompromised: true }, '/v1/certificates/cer_1/reissues');
  expect(gateway.calls[0]?.request).toEqual({
    accountId: 'acc_1',
    licenceId: '',
    productCode: '',
    signingRequest: 'PEM',
    names: ['www.example.com'],
    organisation: { ...organisation, state: '', jurisdictionState: '' },
    validateOnly: false,
    idempotencyKey: 'attempt-1',
    kind: 'reissue',
    certificateId: 'cer_1',
    keyPassphrase: '',
    keyCompromised: true,
    notify: ['operations@example.com'],
  });
});

it('a renewal takes no names: they are those of the certificate', async () => {
  const response = await ask({ names: ['www.example.com'] }, '/v1/certificates/cer_1/renewals');
  expect(response.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/names' }] });
  expect(gateway.calls).toEqual([]);
});

it('a name at fault is pointed to in the body that the client sent', async () => {
  const fields = [{ pointer: '/names/1', detail: 'must be below a public suffix' }];
  refusal = invalid('SERVER_NAME_INVALID', 'the names cannot stand in a server certificate', { fields });
  const response = await ask({ licenceId: 'lic_1', signingRequest: 'PEM', names: ['www.example.com', 'com'] });
  expect(response.json()).toMatchObject({ status: 400, code: 'SERVER_NAME_INVALID', errors: fields });
});

it('a certificate is a download, in the format that was asked for and else as PEM', async () => {
  const headers = { authorization: bearer };
  const response = await gateway.app.inject({ url: '/v1/certificates/cer_1/file?format=der', headers });
  expect(response.headers).toMatchObject({
    'content-type': 'application/pkix-cert',
    'content-disposition': expect.stringContaining('attachment; filename="wildcard.example.com.cer"'),
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  expect(response.rawPayload).toEqual(Buffer.from([0x30, 0x82, 0x00, 0xff]));
  await gateway.app.inject({ url: '/v1/certificates/cer_1/file', headers });
  expect(gateway.calls.map(({ request }) => request)).toEqual([
    expect.objectContaining({ format: 'der' }),
    expect.objectContaining({ format: 'pem' }),
  ]);
  const unknown = await gateway.app.inject({ url: '/v1/certificates/cer_1/file?format=jks', headers });
  expect(unknown.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ parameter: 'format' }] });
});

it.each([
  ['/v1/certificates?expiresBefore=2027-02-30', 'expiresBefore'],
  ['/v1/certificates?limit=101', 'limit'],
  ['/v1/certificates?state=lost', 'state'],
  ['/v1/certificate-requests?state=unspecified', 'state'],
  ['/v1/inventory/licences?state=unspecified', 'state'],
  ['/v1/inventory/entries?limit=0', 'limit'],
  ['/v1/staff/certificate-requests?accountId=acc_2', 'accountId'],
  ['/v1/certificates/cer%201', 'certificateId'],
])('%s is refused by the name of its parameter', async (url, parameter) => {
  const response = await gateway.app.inject({ url, headers: { authorization: bearer } });
  expect(response.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID', errors: [{ parameter }] });
  expect(gateway.calls).toEqual([]);
});

it('a token without an account reaches claims, and nothing of an account', async () => {
  const headers = { authorization: `Bearer ${await gateway.tokenFor({ account: undefined } as never)}` };
  const paths = ['/v1/account', '/v1/account/members', '/v1/inventory/proof', '/v1/certificates/cer_1'];
  for (const url of paths) {
    // oxlint-disable-next-line no-await-in-loop
    const response = await gateway.app.inject({ url, headers });
    expect({ url, ...response.json<object>() }).toMatchObject({ url, status: 404, code: 'ACCOUNT_NOT_FOUND' });
  }
  expect(gateway.calls).toEqual([]);
  const claims = await gateway.app.inject({ url: '/v1/me/claims', headers });
  expect({ status: claims.statusCode, ...claims.json<object>() }).toEqual({ status: 200, items: [] });
});
