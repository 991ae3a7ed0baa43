import { appendAudit } from '@countersign/audit';
import type { Handlers } from '@countersign/grpc';
import type { SignerServiceService } from '@countersign/proto/signer';
import type { SignerDeps } from './dependencies.ts';
import { dropOutdatedPool } from './key-pool.ts';
import { countBehind, countByGeneration, listBehind, listNewest, updateKey } from './key-store.ts';
import { rewrapOwnKeys } from './own-key.ts';
import { authenticate, custodyKeyOf, isRecordIntact, placeOf, type StoredKey } from './signing-key.ts';

const sampled = 1000;
const mostRewrapped = 1000;
const usuallyRewrapped = 100;

/** The RPCs of operators. */
export function createOperationHandlers(
  deps: SignerDeps,
): Pick<Handlers<typeof SignerServiceService>, 'attest' | 'rewrapKeys'> {
  const { db, clock, custody, macKeyring, pool, counted } = deps;

  /** Puts one key under the current key-encryption key; false when somebody changed it meanwhile, or it is broken. */
  const rewrapKey = async (key: StoredKey): Promise<boolean> => {
    // Nothing that was changed from outside gets a new authentication code.
    if (!isRecordIntact(macKeyring, key)) return false;
    const place = placeOf(key.id);
    const sealedPrivateKey = await custody.rewrap(custodyKeyOf(key), { from: place, to: place });
    const generation = custody.generationOf(sealedPrivateKey);
    const next = { ...key, sealedPrivateKey, generation, custody: custody.backend, version: key.version + 1 };
    return await db.transaction().execute(async (trx) => {
      if (!(await updateKey(trx, authenticate(macKeyring, next)))) return false;
      await appendAudit(trx, {
        stream: key.id,
        actor: 'ops',
        action: 'key.rewrapped',
        subject: key.id,
        detail: { custody: custody.backend, generation },
        at: clock.now(),
      });
      return true;
    });
  };

  return {
    async attest() {
      const [keys, pooled, newest, protections] = await Promise.all([
        countByGeneration(db),
        pool.count(),
        listNewest(db, sampled),
        custody.examine(),
      ]);
      const broken = newest.filter((key) => !isRecordIntact(macKeyring, key));
      const { backend, token, generation } = custody;
      return { custody: backend, token, generation, keys, pooled, protections, brokenRecords: BigInt(broken.length) };
    },

    rewrapKeys: ({ limit }) =>
      counted('rewrap', async () => {
        const size = limit === 0 ? usuallyRewrapped : Math.min(limit, mostRewrapped);
        const current = { custody: custody.backend, generation: custody.generation };
        await dropOutdatedPool(db, current);
        await rewrapOwnKeys({ db, custody, macKeyring });
        let rewrapped = 0;
        for (const key of await listBehind(db, { ...current, limit: size })) {
          // One after the other: whoever signs meanwhile comes first.
          // oxlint-disable-next-line no-await-in-loop
          if (await rewrapKey(key)) rewrapped += 1;
        }
        return { rewrapped, left: await countBehind(db, custody.backend, custody.generation) };
      }),
  };
}
