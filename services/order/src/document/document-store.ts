import type { Db } from '@countersign/db';
import { newId } from '@countersign/runtime';
import { sql } from 'kysely';
import type { OrderDatabase } from '../database.ts';
import { type DocumentContent, type DocumentKind, documentNumber, type OrderDocument } from './document.ts';

/**
 * Stores documents of an order under the next numbers of their kinds in the UTC year. The counters stay locked until the
 * transaction ends, so that none is skipped when it fails: call it late.
 */
export async function insertDocuments(
  trx: Db<OrderDatabase>,
  issue: { orderId: string; kinds: readonly DocumentKind[]; refundId?: string; content: DocumentContent; at: Date },
): Promise<string[]> {
  const { orderId, kinds, refundId = null, content, at } = issue;
  const year = at.getUTCFullYear();
  const { rows } = await sql<{ kind: DocumentKind; last: number }>`
    insert into document_counters (kind, year, last)
    values ${sql.join(kinds.map((kind) => sql`(${kind}, ${year}::int, 1)`))}
    on conflict (kind, year) do update set last = document_counters.last + 1
    returning kind, last`.execute(trx);
  const documents = rows.map(({ kind, last }) => ({
    id: newId('inv'),
    orderId,
    kind,
    year,
    running: last,
    number: documentNumber(kind, year, last),
    refundId,
    totalMinor: BigInt(content.totalMinor),
    currency: content.currency,
    exponent: content.exponent,
    content: JSON.stringify(content),
    issuedAt: at,
  }));
  await trx.insertInto('documents').values(documents).execute();
  return documents.map(({ number }) => number);
}

/** A document in JSON, which has no integers of 64 bits: amounts are texts, moments ISO 8601. */
export interface DocumentJson extends Omit<OrderDocument, 'total' | 'issuedAt'> {
  totalMinor: string;
  currency: string;
  exponent: number;
  issuedAt: string;
}

/** The documents of the order `o` as `DocumentJson`, oldest first. */
export const documentsOfOrder = sql`(select coalesce(json_agg(json_build_object('id', d.id, 'kind', d.kind,
    'number', d.number, 'totalMinor', d.total_minor::text, 'currency', d.currency, 'exponent', d.exponent,
    'issuedAt', d.issued_at) order by d.issued_at, d.kind, d.id), '[]')
  from documents d where d.order_id = o.id)`;

/** A document from its JSON. */
export function fromDocumentJson({
  totalMinor,
  currency,
  exponent,
  issuedAt,
  ...document
}: DocumentJson): OrderDocument {
  return {
    ...document,
    total: { currency, minorUnits: BigInt(totalMinor), exponent },
    issuedAt: new Date(issuedAt),
  };
}

/** Finds a document of an order with what it says. */
export async function findDocument(
  db: Db<OrderDatabase>,
  key: { orderId: string; documentId: string },
): Promise<{ kind: DocumentKind; number: string; issuedAt: Date; content: DocumentContent } | undefined> {
  return await db
    .selectFrom('documents')
    .select(['kind', 'number', 'issuedAt', 'content'])
    .where('id', '=', key.documentId)
    .where('orderId', '=', key.orderId)
    .executeTakeFirst();
}

/** Number of the invoice of an order; undefined when it was never paid, or before there were invoices. */
export async function findInvoiceNumber(trx: Db<OrderDatabase>, orderId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('documents')
    .select('number')
    .where('orderId', '=', orderId)
    .where('kind', '=', 'invoice')
    .executeTakeFirst();
  return row?.number;
}
