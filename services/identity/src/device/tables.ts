import type { Generated } from 'kysely';

interface DevicesTable {
  id: string;
  userId: string;
  tokenHash: Buffer;
  /** `Firefox on Linux`; empty when the client did not name itself. */
  label: string;
  /** Network address from which it became known. */
  address: string;
  createdAt: Date;
  lastUsedAt: Date;
  revokedAt: Generated<Date | null>;
}

/** Table of known devices. */
export interface DeviceTables {
  devices: DevicesTable;
}
