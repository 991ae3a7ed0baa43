import type { Caller } from '@countersign/grpc';
import type { SecondFactorServiceService } from '@countersign/proto/second-factor';

/** What this service asks of second-factor. */
export type SecondFactorCaller = Pick<
  Caller<typeof SecondFactorServiceService>,
  | 'getLoginFactors'
  | 'askLoginFactor'
  | 'listUserAuthenticators'
  | 'issueEmergencyCode'
  | 'grantReplacement'
  | 'sendLoginPin'
  | 'verifyLoginCode'
  | 'sendCode'
  | 'verifyCode'
  | 'releaseUser'
  | 'getSetUpProgress'
  | 'listPolicyDeviations'
>;
