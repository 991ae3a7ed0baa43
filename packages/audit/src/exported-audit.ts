import { type AuditRecord, beforeFirst, follows } from './audit.ts';

/** A record as a line of an export holds it. */
type ExportedRecord = Omit<AuditRecord, 'at' | 'prevHash' | 'hash'> & { at: string; prevHash: string; hash: string };

/** What an export turned out to be. */
export interface ExportedAuditCheck {
  readonly ok: boolean;
  /** Number of records that follow each other from the first without fault. */
  readonly records: number;
  /** Hash of the last of them, hex; zeros when there is none. */
  readonly head: string;
  /** Why it is not whole. */
  readonly fault?: string;
}

/**
 * Checks the lines of an exported chain against each other, and against a head (hex) that was kept elsewhere: finds a
 * record that was changed, removed, added or moved, and with the head also an end that was cut off. An export that goes
 * on after the head is whole. Lines that are empty are passed over.
 */
export async function verifyExportedAudit(
  lines: AsyncIterable<string> | Iterable<string>,
  { head: kept }: { head?: string } = {},
): Promise<ExportedAuditCheck> {
  const wanted = kept?.toLowerCase();
  let records = 0;
  let head = beforeFirst;
  let stream: string | undefined;
  let hasMet = wanted === undefined || wanted === head.toString('hex');
  const result = (fault?: string): ExportedAuditCheck => ({
    ok: fault === undefined,
    records,
    head: head.toString('hex'),
    ...(fault === undefined ? {} : { fault }),
  });
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const place = `record ${records + 1}`;
    const record = readLine(line);
    if (record === undefined) return result(`${place} is not a record`);
    if (record.seq !== records + 1) return result(`${place} is missing: record ${record.seq} stands in its place`);
    if (record.stream !== (stream ?? record.stream)) return result(`${place} belongs to another chain`);
    if (!record.prevHash.equals(head)) return result(`${place} does not follow the one before it`);
    if (!follows(record, head)) return result(`${place} is not as it was written`);
    ({ stream, hash: head } = record);
    records += 1;
    hasMet ||= head.toString('hex') === wanted;
  }
  return hasMet ? result() : result(`the head is not among the records: the end after record ${records} is missing`);
}

function readLine(line: string): AuditRecord | undefined {
  let value: Partial<ExportedRecord> | null;
  try {
    value = JSON.parse(line) as Partial<ExportedRecord> | null;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { stream, seq, at, actor, action, subject, detail, prevHash, hash } = value;
  const texts = [stream, at, actor, action, subject, prevHash, hash];
  if (typeof seq !== 'number' || texts.some((text) => typeof text !== 'string')) return undefined;
  const moment = new Date(String(at));
  if (typeof detail !== 'object' || detail === null || Number.isNaN(moment.getTime())) return undefined;
  // A moment in other words would be hashed as if it were written as it was.
  if (moment.toISOString() !== at) return undefined;
  return {
    stream: String(stream),
    seq,
    at: moment,
    actor: String(actor),
    action: String(action),
    subject: String(subject),
    detail,
    prevHash: Buffer.from(String(prevHash), 'hex'),
    hash: Buffer.from(String(hash), 'hex'),
  };
}
