import type { AccessTable } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';

/** Which services may use which method. */
export const access: AccessTable<typeof EnrollmentServiceService> = {
  describeActivation: ['gateway'],
  activate: ['gateway'],
  listMemberships: ['gateway'],
  getAccount: ['gateway'],
  getInventory: ['gateway'],
  reserveLicence: ['remote-signing'],
  consumeLicence: ['remote-signing'],
  releaseLicence: ['remote-signing'],
};
