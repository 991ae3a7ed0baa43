import type { AccessTable } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';

/** Who may call what: users manage their factors by the gateway, identity logs in, remote-signing authorises. */
export const access: AccessTable<typeof SecondFactorServiceService> = {
  enrolAuthenticator: ['gateway'],
  activateAuthenticator: ['gateway'],
  listAuthenticators: ['gateway'],
  getSetUpProgress: ['identity'],
  getLoginFactors: ['identity'],
  sendLoginPin: ['identity'],
  verifyLoginCode: ['identity'],
  createSigningChallenge: ['remote-signing'],
  answerSigningChallenge: ['remote-signing'],
  sendCode: ['identity'],
  verifyCode: ['identity'],
  releaseUser: ['identity'],
  listPolicyDeviations: ['identity'],
};
