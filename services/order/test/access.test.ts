import { OrderServiceService } from '@countersign/proto/order';
import type { ServiceName } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { openShop } from './shop.ts';

const everyone: ServiceName[] = ['gateway', 'catalog', 'enrollment', 'identity', 'remote-signing', 'ops'];

it('refuses every caller that is not on the list of a method', async () => {
  const shop = await openShop();
  try {
    const attempts = everyone.flatMap((name) => {
      const caller = shop.service.caller(OrderServiceService, name) as unknown as Record<
        string,
        (request: object) => Promise<unknown>
      >;
      return Object.entries(access)
        .filter(([, allowed]) => !allowed.includes(name))
        .map(([method]) => Promise.resolve(caller[method]?.(emptyRequest)));
    });
    // Each of six callers and thirteen methods, without the eleven of the gateway and the two of enrollment.
    expect(attempts).toHaveLength(6 * 13 - 11 - 2);
    for (const result of await Promise.allSettled(attempts)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { reason: 'CALLER_NOT_ALLOWED' } });
    }
  } finally {
    await shop.close();
  }
});

/** Encodes as an empty message of any of the requests. */
const emptyRequest = {
  currency: '',
  lineId: '',
  idempotencyKey: '',
  paymentToken: '',
  acceptedTermsVersion: '',
  provider: '',
  body: Buffer.alloc(0),
  signature: '',
  orderId: '',
  step: 'ENROLMENT_STEP_UNSPECIFIED',
};
