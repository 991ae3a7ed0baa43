import { open } from '@countersign/sealing';
import { storeProduced } from './content.ts';
import { completeDocument } from './store.ts';
import { type DocumentDependencies, signedExpiry } from './upload.ts';

/**
 * Makes stored documents of what was signed before there were any, ten at a time; returns their number. Several processes
 * may do so at the same time: one of them does it, and what another one stored is swept.
 */
export async function adoptSignedDocuments(deps: DocumentDependencies): Promise<number> {
  const { db, clock, keyring } = deps;
  const signed = await db
    .selectFrom('signatureDocuments')
    .innerJoin('signatureRequests', 'signatureRequests.id', 'signatureDocuments.requestId')
    .select(['requestId', 'userId', 'labels', 'signedAt', 'content'])
    .where('state', '=', 'signed')
    .limit(10)
    .execute();
  for (const { requestId, userId, labels, signedAt, content: sealed } of signed) {
    const at = clock.now();
    const content = open(keyring, sealed, { table: 'signature_documents', row: requestId, column: 'content' });
    const [label = ''] = labels;
    const name = label === '' ? 'document.pdf' : label;
    const produced = {
      userId,
      clientId: null,
      name,
      mediaType: 'application/pdf',
      content,
      signatureRequestId: requestId,
    };
    // oxlint-disable-next-line no-await-in-loop
    const stored = await storeProduced(deps, produced, at);
    // oxlint-disable-next-line no-await-in-loop
    await db.transaction().execute(async (trx) => {
      const { numDeletedRows } = await trx
        .deleteFrom('signatureDocuments')
        .where('requestId', '=', requestId)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return;
      await completeDocument(trx, { ...stored, at, expiresAt: signedExpiry(deps, at) });
      // What was uploaded is not there for itself: only what was made of it.
      const item = { requestId, ordinal: 0, documentId: stored.id, signedDocumentId: stored.id };
      const kept = { format: 'pades', level: 'B-B', reason: '', location: '', appearance: null } as const;
      const gone = { addition: null, contentsStart: null, contentsEnd: null };
      await trx
        .insertInto('signatureItems')
        .values({ ...item, ...kept, ...gone, claimedAt: signedAt ?? at })
        .execute();
    });
  }
  return signed.length;
}
