import { forbidden } from '@countersign/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './gateway.ts';
import { anAuditRecord } from './route-cases/audit.ts';

type Page = Awaited<ReturnType<NonNullable<Answer>>>;
type Answer = NonNullable<NonNullable<Parameters<typeof startGateway>[0]>['answers']>['identity'] extends infer I
  ? I extends { listAccountAudit?: infer M }
    ? M
    : never
  : never;

let gateway: TestGateway;
let authorization: string;
/** What identity answers, page by page. */
let pages: (() => Page)[] = [];

beforeAll(async () => {
  gateway = await startGateway({
    answers: {
      identity: {
        listAccountAudit: async () => {
          const next = pages.shift();
          if (next === undefined) throw new Error('a page too many was asked for');
          return next();
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

const download = (format: string) =>
  gateway.app.inject({ url: `/v1/accounts/acc_1/audit/export?format=${format}`, headers: { authorization } });

describe('an exported audit', () => {
  it('is fetched page by page, each with the token of who asked and a deadline of its own', async () => {
    pages = [
      () => ({ records: [anAuditRecord({ seq: 1n }), anAuditRecord({ seq: 2n })], nextPageToken: 'p2' }),
      () => ({ records: [anAuditRecord({ seq: 3n })], nextPageToken: 'p3' }),
      () => ({ records: [], nextPageToken: '' }),
    ];
    const response = await download('jsonl');
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'private, no-store',
      'content-disposition': expect.stringMatching(/^attachment; filename="audit-acc_1.jsonl"/),
    });
    expect(response.body.endsWith('\n')).toBe(true);
    const lines = response.body.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3]);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      stream: 'acc_1',
      seq: 1,
      at: '2026-11-21T12:00:00.000Z',
      actor: 'usr_1',
      action: 'member.removed',
      subject: 'usr_2',
      detail: { roles: ['auditor'], service: 'enrollment', source: 'acc_1/9' },
      prevHash: '01'.repeat(32),
      hash: '02'.repeat(32),
    });
    expect(gateway.calls.map(({ request }) => (request as { pageToken: string }).pageToken)).toEqual(['', 'p2', 'p3']);
    for (const { context } of gateway.calls) {
      expect(`Bearer ${context?.actorToken}`).toBe(authorization);
      expect(context?.deadlineMs).toBeLessThanOrEqual(Date.now() + 5_000);
    }
  });

  it('is CSV that quotes what needs it and that no spreadsheet runs', async () => {
    const hostile = ['=cmd|x', '+1', '-1', '@sum', '\tx', '\rx', 'a,b', 'say "hi"', 'two\r\nlines', 'plain'];
    pages = [() => ({ records: hostile.map((subject) => anAuditRecord({ subject })), nextPageToken: '' })];
    const response = await download('csv');
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    const [head, first] = response.body.split('\r\n');
    expect(head).toBe('seq,at,service,actor,action,subject,detail,prevHash,hash');
    const detail = '"{""roles"":[""auditor""],""service"":""enrollment"",""source"":""acc_1/9""}"';
    const hashes = `${'01'.repeat(32)},${'02'.repeat(32)}`;
    const start = '17,2026-11-21T12:00:00.000Z,enrollment,usr_1,member.removed';
    expect(first).toBe(`${start},'=cmd|x,${detail},${hashes}`);
    const cells = [
      "'=cmd|x",
      "'+1",
      "'-1",
      "'@sum",
      "'\tx",
      '"\'\rx"',
      '"a,b"',
      '"say ""hi"""',
      '"two\r\nlines"',
      'plain',
    ];
    const rows = cells.map((cell) => `${start},${cell},${detail},${hashes}\r\n`);
    expect(response.body).toBe(`${head}\r\n${rows.join('')}`);
  });

  it('of an account without records is an empty file', async () => {
    pages = [() => ({ records: [], nextPageToken: '' })];
    const response = await download('jsonl');
    expect({ status: response.statusCode, body: response.body }).toEqual({ status: 200, body: '' });
  });

  it('is no file at all when it is refused', async () => {
    pages = [
      () => {
        throw forbidden('ROLE_REQUIRED', 'this needs the role owner or auditor in the account');
      },
    ];
    const response = await download('csv');
    expect({ status: response.statusCode, body: response.json() }).toMatchObject({
      status: 403,
      body: { code: 'ROLE_REQUIRED' },
    });
    expect(response.headers['content-disposition']).toBeUndefined();
    expect(response.headers['content-type']).toMatch('application/problem+json');
  });

  it('breaks off, and does not end as if it were whole, when a later page fails', async () => {
    pages = [
      () => ({ records: [anAuditRecord({ seq: 1n })], nextPageToken: 'p2' }),
      () => {
        throw new Error('gone');
      },
    ];
    const address = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const response = await fetch(`${address}/v1/accounts/acc_1/audit/export`, { headers: { authorization } });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
