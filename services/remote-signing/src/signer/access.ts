import type { AccessTable } from '@countersign/grpc';
import type { SignerServiceService } from '@countersign/proto/signer';

/** Which services may use which method. */
export const access: AccessTable<typeof SignerServiceService> = {
  generateKey: ['remote-signing'],
  signDigests: ['remote-signing'],
  destroyKey: ['remote-signing'],
};
