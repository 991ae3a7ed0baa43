import { X509Certificate } from 'node:crypto';
import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

export const certificatesOfTheRoot: Migration = {
  async up(db) {
    // What the root certified stays known when it has a successor.
    await sql`create table root_certificates (
      serial_number text primary key,
      revoked_at timestamptz,
      revocation_reason integer,
      constraint root_certificates_revocation_is_whole check ((revoked_at is null) = (revocation_reason is null))
    )`.execute(db);
    const { rows } = await sql<{ certificate: Buffer }>`select certificate from authorities
      union select certificate from delegates where name = 'ocsp:root' and certificate is not null`.execute(db);
    for (const { certificate } of rows) {
      const serialNumber = new X509Certificate(certificate).serialNumber.toLowerCase();
      // oxlint-disable-next-line no-await-in-loop -- a handful, once
      await sql`insert into root_certificates (serial_number) values (${serialNumber})`.execute(db);
    }
  },
};
