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

/** Finds the documents of orders, oldest first, by order. */
export async function findDocuments(
  db: Db<OrderDatabase>,
  orderIds: readonly string[],
): Promise<Map<string, OrderDocument[]>> {
  const found = new Map<string, OrderDocument[]>();
  if (orderIds.length === 0) return found;
  const rows = await db
    .selectFrom('documents')
    .select(['id', 'orderId', 'kind', 'number', 'totalMinor', 'currency', 'exponent', 'issuedAt'])
    .where('orderId', 'in', orderIds)
    .orderBy('issuedAt')
    .orderBy('kind')
    .orderBy('id')
    .execute();
  for (const { orderId, totalMinor, currency, exponent, ...document } of rows) {
    const total = { currency, minorUnits: totalMinor, exponent };
    found.set(orderId, [...(found.get(orderId) ?? []), { ...document, total }]);
  }
  return found;
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
