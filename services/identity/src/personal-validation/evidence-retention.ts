import { appendAudit } from '@countersign/audit';
import { sql } from 'kysely';
import type { IdentityPool } from '../database.ts';
import { deleteUnusedFiles } from './evidence-file-store.ts';

/** Versions that are erased in one transaction. */
const atOnce = 50;

/**
 * Erases the evidence and the number of versions whose time is over, files included, and files that were never used. Names and the
 * record of the decision stay. `retentionMs` holds for versions that were decided before they were given an end.
 */
export async function sweepEvidence(
  db: IdentityPool,
  { at, retentionMs }: { at: Date; retentionMs: number },
): Promise<void> {
  await deleteUnusedFiles(db, at);
  let erased: number;
  do {
    // One after the other: each takes what the one before left.
    // oxlint-disable-next-line no-await-in-loop
    erased = await eraseSome(db, { at, retentionMs });
  } while (erased === atOnce);
}

async function eraseSome(db: IdentityPool, { at, retentionMs }: { at: Date; retentionMs: number }): Promise<number> {
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string; version: number; userId: string }>`
      with due as (
        select id, version from personal_validations
        where length(evidence_sealed) > 0
          and decided_at is not null
          and coalesce(evidence_until, decided_at + ${retentionMs}::float8 * interval '1 millisecond') <= ${at}
        order by id, version limit ${atOnce} for update skip locked
      ), gone as (
        delete from evidence_files f using due where f.validation_id = due.id and f.version = due.version
      )
      update personal_validations v set evidence_sealed = '', mobile_sealed = null
      from due where v.id = due.id and v.version = due.version
      returning v.id, v.version, v.user_id as "userId"`.execute(trx);
    // Streams in the order of their names, as everywhere.
    for (const { id, version, userId } of rows.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))) {
      // oxlint-disable-next-line no-await-in-loop
      await appendAudit(trx, {
        stream: userId,
        actor: 'system',
        action: 'personal_validation.evidence_erased',
        subject: id,
        detail: { version },
        at,
      });
    }
    return rows.length;
  });
}
