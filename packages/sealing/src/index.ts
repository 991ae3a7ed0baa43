export { equalsConstantTime } from './constant-time.ts';
export { type FollowedKeyring, type FollowOptions, followKeyring } from './followed-keyring.ts';
export { keyedHash, matchesKeyedHash } from './keyed-hash.ts';
export { type Keyring, type KeyringFile, readKeyring, readKeyringFile } from './keyring.ts';
export { hashToken, randomDigits, randomToken } from './random.ts';
export {
  createResealing,
  type PepperColumn,
  type ResealingOptions,
  type SealedColumn,
  startResealing,
} from './resealing.ts';
export { keyVersion, open, rewrap, SealBrokenError, type SealedAt, seal } from './seal.ts';
export { openUnder, sealUnder } from './seal-under.ts';
