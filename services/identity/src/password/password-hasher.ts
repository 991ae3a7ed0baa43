import { type Keyring, keyedHash, randomToken } from '@countersign/sealing';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { WorkLimit } from './work-limit.ts';

/** A password as it is stored: argon2id in PHC form, and the version of the pepper under it. */
export interface StoredPassword {
  passwordHash: string;
  pepperVersion: number;
}

/** Hashes and checks passwords, a bounded number at a time. All methods may throw `HASHING_BUSY`. */
export interface PasswordHasher {
  hash(password: string): Promise<StoredPassword>;
  /**
   * Whether the password is the stored one. Without a stored one the same work is done, and the answer is false: an
   * unknown user costs what a known one costs.
   */
  verify(password: string, stored: StoredPassword | undefined): Promise<boolean>;
  /** Whether a stored password lags behind today's parameters or pepper. */
  isOutdated(stored: StoredPassword): boolean;
}

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Makes the hasher: argon2id over HMAC-SHA256 under the current pepper of the NFC form of the password. */
export async function createPasswordHasher({
  pepper,
  limit,
}: {
  pepper: Keyring;
  limit: WorkLimit;
}): Promise<PasswordHasher> {
  const hashNow = async (password: string): Promise<StoredPassword> => ({
    passwordHash: await limit.run(() => hash(peppered(pepper, pepper.current, password), parameters)),
    pepperVersion: pepper.current,
  });
  const nobody = await hashNow(randomToken());
  return {
    hash: hashNow,
    async verify(password, stored) {
      const { passwordHash, pepperVersion } = stored ?? nobody;
      const right = await limit.run(() => verify(passwordHash, peppered(pepper, pepperVersion, password)));
      return right && stored !== undefined;
    },
    isOutdated({ passwordHash, pepperVersion }) {
      const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(passwordHash);
      return (
        pepperVersion !== pepper.current ||
        memoryCost !== parameters.memoryCost ||
        timeCost !== parameters.timeCost ||
        parallelism !== parameters.parallelism ||
        outputLen !== parameters.outputLen
      );
    },
  };
}

// As text: the library's `verify` refuses bytes that are not UTF-8.
function peppered({ keys }: Keyring, version: number, password: string): string {
  return keyedHash({ keys, current: version }, 'password', password.normalize('NFC')).toString('base64');
}
