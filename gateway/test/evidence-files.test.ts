import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { aPersonalValidation } from './samples.ts';

const pdf = Buffer.from('%PDF-1.7');
let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startGateway({
    answers: {
      identity: {
        addEvidenceFile: async () => ({ fileId: 'evf_1', digest: Buffer.alloc(32) }),
        getEvidenceFile: async () => ({ mediaType: 'image/jpeg', content: pdf }),
        decidePersonalValidation: async () => ({
          personalValidation: aPersonalValidation({ pendingApprovalId: 'apr_1' }),
        }),
      },
    },
  });
  authorization = `Bearer ${await gateway.tokenFor()}`;
});
afterAll(() => gateway.close());

const upload = (payload: Buffer | undefined, type?: string) =>
  gateway.app.inject({
    method: 'POST',
    url: '/v1/me/evidence-files',
    headers: { authorization, ...(type !== undefined && { 'content-type': type }) },
    ...(payload !== undefined && { payload }),
  });

describe('a file of evidence', () => {
  it('is passed on as it came, with its media type alone', async () => {
    gateway.calls.length = 0;
    expect((await upload(pdf, 'Application/PDF; name="passport.pdf"')).statusCode).toBe(201);
    expect(gateway.calls.map(({ request }) => request)).toEqual([
      { mediaType: 'application/pdf', content: pdf, invitationToken: '' },
    ]);
  });

  it('is taken up to 5 MiB, and as nothing but PDF, JPEG and PNG', async () => {
    const limit = 5 * 1024 * 1024;
    expect((await upload(Buffer.alloc(limit), 'image/png')).statusCode).toBe(201);
    gateway.calls.length = 0;
    const refused = [
      [await upload(Buffer.alloc(limit + 1), 'image/png'), 413, 'BODY_TOO_LARGE'],
      [await upload(pdf, 'text/html'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
      [await upload(Buffer.from('{}'), 'application/json'), 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ] as const;
    for (const [response, status, code] of refused) {
      expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([status, code]);
    }
    expect(gateway.calls).toEqual([]);
  });

  it('that is missing is for the service to refuse, which looks first who may store one', async () => {
    gateway.calls.length = 0;
    await upload(undefined);
    expect(gateway.calls.map(({ request }) => request)).toEqual([
      { mediaType: '', content: Buffer.alloc(0), invitationToken: '' },
    ]);
  });

  it('is downloaded to be saved, never shown or kept', async () => {
    const response = await gateway.app.inject({
      url: '/v1/staff/personal-validations/pvl_1/evidence-files/evf_1',
      headers: { authorization },
    });
    expect(response.rawPayload).toEqual(pdf);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': expect.stringMatching(/^attachment; filename="evf_1\.jpg"/),
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('a decision that another officer must approve', () => {
  it('answers 202 with the approval', async () => {
    const response = await gateway.app.inject({
      method: 'POST',
      url: '/v1/staff/personal-validations/pvl_1/decision',
      headers: { authorization },
      payload: { version: 1, approved: true },
    });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toMatchObject({ state: 'submitted', pendingApprovalId: 'apr_1' });
  });
});
