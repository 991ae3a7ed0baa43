import { findContext } from '@countersign/grpc';
import type { WorkLimit } from '@countersign/runtime';
import { type Keyring, keyedHash, randomToken } from '@countersign/sealing';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import type { Policy } from '../policy/policy.ts';
import { isOverlong } from './password.ts';

/** A password as it is stored: argon2id in PHC form, and the version of the pepper under it. */
export interface StoredPassword {
  passwordHash: string;
  pepperVersion: number;
}

/**
 * Hashes and checks passwords, a bounded number at a time. All methods may throw `HASHING_BUSY`; work whose caller has
 * gone while it waited is not done.
 */
export interface PasswordHasher {
  hash(password: string): Promise<StoredPassword>;
  /**
   * Whether the password is the stored one. Without a stored one the same work is done, and the answer is false: an
   * unknown user costs what a known one costs. Throws a plain error for a stored one that asks for more memory or time
   * than any policy does: somebody wrote it who wants this process to suffer.
   */
  verify(password: string, stored: StoredPassword | undefined): Promise<boolean>;
  /** Whether a stored password lags behind today's parameters or pepper. */
  isOutdated(stored: StoredPassword): boolean;
}

/** The largest parameters that a policy can have. */
const ceiling = { memoryCost: 1_048_576, timeCost: 10, parallelism: 1, outputLen: 32 } as const;

/** Makes the hasher: argon2id over HMAC-SHA256 under the current pepper of the NFC form of the password. */
export async function createPasswordHasher({
  policy,
  pepper,
  limit,
}: {
  policy: Pick<Policy['password'], 'memoryKib' | 'passes' | 'maxLength'>;
  pepper: Keyring;
  limit: WorkLimit;
}): Promise<PasswordHasher> {
  const parameters = { memoryCost: policy.memoryKib, timeCost: policy.passes, parallelism: 1, outputLen: 32 };
  const inTurn = <T>(work: () => Promise<T>) => limit.run(work, findContext()?.signal);
  const hashNow = async (password: string): Promise<StoredPassword> => {
    // Once: another version may become current while this one waits for its turn.
    const pepperVersion = pepper.current;
    return {
      passwordHash: await inTurn(() => hash(peppered(pepper, pepperVersion, password), parameters)),
      pepperVersion,
    };
  };
  let nobody = await hashNow(randomToken());
  return {
    hash: hashNow,
    async verify(password, known) {
      // No password is as long, so it is nobody's, and not worth normalising.
      const tooLong = isOverlong(password, policy.maxLength);
      const stored = tooLong ? undefined : known;
      // Its pepper may have been retired since this process started.
      if (!pepper.keys.has(nobody.pepperVersion)) nobody = await hashNow(randomToken());
      const { passwordHash, pepperVersion } = stored ?? nobody;
      requireBelowCeiling(passwordHash);
      const text = peppered(pepper, pepperVersion, tooLong ? '' : password);
      const right = await inTurn(() => verify(passwordHash, text));
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

function requireBelowCeiling(passwordHash: string): void {
  const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(passwordHash);
  const below =
    passwordHash.startsWith('$argon2id$') &&
    memoryCost <= ceiling.memoryCost &&
    timeCost <= ceiling.timeCost &&
    parallelism <= ceiling.parallelism &&
    outputLen <= ceiling.outputLen;
  if (!below) throw new Error('a stored password has parameters that no policy has');
}

// As text: the library's `verify` refuses bytes that are not UTF-8.
function peppered({ keys }: Keyring, version: number, password: string): string {
  return keyedHash({ keys, current: version }, 'password', password.normalize('NFC')).toString('base64');
}
