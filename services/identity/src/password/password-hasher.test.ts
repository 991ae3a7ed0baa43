import { newContext, runInContext } from '@countersign/grpc';
import { readKeyring } from '@countersign/sealing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { readPolicy } from '../policy/policy.ts';
import { createHashingLimit } from './hashing-limit.ts';
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const one = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(1) } }));
const two = readKeyring(JSON.stringify({ current: 2, keys: { 1: key(1), 2: key(2) } }));
const foreign = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(9) } }));
const limit = createHashingLimit({ atOnce: 2, waitingAtMost: 100, waitMs: 20_000 });
const policy = readPolicy({}).password;

let hasher: PasswordHasher;
beforeAll(async () => {
  hasher = await createPasswordHasher({ policy, pepper: one, limit });
});

describe('the password hasher', () => {
  it('stores argon2id with 19 MiB, two passes, one lane and the version of the pepper', async () => {
    const { passwordHash, pepperVersion } = await hasher.hash('correct horse');
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(pepperVersion).toBe(1);
  });

  it('accepts the password in either Unicode form, and no other', async () => {
    const stored = await hasher.hash('caf\u00e9 au lait');
    expect(await hasher.verify('cafe\u0301 au lait', stored)).toBe(true);
    expect(await hasher.verify('Caf\u00e9 au lait', stored)).toBe(false);
    expect(await hasher.verify('', stored)).toBe(false);
  });

  it('accepts nothing for a user who does not exist', async () => {
    expect(await hasher.verify('', undefined)).toBe(false);
    expect(await hasher.verify('correct horse', undefined)).toBe(false);
  });

  it('needs the pepper: the database alone does not confirm a guess', async () => {
    const stored = await hasher.hash('correct horse');
    const other = await createPasswordHasher({ policy, pepper: foreign, limit });
    expect(await other.verify('correct horse', stored)).toBe(false);
  });

  it('accepts a password under an older pepper and tells that it is outdated', async () => {
    const stored = await hasher.hash('correct horse');
    const rotated = await createPasswordHasher({ policy, pepper: two, limit });
    expect(await rotated.verify('correct horse', stored)).toBe(true);
    expect(rotated.isOutdated(stored)).toBe(true);
    expect(hasher.isOutdated(stored)).toBe(false);
    const weak = await hash('x', { memoryCost: 8192, timeCost: 2, parallelism: 1 });
    expect(hasher.isOutdated({ passwordHash: weak, pepperVersion: 1 })).toBe(true);
  });

  it('takes its parameters from the policy, and tells which passwords lag behind it', async () => {
    const stored = await hasher.hash('correct horse');
    const settings = { ARGON2_MEMORY_KIB: 8_192, ARGON2_PASSES: 3 };
    const other = await createPasswordHasher({ policy: readPolicy(settings).password, pepper: one, limit });
    expect((await other.hash('x')).passwordHash).toMatch(/\$m=8192,t=3,p=1\$/);
    expect(await other.verify('correct horse', stored)).toBe(true);
    expect(other.isOutdated(stored)).toBe(true);
  });

  it('does not begin to verify a stored password that asks for more than any policy does', async () => {
    const { passwordHash } = await hasher.hash('correct horse');
    for (const parameters of ['m=1048577,t=2,p=1', 'm=19456,t=11,p=1', 'm=19456,t=2,p=2']) {
      const planted = { passwordHash: passwordHash.replace('m=19456,t=2,p=1', parameters), pepperVersion: 1 };
      // oxlint-disable-next-line no-await-in-loop
      await expect(hasher.verify('correct horse', planted)).rejects.toThrow('parameters that no policy has');
    }
    const argon2i = { passwordHash: passwordHash.replace('argon2id', 'argon2i'), pepperVersion: 1 };
    await expect(hasher.verify('correct horse', argon2i)).rejects.toThrow('parameters that no policy has');
  });

  it('spends one hash on a password that is longer than any, without reading it', async () => {
    const stored = await hasher.hash('correct horse');
    expect(await hasher.verify('e\u0301'.repeat(1_000_000), stored)).toBe(false);
  });

  it('does no work for a caller who went away while it waited', async () => {
    const narrow = createHashingLimit({ atOnce: 1, waitingAtMost: 10, waitMs: 20_000 });
    const busy = await createPasswordHasher({ policy, pepper: one, limit: narrow });
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = narrow.run(() => promise);
    const caller = new AbortController();
    const late = runInContext(newContext({ signal: caller.signal }), () => busy.hash('correct horse'));
    caller.abort();
    await expect(late).rejects.toMatchObject({ reason: 'DEADLINE_EXCEEDED' });
    expect(narrow.waiting()).toBe(0);
    resolve();
    await before;
  });
});
