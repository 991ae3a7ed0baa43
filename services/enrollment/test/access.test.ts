import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { findAccessFaults } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import { access } from '../src/access.ts';
import { openPlatform } from './platform.ts';

it('lets each caller use the methods whose list it is on, and no other', async () => {
  const platform = await openPlatform();
  try {
    expect(await findAccessFaults(platform.service, EnrollmentServiceService, access)).toEqual([]);
  } finally {
    await platform.close();
  }
});
