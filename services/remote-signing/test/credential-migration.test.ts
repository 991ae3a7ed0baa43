import { randomBytes } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { tellExpiries } from '../src/credential/expiry.ts';
import { findCredential } from '../src/credential/store.ts';
import type { RemoteSigningDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { createSigningAuthority } from './signing-authority.ts';

const lastBefore = '2026-11-22T1135_documents';
const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= lastBefore));
let database: Awaited<ReturnType<typeof testDatabase<RemoteSigningDatabase>>>;

beforeAll(async () => {
  database = await testDatabase<RemoteSigningDatabase>({ migrate: (db) => runMigrations(db, earlier) });
});

afterAll(() => database.destroy());

it('credentials of before are what they were: their keys sealed, for every factor, and their ends are found', async () => {
  const { db } = database;
  const { chain } = await createSigningAuthority();
  const insert = async (id: string, state: string, certificate: Buffer | null) => {
    await sql`
      insert into credentials (id, user_id, account_id, idempotency_key, state, nonce, public_key, proof_of_possession,
        certificate, chain, failure, created_at)
      values (${id}, 'usr_1', 'acc_1', ${id}, ${state}, ${randomBytes(32)}, ${certificate}, ${certificate},
        ${certificate}, ${certificate === null ? null : chain}, ${state === 'failed' ? '{}' : null}, now())`.execute(
      db,
    );
  };
  await insert('crd_active', 'active', chain[0]);
  await insert('crd_creating', 'creating', null);
  await insert('crd_failed', 'failed', null);

  await runMigrations(db, migrations);
  const found = async (id: string) => await findCredential(db, { id, userId: 'usr_1' });
  const quiet = { signerDue: false, authorityDue: false, licenceDue: false, version: 1, suspensionCause: null };
  expect(await found('crd_active')).toMatchObject({
    state: 'active',
    keyAlgorithm: 'P-256',
    policy: null,
    custody: 'sealed',
    notAfter: null,
    ...quiet,
  });
  expect(await found('crd_creating')).toMatchObject({ state: 'creating', custody: '', ...quiet });
  expect(await found('crd_failed')).toMatchObject({ state: 'failed', custody: '', ...quiet });

  // Code of before still makes credentials.
  await insert('crd_late', 'active', chain[0]);
  await tellExpiries({ db, clock: { now: () => new Date('2026-11-22T12:00:00Z') } });
  expect((await found('crd_active'))?.notAfter).toEqual(new Date('2048-01-01T00:00:00Z'));
  expect((await found('crd_late'))?.notAfter).toEqual(new Date('2048-01-01T00:00:00Z'));
});
