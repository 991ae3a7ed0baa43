import type { AccessTable } from '@countersign/grpc';
import type { EnrollmentServiceService } from '@countersign/proto/enrollment';

/** Which services may use which method. */
export const access: AccessTable<typeof EnrollmentServiceService> = {
  describeActivation: ['gateway'],
  activate: ['gateway'],
  resendActivation: ['gateway'],
  changeActivationContact: ['gateway'],
  listClaims: ['gateway'],
  acceptClaim: ['gateway'],
  listMemberships: ['gateway'],
  getAccount: ['gateway'],
  updateAccount: ['gateway'],
  previewUpgrade: ['gateway'],
  upgradeAccount: ['gateway'],
  listMembers: ['gateway'],
  inviteMember: ['gateway'],
  withdrawInvitation: ['gateway'],
  describeInvitation: ['gateway'],
  acceptInvitation: ['gateway'],
  changeMemberRoles: ['gateway'],
  removeMember: ['gateway'],
  getInventory: ['gateway'],
  reserveLicence: ['remote-signing'],
  consumeLicence: ['remote-signing'],
  releaseLicence: ['remote-signing'],
};
