import type { AuditRecord } from '@countersign/proto/identity';
import { toAuditJson } from './audit.ts';

/** How an audit is written into a file. */
export interface AuditFormat {
  readonly mediaType: string;
  /** What stands before the first record. */
  readonly head: string;
  readonly line: (record: AuditRecord, stream: string) => string;
}

/** A spreadsheet takes what begins like this for a formula, and would run it; behind an apostrophe it is text. */
const formula = /^[=+\-@\t\r\n]/;

const columns = ['seq', 'at', 'service', 'actor', 'action', 'subject', 'detail', 'prevHash', 'hash'] as const;

/** Ways to export an audit. JSON lines hold all that its chain is checked with; CSV is for reading. */
export const auditFormats = {
  jsonl: {
    mediaType: 'application/x-ndjson',
    head: '',
    // The service is a particular, too; what is not hashed would not be proved.
    line: (record, stream) => {
      const { service: _, ...line } = toAuditJson(record);
      return `${JSON.stringify({ stream, ...line })}\n`;
    },
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    head: toRow(columns),
    line: (record) => {
      const line = { ...toAuditJson(record), detail: record.detail };
      return toRow(columns.map((column) => String(line[column])));
    },
  },
} as const satisfies Readonly<Record<string, AuditFormat>>;

/** A row of RFC 4180. */
function toRow(cells: readonly string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(value: string): string {
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
