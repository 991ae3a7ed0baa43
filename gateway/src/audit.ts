import type { AuditRecord } from '@countersign/proto/identity';
import { type Static, Type } from 'typebox';
import { getTime, toCount } from './json.ts';
import { closed, count, moment, said } from './schemas.ts';

const hash = (description: string) =>
  said(description, '5f78c33274e43fa9de5659265c1d917e25c03722dcb0b8d27db8d5feaa813953');

export const AuditRecordSchema = closed(
  {
    seq: count('Position in the chain, from 1, without gaps.', 17),
    at: moment('When it happened.'),
    service: said('Service in which it happened.', 'enrollment'),
    actor: said('Who did it: a user, or a word such as system or guest.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5K'),
    action: said('What was done.', 'member.roles_changed'),
    subject: said('What it was done to.', 'usr_01JD8Z0V9W6Q4X3T2R1P0N7M5L'),
    // Open: each action has its own.
    detail: Type.Unsafe<Record<string, unknown>>({
      description: 'Particulars, an object: ids and words only.',
      examples: [{ before: ['auditor'], roles: ['administrator'], service: 'enrollment', source: 'acc_1/16' }],
    }),
    prevHash: hash('SHA-256 of the record before, hex; zeros for the first.'),
    hash: hash('SHA-256 over the canonical JSON (RFC 8785) of the record without it, hex.'),
  },
  { title: 'AuditRecord' },
);

export const AuditProofSchema = closed(
  {
    whole: Type.Boolean({ description: 'Whether the chain is as it was written.', examples: [true] }),
    records: count('Number of records.', 17),
    head: hash('Hash of the last record, hex; keep it elsewhere to notice a chain that was written anew.'),
    brokenAt: Type.Optional(count('First position that is not as it was written.', 4)),
  },
  { title: 'AuditProof' },
);

/** A record as JSON. */
export function toAuditJson(record: AuditRecord): Static<typeof AuditRecordSchema> {
  const { seq, at, service, actor, action, subject, detail, prevHash, hash: own } = record;
  return {
    seq: toCount(seq),
    at: getTime(at, 'at'),
    service,
    actor,
    action,
    subject,
    detail: JSON.parse(detail) as Record<string, unknown>,
    prevHash: prevHash.toString('hex'),
    hash: own.toString('hex'),
  };
}
