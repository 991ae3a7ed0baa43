import { randomUUID } from 'node:crypto';
import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import {
  type AuditEntry,
  type AuditTransaction,
  appendAudit,
  createAuditTable,
  listAudit,
  verifyAudit,
} from '../src/index.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase({ migrate: createAuditTable });
});
afterAll(() => database.destroy());

const anEntry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  stream: randomUUID(),
  actor: 'usr_1',
  action: 'factor.enrolled',
  subject: 'fac_1',
  detail: { challenge_id: 'chl_1', attempts: 2, nested: { b: [1, null], a: true } },
  at: new Date('2026-03-01T12:00:00.123Z'),
  ...over,
});

async function append(over: Partial<AuditEntry> = {}) {
  return await database.db.transaction().execute((trx) => appendAudit(trx, anEntry(over)));
}

/** A stream of five records. */
async function aStream(): Promise<string> {
  const stream = randomUUID();
  for (const subject of ['fac_1', 'fac_2', 'fac_3', 'fac_4', 'fac_5']) await append({ stream, subject });
  return stream;
}

describe('an audit stream', () => {
  it('keeps what was appended, in order, each record holding the hash of the one before', async () => {
    const stream = randomUUID();
    const first = await append({ stream });
    const second = await append({ stream, action: 'factor.removed' });
    expect(first).toMatchObject({ ...anEntry({ stream }), seq: 1, prevHash: Buffer.alloc(32) });
    expect(second).toMatchObject({ seq: 2, prevHash: first.hash });
    expect(await listAudit(database.db, stream, { after: 0, limit: 10 })).toEqual([first, second]);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: true });
  });

  it('is read page by page', async () => {
    const stream = await aStream();
    const page = await listAudit(database.db, stream, { after: 2, limit: 2 });
    expect(page.map((record) => record.seq)).toEqual([3, 4]);
    expect(await listAudit(database.db, stream, { after: 5, limit: 2 })).toEqual([]);
  });

  it('stays unbroken under 40 parallel appends, and other streams are not touched', async () => {
    const [stream, other] = [randomUUID(), randomUUID()];
    await Promise.all(Array.from({ length: 40 }, (_, n) => append({ stream: n % 4 === 0 ? other : stream })));
    const records = await listAudit(database.db, stream, { after: 0, limit: 100 });
    expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: true });
    expect(await verifyAudit(database.db, other)).toEqual({ ok: true });
  });

  it('has neither record nor gap after a rollback', async () => {
    const stream = await aStream();
    const work = database.db.transaction().execute(async (trx) => {
      await appendAudit(trx, anEntry({ stream }));
      throw new Error('the work failed');
    });
    await expect(work).rejects.toThrow('the work failed');
    expect(await append({ stream })).toMatchObject({ seq: 6 });
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: true });
  });

  it('is not appended to outside of a transaction', async () => {
    const notATransaction = database.db as unknown as AuditTransaction;
    await expect(appendAudit(notATransaction, anEntry())).rejects.toThrow('inside a transaction');
  });

  it('verifies whatever JSON the detail holds', async () => {
    // PostgreSQL's jsonb holds all JSON but NUL characters and half surrogates.
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 2 }, text, fc.double(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    }));
    const stream = randomUUID();
    await fc.assert(
      fc.asyncProperty(json.object, async (detail) => {
        await append({ stream, detail: detail as AuditEntry['detail'] });
      }),
      { numRuns: 60 },
    );
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: true });
  });

  it('of more than one page is verified to its end', async () => {
    const stream = randomUUID();
    await database.db.transaction().execute(async (trx) => {
      for (let n = 0; n < 1001; n += 1) await appendAudit(trx, anEntry({ stream }));
    });
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: true });
    await sql`UPDATE audit_records SET actor = 'usr_2' WHERE stream = ${stream} AND seq = 1001`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 1001 });
  });

  it('that nothing was written to is whole', async () => {
    expect(await verifyAudit(database.db, randomUUID())).toEqual({ ok: true });
  });
});

describe('an audit stream that was tampered with', () => {
  it.each([
    ['actor', sql`actor = 'usr_2'`],
    ['action', sql`action = 'factor.removed'`],
    ['subject', sql`subject = 'fac_9'`],
    ['detail', sql`detail = jsonb_set(detail, '{attempts}', '3')`],
    ['time', sql`at = at + interval '1 millisecond'`],
    ['hash', sql`hash = decode(repeat('ab', 32), 'hex')`],
    ['previous hash', sql`prev_hash = decode(repeat('ab', 32), 'hex')`],
  ])('by changing the %s of a record is found broken there', async (_name, change) => {
    const stream = await aStream();
    await sql`UPDATE audit_records SET ${change} WHERE stream = ${stream} AND seq = 3`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 3 });
  });

  it.each([1, 3, 5])('by removing record %i is found broken there', async (seq) => {
    const stream = await aStream();
    await sql`DELETE FROM audit_records WHERE stream = ${stream} AND seq = ${seq}`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: seq });
  });

  it('by removing a record and closing the gap is found broken there', async () => {
    const stream = await aStream();
    await sql`DELETE FROM audit_records WHERE stream = ${stream} AND seq = 3`.execute(database.db);
    await sql`UPDATE audit_records SET seq = 3 WHERE stream = ${stream} AND seq = 4`.execute(database.db);
    await sql`UPDATE audit_records SET seq = 4 WHERE stream = ${stream} AND seq = 5`.execute(database.db);
    await sql`UPDATE audit_streams SET seq = 4 WHERE stream = ${stream}`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 3 });
  });

  it('by swapping two records is found broken at the first', async () => {
    const stream = await aStream();
    await sql`UPDATE audit_records SET seq = 1000 WHERE stream = ${stream} AND seq = 2`.execute(database.db);
    await sql`UPDATE audit_records SET seq = 2 WHERE stream = ${stream} AND seq = 4`.execute(database.db);
    await sql`UPDATE audit_records SET seq = 4 WHERE stream = ${stream} AND seq = 1000`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 2 });
  });

  it('by cutting its end and setting back the number in its head is found broken', async () => {
    const stream = await aStream();
    await sql`DELETE FROM audit_records WHERE stream = ${stream} AND seq > 3`.execute(database.db);
    await sql`UPDATE audit_streams SET seq = 3 WHERE stream = ${stream}`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 3 });
  });

  it('by adding a record behind its end is found broken there', async () => {
    const stream = await aStream();
    await sql`INSERT INTO audit_records SELECT stream, 6, at, actor, action, subject, detail, prev_hash, hash
      FROM audit_records WHERE stream = ${stream} AND seq = 5`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 6 });
  });

  it('by rewriting a record together with its hash is found broken at the next', async () => {
    const stream = await aStream();
    const [, , , fourth] = await listAudit(database.db, stream, { after: 0, limit: 5 });
    await database.db.transaction().execute(async (trx) => {
      // The third record is written anew, by the same code, in its place in the chain.
      await sql`DELETE FROM audit_records WHERE stream = ${stream} AND seq = 3`.execute(trx);
      await sql`UPDATE audit_streams AS s SET seq = 2, hash = r.hash FROM audit_records AS r
        WHERE s.stream = ${stream} AND r.stream = s.stream AND r.seq = 2`.execute(trx);
      const third = await appendAudit(trx, anEntry({ stream, subject: 'fac_9' }));
      expect(third).toMatchObject({ seq: 3 });
      expect(third.hash).not.toEqual(fourth?.prevHash);
      await sql`UPDATE audit_streams AS s SET seq = 5, hash = r.hash FROM audit_records AS r
        WHERE s.stream = ${stream} AND r.stream = s.stream AND r.seq = 5`.execute(trx);
    });
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 4 });
  });

  it('by removing its head is found broken at its first record', async () => {
    const stream = await aStream();
    await sql`DELETE FROM audit_streams WHERE stream = ${stream}`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 1 });
  });

  it('by moving a record in from another stream is found broken there', async () => {
    const [stream, other] = [await aStream(), await aStream()];
    await sql`DELETE FROM audit_records WHERE stream = ${stream} AND seq = 1`.execute(database.db);
    await sql`UPDATE audit_records SET stream = ${stream} WHERE stream = ${other} AND seq = 1`.execute(database.db);
    expect(await verifyAudit(database.db, stream)).toEqual({ ok: false, brokenAt: 1 });
  });
});
