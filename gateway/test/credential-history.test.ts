import { notFound, unavailable } from '@countersign/errors';
import type { KeyHistoryRecord, ListKeyHistoryResponse } from '@countersign/proto/signer';
import { fakeClock } from '@countersign/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { at } from './samples.ts';

const keys = [{ kty: 'EC', crv: 'P-256', kid: 'k1', x: 'x', y: 'y', alg: 'ES256', use: 'sig', extra: 'kept' }];
const clock = fakeClock();
let gateway: TestGateway;
let authorization: string;
/** What remote-signing answers, page by page. */
let pages: (() => ListKeyHistoryResponse)[] = [];
let isSignerThere = true;

beforeAll(async () => {
  gateway = await startGateway({
    clock,
    answers: {
      remoteSigning: {
        listCredentialHistory: async () => {
          const next = pages.shift();
          if (next === undefined) throw new Error('a page too many was asked for');
          return { history: next() };
        },
        getVerificationKeys: async () => {
          if (!isSignerThere) throw unavailable('SERVICE_UNAVAILABLE', 'down');
          return { jwks: JSON.stringify({ keys }) };
        },
      },
    },
  });
  authorization = `Bearer ${await gateway.tokenFor()}`;
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.calls.length = 0;
});

const aRecord = (seq: bigint): KeyHistoryRecord => ({
  seq,
  at,
  actor: 'usr_1',
  action: 'digests.signed',
  subject: 'crd_1',
  detail: '{"digests":1}',
  prevHash: Buffer.alloc(32, 1),
  hash: Buffer.alloc(32, 2),
});
const signed = { root: 'e30.e30.c2ln', inclusion: '{"seq":3,"path":[]}' };
const download = async () =>
  await gateway.app.inject({ url: '/v1/credentials/crd_1/history/export', headers: { authorization } });
const readKeys = async () => await gateway.app.inject({ url: '/.well-known/signing-keys.json' });

describe('an exported history', () => {
  it('is fetched page by page; its last line is the root of the last page, with the keys to verify it', async () => {
    pages = [
      () => ({ records: [aRecord(1n), aRecord(2n)], hasMore: true, root: 'an.older.root', inclusion: '{}' }),
      () => ({ records: [aRecord(3n)], hasMore: false, ...signed }),
    ];
    const response = await download();
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/x-ndjson');
    const lines = response.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.slice(0, -1).map(({ stream, seq }) => [stream, seq])).toEqual([
      ['crd_1', 1],
      ['crd_1', 2],
      ['crd_1', 3],
    ]);
    expect(lines[0]).toMatchObject({ at: at.toISOString(), detail: { digests: 1 }, hash: '02'.repeat(32) });
    expect(lines.at(-1)).toEqual({ root: signed.root, inclusion: { seq: 3, path: [] }, keys: { keys } });
    const asked = gateway.calls.filter(({ name }) => name === 'remoteSigning.listCredentialHistory');
    expect(asked.map(({ request }) => request)).toEqual([
      { credentialId: 'crd_1', after: 0n, limit: 500 },
      { credentialId: 'crd_1', after: 2n, limit: 500 },
    ]);
  });

  it('has no last line before the first root was signed', async () => {
    pages = [() => ({ records: [aRecord(1n)], hasMore: false, root: '', inclusion: '' })];
    expect((await download()).body.trimEnd().split('\n')).toHaveLength(1);
  });

  it('of a credential that is not there is a refusal, not a file', async () => {
    pages = [
      () => {
        throw notFound('CREDENTIAL_NOT_FOUND', 'no such credential');
      },
    ];
    const response = await download();
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([404, 'CREDENTIAL_NOT_FOUND']);
  });
});

describe('the keys of receipts and roots', () => {
  it('are everybody’s, whole, and are asked of the signer once a minute', async () => {
    isSignerThere = false;
    expect((await readKeys()).statusCode).toBe(503);
    isSignerThere = true;
    gateway.calls.length = 0;
    const answers = [await readKeys(), await readKeys()];
    expect(answers.map((answer) => answer.json<object>())).toEqual([{ keys }, { keys }]);
    expect(answers[0]?.headers['cache-control']).toBe('public, max-age=60');
    const asked = () => gateway.calls.filter(({ name }) => name === 'remoteSigning.getVerificationKeys').length;
    expect(asked()).toBe(1);
    clock.advance(60_000);
    isSignerThere = false;
    expect((await readKeys()).json()).toEqual({ keys });
    expect(asked()).toBe(2);
  });
});
