import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditRecord, appendAudit, createAuditTable, listAudit, verifyExportedAudit } from '../src/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let records: AuditRecord[];
let lines: string[];
let heads: string[];

const toLine = ({ prevHash, hash, ...record }: AuditRecord) =>
  JSON.stringify({ ...record, prevHash: prevHash.toString('hex'), hash: hash.toString('hex') });

beforeAll(async () => {
  database = await testDatabase({ migrate: createAuditTable });
  await database.db.transaction().execute(async (trx) => {
    for (const stream of ['acc_1', 'acc_2']) {
      for (const subject of ['usr_1', 'usr_2', 'usr_3', 'usr_4']) {
        const at = new Date('2026-03-01T12:00:00.123Z');
        const detail = { service: 'enrollment', roles: ['owner'], text: 'ä\u{1f600}', n: 0.1 };
        // oxlint-disable-next-line no-await-in-loop
        await appendAudit(trx, { stream, actor: 'usr_9', action: 'member.joined', subject, detail, at });
      }
    }
  });
  records = await listAudit(database.db, 'acc_1', { after: 0, limit: 10 });
  lines = records.map(toLine);
  heads = records.map(({ hash }) => hash.toString('hex'));
});
afterAll(() => database.destroy());

const faultOf = async (changed: readonly string[], head?: string) =>
  (await verifyExportedAudit(changed, head === undefined ? {} : { head })).fault;

describe('an exported audit', () => {
  it('is whole as it was exported, alone and against each head that it has had', async () => {
    expect(await verifyExportedAudit(lines)).toEqual({ ok: true, records: 4, head: heads[3] });
    expect(await verifyExportedAudit([...lines, ''], { head: heads[3]?.toUpperCase() ?? '' })).toMatchObject({
      ok: true,
    });
    expect(await verifyExportedAudit(lines, { head: heads[1] ?? '' })).toMatchObject({ ok: true, records: 4 });
    expect(await verifyExportedAudit(lines, { head: '0'.repeat(64) })).toMatchObject({ ok: true });
    expect(await verifyExportedAudit([])).toEqual({ ok: true, records: 0, head: '0'.repeat(64) });
  });

  it.each([0, 1, 2])('is found broken when line %i is missing', async (index) => {
    expect(await faultOf(lines.toSpliced(index, 1))).toBe(
      `record ${index + 1} is missing: record ${index + 2} stands in its place`,
    );
  });

  it('is found cut at its end, but only by a head that was kept', async () => {
    expect(await faultOf(lines.slice(0, 3))).toBeUndefined();
    expect(await verifyExportedAudit(lines.slice(0, 3), { head: heads[3] ?? '' })).toEqual({
      ok: false,
      records: 3,
      head: heads[2],
      fault: 'the head is not among the records: the end after record 3 is missing',
    });
  });

  it.each([
    ['actor', { actor: 'usr_8' }],
    ['action', { action: 'member.removed' }],
    ['subject', { subject: 'usr_8' }],
    ['detail', { detail: { service: 'order' } }],
    ['time', { at: new Date('2026-03-01T12:00:00.124Z') }],
    ['hash', { hash: Buffer.alloc(32, 7) }],
  ])('is found broken where the %s of a record was changed', async (_name, change) => {
    const [, second] = records;
    if (second === undefined) throw new Error('there is no second record');
    expect(await faultOf(lines.with(1, toLine({ ...second, ...change })))).toBe('record 2 is not as it was written');
  });

  it('is found broken where lines were swapped, doubled, or come from another chain', async () => {
    const other = await listAudit(database.db, 'acc_2', { after: 0, limit: 10 });
    const [first = '', second = '', ...rest] = lines;
    expect(await faultOf([second, first, ...rest])).toMatch(/^record 1 is missing/);
    expect(await faultOf([first, first, second, ...rest])).toMatch(/^record 2 is missing/);
    expect(await faultOf(lines.with(1, other.map(toLine)[1] ?? ''))).toBe('record 2 belongs to another chain');
    const moved = other.map(({ seq, ...record }) => toLine({ ...record, seq, stream: 'acc_1' }));
    expect(await faultOf(lines.with(1, moved[1] ?? ''))).toBe('record 2 does not follow the one before it');
  });

  it('is found broken at a line that is no record', async () => {
    const [, second] = records;
    for (const line of ['{', 'null', '[]', '{"seq":2}', toLine({ ...second, seq: '2' } as unknown as AuditRecord)]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await faultOf(lines.with(1, line))).toBe('record 2 is not a record');
    }
  });
});
