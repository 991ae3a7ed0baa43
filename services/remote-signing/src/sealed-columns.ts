import type { SealedColumn } from '@countersign/sealing';

/** What is sealed under the keyring: a key that is replaced is let go when none of it needs it. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'documents', column: 'proof' },
  { table: 'document_chunks', column: 'content', key: ['document_id', 'ordinal'] },
  { table: 'signature_documents', column: 'content', key: ['request_id'] },
  { table: 'signature_items', column: 'addition', key: ['request_id', 'ordinal'] },
  { table: 'application_responses', column: 'result' },
  { table: 'oauth_requests', column: 'activation' },
];
