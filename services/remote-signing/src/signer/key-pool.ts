import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '@countersign/db';
import { unavailable } from '@countersign/errors';
import type { KeyAlgorithm, KeyCustody } from '@countersign/key-custody';
import { type Clock, createWorkLimit, newId } from '@countersign/runtime';
import { type Keyring, keyedHash, matchesKeyedHash, type SealedAt } from '@countersign/sealing';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { PooledKeyTable, SignerDatabase } from './database.ts';
import { placeOf } from './signing-key.ts';

/** A key for somebody who asked for one; its blob belongs to his record. */
export interface ClaimedKey {
  publicKey: Buffer;
  sealedPrivateKey: Buffer;
}

/** Keys that are made before anybody asks, because making them takes long. */
export interface KeyPool {
  /**
   * Makes or takes a key for the record of an id. Throws `KEY_POOL_EMPTY` when the pool is empty and none could be made
   * within ten seconds.
   */
  claim(algorithm: KeyAlgorithm, keyId: string): Promise<ClaimedKey>;
  /** Makes keys until as many wait as should; one after the other. */
  fill(): Promise<void>;
  /** Number of keys that wait. */
  count(): Promise<bigint>;
}

type PooledKey = Selectable<PooledKeyTable>;

export interface KeyPoolOptions {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  custody: KeyCustody;
  macKeyring: Keyring;
  /** RSA keys that should wait. */
  lowWater: number;
  /** Told of a pooled key that was changed from outside and thrown away. */
  onBroken?: () => void;
}

const label = 'pooled-key';
const pooled: KeyAlgorithm = 'RSA-3072';
const makeWithinMs = 10_000;

/** Makes the pool. */
export function createKeyPool(options: KeyPoolOptions): KeyPool {
  const { db, clock, custody, macKeyring, lowWater, onBroken } = options;
  // They take a core each: more at once would only make all of them late.
  const limit = createWorkLimit({ atOnce: 2, waitingAtMost: 20, waitMs: makeWithinMs, busy: poolEmpty });

  const count = async () => {
    const { keys } = await db
      .selectFrom('pooledKeys')
      .select(({ fn }) => fn.countAll<bigint>().as('keys'))
      .executeTakeFirstOrThrow();
    return keys;
  };
  const make = async (keyId: string): Promise<ClaimedKey> => {
    const making = limit.run(() => custody.generateKey(pooled, placeOf(keyId)));
    const late = new AbortController();
    const waiting = delay(makeWithinMs, undefined, { signal: late.signal }).then(() => {
      throw poolEmpty();
    });
    // Whichever loses is not waited for.
    waiting.catch(() => undefined);
    making.catch(() => undefined);
    try {
      const { publicKey, blob } = await Promise.race([making, waiting]);
      return { publicKey, sealedPrivateKey: blob };
    } finally {
      late.abort();
    }
  };

  return {
    count,
    async claim(algorithm, keyId) {
      if (algorithm !== pooled) {
        const { publicKey, blob } = await custody.generateKey(algorithm, placeOf(keyId));
        return { publicKey, sealedPrivateKey: blob };
      }
      for (;;) {
        // Each look depends on the one before.
        // oxlint-disable-next-line no-await-in-loop
        const taken = await takePooled(db, algorithm);
        if (taken === undefined) break;
        if (isPooledKeyIntact(macKeyring, taken)) {
          const places = { from: pooledPlace(taken.id), to: placeOf(keyId) };
          // oxlint-disable-next-line no-await-in-loop
          const sealedPrivateKey = await custody.rewrap({ algorithm, blob: taken.sealedPrivateKey }, places);
          return { publicKey: taken.publicKey, sealedPrivateKey };
        }
        // Whose key it is nobody knows: it is gone, and somebody is told.
        onBroken?.();
      }
      return await make(keyId);
    },
    async fill() {
      for (;;) {
        // One after the other: what asks for a key now comes first.
        // oxlint-disable-next-line no-await-in-loop
        if ((await count()) >= BigInt(lowWater)) return;
        const id = newId('pol');
        // oxlint-disable-next-line no-await-in-loop
        const { publicKey, blob } = await limit.run(() => custody.generateKey(pooled, pooledPlace(id)));
        const key = {
          id,
          algorithm: pooled,
          publicKey,
          sealedPrivateKey: blob,
          custody: custody.backend,
          generation: custody.generationOf(blob),
          createdAt: clock.now(),
        };
        // oxlint-disable-next-line no-await-in-loop
        await db
          .insertInto('pooledKeys')
          .values({ ...key, mac: keyedHash(macKeyring, label, ...parts(key)) })
          .execute();
      }
    },
  };
}

/** Throws away pooled keys that are not under this generation of this backend; returns their number. */
export async function dropOutdatedPool(
  db: Db<SignerDatabase>,
  { custody, generation }: { custody: string; generation: number },
): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('pooledKeys')
    .where(sql<boolean>`(custody, generation) is distinct from (${custody}, ${generation}::int)`)
    .executeTakeFirstOrThrow();
  return numDeletedRows;
}

/** Takes the oldest one out; two that ask at the same time get different ones. */
async function takePooled(db: Kysely<SignerDatabase>, algorithm: KeyAlgorithm): Promise<PooledKey | undefined> {
  return await db
    .deleteFrom('pooledKeys')
    .where('id', '=', (from) =>
      from
        .selectFrom('pooledKeys')
        .select('id')
        .where('algorithm', '=', algorithm)
        .orderBy('createdAt')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

function isPooledKeyIntact(macKeyring: Keyring, key: PooledKey): boolean {
  return matchesKeyedHash(macKeyring, key.mac, label, ...parts(key));
}

function parts({ id, algorithm, publicKey, sealedPrivateKey, custody }: Omit<PooledKey, 'mac'>) {
  const blob = createHash('sha256').update(sealedPrivateKey).digest();
  return [id, algorithm, publicKey, blob, custody];
}

function pooledPlace(id: string): SealedAt {
  return { table: 'pooled_keys', row: id, column: 'sealed_private_key' };
}

function poolEmpty() {
  return unavailable('KEY_POOL_EMPTY', 'no key of this algorithm is ready; try again soon', { retryAfterSeconds: 5 });
}
