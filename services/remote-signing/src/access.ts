import type { AccessTable } from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';

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
