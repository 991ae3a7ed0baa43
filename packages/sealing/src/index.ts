export { equalsConstantTime } from './constant-time.ts';
export { keyedHash, matchesKeyedHash } from './keyed-hash.ts';
export { type Keyring, readKeyring } from './keyring.ts';
export { hashToken, randomDigits, randomToken } from './random.ts';
export { keyVersion, open, rewrap, SealBrokenError, type SealedAt, seal } from './seal.ts';
export { openUnder, sealUnder } from './seal-under.ts';
