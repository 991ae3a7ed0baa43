import type { AccessTable } from '@countersign/grpc';
import type { RemoteSigningServiceService } from '@countersign/proto/remote-signing';

/** Which services may use which method. */
export const access: AccessTable<typeof RemoteSigningServiceService> = {
  createCredential: ['gateway'],
  listCredentials: ['gateway'],
  getCredential: ['gateway'],
  createSignatureRequest: ['gateway'],
  askSignatureFactor: ['gateway'],
  authoriseSignatureRequest: ['gateway'],
  getSignatureRequest: ['gateway'],
  getSignedDocument: ['gateway'],
};
