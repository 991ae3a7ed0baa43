import type { AccessTable } from '@countersign/grpc';
import type { IdentityServiceService } from '@countersign/proto/identity';

/** Who may call what. */
export const access: AccessTable<typeof IdentityServiceService> = {
  startLoginFlow: ['gateway'],
  getLoginFlow: ['gateway'],
  submitPassword: ['gateway'],
  submitCode: ['gateway'],
  resendPin: ['gateway'],
  useAlternativeChannel: ['gateway'],
  setLoginFlowLanguage: ['gateway'],
  cancelLoginFlow: ['gateway'],
  refreshSession: ['gateway'],
  endSession: ['gateway'],
  registerUser: ['enrollment'],
  getMe: ['gateway', 'enrollment'],
  submitPersonalValidation: ['gateway'],
  getPersonalValidation: ['gateway'],
  listPersonalValidations: ['gateway'],
  decidePersonalValidation: ['gateway'],
  getValidatedPerson: ['remote-signing'],
  createOperatorInvitation: ['ops'],
  acceptOperatorInvitation: ['gateway'],
};
