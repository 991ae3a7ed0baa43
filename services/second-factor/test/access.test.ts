import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { findAccessFaults } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { startSecondFactor } from './second-factor.ts';

it('lets each caller use the methods whose list it is on, and no other', async () => {
  const secondFactor = await startSecondFactor();
  try {
    expect(await findAccessFaults(secondFactor.service, SecondFactorServiceService, access)).toEqual([]);
  } finally {
    await secondFactor.close();
  }
});
