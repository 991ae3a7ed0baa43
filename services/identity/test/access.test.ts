import { IdentityServiceService } from '@countersign/proto/identity';
import { findAccessFaults } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { startIdentity } from './under-test.ts';

it('lets each caller use the methods whose list it is on, and no other', async () => {
  const identity = await startIdentity();
  try {
    expect(await findAccessFaults(identity.service, IdentityServiceService, access)).toEqual([]);
  } finally {
    await identity.close();
  }
});
