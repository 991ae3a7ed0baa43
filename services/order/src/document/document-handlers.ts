import type { Handlers } from '@countersign/grpc';
import type { OrderServiceService } from '@countersign/proto/order';
import type { OrderServiceDeps } from '../deps.ts';
import { requireOrderAccess } from '../order/order-key.ts';
import { documentNotFound } from './document.ts';
import { drawDocument } from './document-pdf.ts';
import { findDocument } from './document-store.ts';
import { writeDocument } from './document-text.ts';

type DocumentHandlers = Pick<Handlers<typeof OrderServiceService>, 'getOrderDocument'>;

/** Handlers of the RPCs about documents. */
export function createDocumentHandlers(deps: OrderServiceDeps): DocumentHandlers {
  return {
    async getOrderDocument({ key, documentId }, context) {
      const orderId = await requireOrderAccess(deps, context, { key, use: 'read' });
      const document = await findDocument(deps.db, { orderId, documentId });
      if (document === undefined) throw documentNotFound();
      const { kind, number, issuedAt } = document;
      const text = writeDocument(kind, document);
      const pdf = await drawDocument(text, { title: `${text.title} ${number}`, issuedAt });
      return { pdf, fileName: `${number}.pdf` };
    },
  };
}
