import { createHash, X509Certificate } from 'node:crypto';
import { runMigrations } from '@countersign/db';
import { testDatabase } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { CertificateAuthorityDatabase } from '../src/database.ts';
import { migrations } from '../src/migrations/index.ts';
import { aRoot } from './fixture.ts';

it('keys that were certified before belong to persons, and remain theirs alone', async () => {
  const [[firstName, first] = ['', undefined]] = Object.entries(migrations);
  if (first === undefined) throw new Error('there is no migration');
  const { db, destroy } = await testDatabase<CertificateAuthorityDatabase>({
    migrate: (database) => runMigrations(database, { [firstName]: first }),
  });
  try {
    const key = createHash('sha256').update('a key').digest();
    const { certificate } = await aRoot();
    await sql`insert into authorities (name, certificate, sealed_key, not_after, created_at)
      select name, ${certificate}::bytea, '\\x00', now(), now() from unnest(array['signers', 'tls']) name`.execute(db);
    // As the code before wrote it, which goes on until it is replaced.
    const insert = (requestId: string, authority = 'signers') =>
      sql`insert into issuances (request_id, fingerprint, profile, authority, serial_number, subject, public_key_hash,
          not_before, not_after, tbs, intended_at)
        values (${requestId}, '\\x00', 'document-signing-1', ${authority}, ${requestId}, '{}', ${key}, now(), now(),
          '\\x00', now())
        on conflict do nothing`.execute(db);
    await insert('a');
    await runMigrations(db, migrations);
    expect(await db.selectFrom('certifiedKeys').selectAll().execute()).toEqual([
      { publicKeyHash: key, certifiedFor: 'signers', blockedAt: null },
    ]);
    expect(await db.selectFrom('rootCertificates').select(['serialNumber', 'revokedAt']).execute()).toEqual([
      { serialNumber: new X509Certificate(certificate).serialNumber.toLowerCase(), revokedAt: null },
    ]);
    await insert('b');
    await insert('c', 'tls');
    await insert('d', 'tls');
    const rows = await db.selectFrom('issuances').select('requestId').orderBy('requestId').execute();
    expect(rows.map(({ requestId }) => requestId)).toEqual(['a', 'c', 'd']);

    const at = new Date();
    const revoke = (values: { certificate?: Buffer; issuedAt?: Date; revokedAt?: Date }) =>
      db.updateTable('issuances').set(values).where('requestId', '=', 'a').execute();
    await expect(revoke({ certificate: key, issuedAt: at, revokedAt: at })).rejects.toThrow('revocation_is_whole');
    const reasoned = sql`update issuances set revoked_at = now(), revocation_reason = 'superseded'`;
    await expect(reasoned.execute(db)).rejects.toThrow('revoked_was_issued');
  } finally {
    await destroy();
  }
});
