import { OrderServiceService } from '@countersign/proto/order';
import { findAccessFaults } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { openShop } from './shop.ts';

it('lets each caller use the methods whose list it is on, and no other', async () => {
  const shop = await openShop();
  try {
    expect(await findAccessFaults(shop.service, OrderServiceService, access)).toEqual([]);
  } finally {
    await shop.close();
  }
});
