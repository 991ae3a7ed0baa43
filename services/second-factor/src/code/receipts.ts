import { announce } from '@countersign/db';
import { forbidden } from '@countersign/errors';
import type { Handlers } from '@countersign/grpc';
import { isSmsReceiptSigned, readSmsReceipt } from '@countersign/messaging';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';
import type { SecondFactorDeps } from '../dependencies.ts';
import { recordReceipt } from './delivery-store.ts';
import { deliveryQueue, fallbackTopic } from './delivery-topics.ts';

/** Address to which the SMS provider reports on a delivery: it signs it, so that a report on one is none on another. */
export function receiptAddress(publicUrl: string, deliveryId: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/v1/delivery-receipts/${deliveryId}`;
}

/** The RPC by which the SMS provider tells what became of a text message. */
export function createReceiptHandlers({
  db,
  clock,
  logger,
  outcomes,
  publicUrl,
  smsToken,
}: SecondFactorDeps): Pick<Handlers<typeof SecondFactorServiceService>, 'recordDeliveryReceipt'> {
  return {
    recordDeliveryReceipt: ({ deliveryId: id, fields, signature }) =>
      outcomes('take_receipt', async () => {
        const callback = { url: receiptAddress(publicUrl, id), fields };
        if (!isSmsReceiptSigned(smsToken, callback, signature)) {
          throw forbidden('RECEIPT_REFUSED', 'this receipt is not signed by the provider of text messages');
        }
        const receipt = readSmsReceipt(fields);
        // Of something else that the provider tells, or of a delivery that was swept.
        if (receipt === undefined) return {};
        const fallsBack = await db.transaction().execute(async (trx) => {
          const needed = await recordReceipt(trx, { id, receipt, at: clock.now() });
          if (needed) await announce(trx, { queue: deliveryQueue, topic: fallbackTopic, payload: { deliveryId: id } });
          return needed;
        });
        if (receipt.state === 'undelivered' || receipt.state === 'failed') {
          logger.warn({ deliveryId: id, state: receipt.state, fallsBack }, 'a text message was not delivered');
        }
        return {};
      }),
  };
}
