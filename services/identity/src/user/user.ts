import { type Keyring, open, seal } from '@countersign/sealing';
import type { StoredPassword } from '../password/password-hasher.ts';
import type { EmailHold } from '../recovery/hold.ts';

/** A user; the e-mail address is the user ID. */
export interface User extends StoredPassword, EmailHold {
  id: string;
  /** In normal form. */
  email: string;
  givenName: string;
  surname: string;
  /** Mobile number, sealed; absent when none is known. */
  mobileSealed?: Buffer;
  /** When a code proved the number; absent for one that he only gave. */
  mobileProvedAt?: Date;
  /** When user ID or mobile number last changed; absent when never. */
  contactChangedAt?: Date;
  language: string;
  /** Grows with each new password. */
  passwordVersion: number;
  staffRoles: readonly string[];
  /** Absent until the first login was completed. */
  firstLoginAt?: Date;
  /** Absent when he never logged in. */
  lastLoginAt?: Date;
}

/** Seals a user's mobile number for its row. */
export function sealMobile(keyring: Keyring, userId: string, mobile: string): Buffer {
  return seal(keyring, Buffer.from(mobile), { table: 'users', row: userId, column: 'mobile_sealed' });
}

/** Opens a user's mobile number; undefined when none is known. */
export function findMobile(keyring: Keyring, { id, mobileSealed }: Pick<User, 'id' | 'mobileSealed'>) {
  if (mobileSealed === undefined) return undefined;
  return open(keyring, mobileSealed, { table: 'users', row: id, column: 'mobile_sealed' }).toString();
}
