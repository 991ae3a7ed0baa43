import type { AccessTable } from '@countersign/grpc';
import type { SignerServiceService } from '@countersign/proto/signer';

/** Which services may use which method. */
export const access: AccessTable<typeof SignerServiceService> = {
  generateKey: ['remote-signing'],
  setKeyPolicy: ['remote-signing'],
  authorise: ['remote-signing'],
  signDigests: ['remote-signing'],
  extendAuthorisation: ['remote-signing'],
  endAuthorisation: ['remote-signing'],
  suspendKey: ['remote-signing'],
  resumeKey: ['remote-signing'],
  destroyKey: ['remote-signing'],
  listKeyHistory: ['remote-signing'],
  getVerificationKeys: ['remote-signing'],
  attest: ['ops'],
  rewrapKeys: ['ops'],
};
