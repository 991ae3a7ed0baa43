import { readKeyring } from '@countersign/sealing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { createPasswordHasher, type PasswordHasher } from './password-hasher.ts';
import { createWorkLimit } from './work-limit.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const one = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(1) } }));
const two = readKeyring(JSON.stringify({ current: 2, keys: { 1: key(1), 2: key(2) } }));
const foreign = readKeyring(JSON.stringify({ current: 1, keys: { 1: key(9) } }));
const limit = createWorkLimit({ atOnce: 2, waitingAtMost: 100, waitMs: 20_000 });

let hasher: PasswordHasher;
beforeAll(async () => {
  hasher = await createPasswordHasher({ pepper: one, limit });
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
    const other = await createPasswordHasher({ pepper: foreign, limit });
    expect(await other.verify('correct horse', stored)).toBe(false);
  });

  it('accepts a password under an older pepper and tells that it is outdated', async () => {
    const stored = await hasher.hash('correct horse');
    const rotated = await createPasswordHasher({ pepper: two, limit });
    expect(await rotated.verify('correct horse', stored)).toBe(true);
    expect(rotated.isOutdated(stored)).toBe(true);
    expect(hasher.isOutdated(stored)).toBe(false);
    const weak = await hash('x', { memoryCost: 8192, timeCost: 2, parallelism: 1 });
    expect(hasher.isOutdated({ passwordHash: weak, pepperVersion: 1 })).toBe(true);
  });
});
