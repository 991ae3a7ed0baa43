import type { AccessTable } from '@countersign/grpc';
import type { OAuthServiceService } from '@countersign/proto/oauth';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import type { SigningApplicationServiceService } from '@countersign/proto/signing-application';

/** Which services may use which method. */
export const access: AccessTable<typeof RemoteSigningServiceService> = {
  createCredential: ['gateway'],
  rekeyCredential: ['gateway'],
  listCredentials: ['gateway'],
  getCredential: ['gateway'],
  listCredentialsOfUser: ['gateway'],
  setCredentialPolicy: ['gateway'],
  suspendCredential: ['gateway'],
  resumeCredential: ['gateway'],
  revokeCredential: ['gateway'],
  listCredentialHistory: ['gateway'],
  getVerificationKeys: ['gateway'],
  startDocument: ['gateway'],
  appendDocument: ['gateway'],
  finishDocument: ['gateway'],
  listDocuments: ['gateway'],
  getDocument: ['gateway'],
  readDocument: ['gateway'],
  deleteDocument: ['gateway'],
  validateDocument: ['gateway'],
  createSignatureRequest: ['gateway'],
  listSignatureRequests: ['gateway'],
  askSignatureFactor: ['gateway'],
  authoriseSignatureRequest: ['gateway'],
  getSignatureRequest: ['gateway'],
  cancelSignatureRequest: ['gateway'],
};

/** The same for applications and what users grant them. */
export const oauthAccess: AccessTable<typeof OAuthServiceService> = {
  registerClient: ['gateway', 'ops'],
  listClients: ['gateway', 'ops'],
  getClient: ['gateway', 'ops'],
  updateClient: ['gateway', 'ops'],
  rotateClientSecret: ['gateway', 'ops'],
  pushAuthorisation: ['gateway'],
  startAuthorisation: ['gateway'],
  openApproval: ['gateway'],
  getAuthorisation: ['gateway'],
  askAuthorisationFactor: ['gateway'],
  approveAuthorisation: ['gateway'],
  denyAuthorisation: ['gateway'],
  redeemAuthorisationCode: ['gateway'],
  refreshGrant: ['gateway'],
  grantToClient: ['gateway'],
  revokeToken: ['gateway'],
  listGrants: ['gateway'],
  revokeGrant: ['gateway'],
};

/** The same for what applications do. */
export const applicationAccess: AccessTable<typeof SigningApplicationServiceService> = {
  listApplicationCredentials: ['gateway'],
  getApplicationCredential: ['gateway'],
  createApplicationCredential: ['gateway'],
  deleteApplicationCredential: ['gateway'],
  askApplicationFactor: ['gateway'],
  authoriseDigests: ['gateway'],
  checkAuthorisation: ['gateway'],
  extendAuthorisation: ['gateway'],
  signHashes: ['gateway'],
  signDocuments: ['gateway'],
  pollResponse: ['gateway'],
  createApplicationTimestamp: ['gateway'],
};
