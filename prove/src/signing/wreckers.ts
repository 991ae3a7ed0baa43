import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import type { PlatformDatabases } from '../../../test/src/platform-databases.ts';
import { emptyRedis } from '../wreckers.ts';
import type { KillPoint, SigningWeather } from './plan.ts';

/** What was done to the platform. */
export interface SigningWreckage {
  /** Kills, as `process when point`. */
  kills: string[];
  /** Moments at which the signer was gone. */
  signerKilledAt: Date[];
  redisEmptied: number;
}

interface Place {
  platform: Platform;
  databases: PlatformDatabases;
  signal: AbortSignal;
}

const lookEveryMs = 15;
const slowed: readonly { owner: 'signer' | 'remote-signing'; table: string }[] = [
  { owner: 'signer', table: 'authorised_digests' },
  { owner: 'remote-signing', table: 'signature_requests' },
  { owner: 'remote-signing', table: 'oauth_requests' },
  { owner: 'remote-signing', table: 'oauth_grants' },
];

/** What has to be there since the beginning of a wave. */
const signs: Readonly<Record<KillPoint, { owner: 'signer' | 'remote-signing'; statement: string }>> = {
  prepared: { owner: 'remote-signing', statement: 'select 1 from signature_requests where created_at > $1 limit 1' },
  asked: { owner: 'remote-signing', statement: 'select 1 from oauth_requests where created_at > $1 limit 1' },
  granted: { owner: 'remote-signing', statement: 'select 1 from oauth_grants where created_at > $1 limit 1' },
  redeemed: { owner: 'remote-signing', statement: 'select 1 from oauth_grants where code_used_at > $1 limit 1' },
  authorised: { owner: 'signer', statement: 'select 1 from authorisations where reserved_at > $1 limit 1' },
  reserved: {
    owner: 'signer',
    statement: 'select 1 from batches where reserved_at > $1 and signed_at is null and lost_at is null limit 1',
  },
  signed: { owner: 'signer', statement: 'select 1 from batches where signed_at > $1 limit 1' },
  stored: {
    owner: 'remote-signing',
    statement: 'select 1 from documents where created_at > $1 and signature_request_id is not null limit 1',
  },
};

/** Does to the platform what the weather says, until told to end. */
export async function wreckSigning(weather: SigningWeather, place: Place, wreckage: SigningWreckage): Promise<void> {
  const since = new Date();
  const { platform, databases } = place;
  await slowDown(databases, weather.slowMs);
  const kills = weather.kills.map(async ({ point, victim, afterMs }) => {
    if (!(await reached(point, since, place))) return;
    await delay(afterMs);
    await platform.kill(victim);
    wreckage.kills.push(`${victim} when ${point}`);
    if (victim === 'signer') wreckage.signerKilledAt.push(new Date());
  });
  const flood = async () => {
    if (!weather.emptyRedis || !(await reached('authorised', since, place))) return;
    await emptyRedis(platform);
    wreckage.redisEmptied += 1;
  };
  // A process that is being started again cannot be killed: that is no fault of the product.
  await Promise.allSettled([...kills, flood()]);
}

/** Lets the databases take their time over each change of state, so that there is time for something to go wrong. */
export async function slowDown(databases: PlatformDatabases, slowestMs: number): Promise<void> {
  for (const { owner, table } of slowed) {
    // One after the other: two of them may be in one database, and make the same function.
    // oxlint-disable-next-line no-await-in-loop
    await slowDownTable(databases, { owner, table, slowestMs });
  }
}

async function slowDownTable(
  databases: PlatformDatabases,
  { owner, table, slowestMs }: (typeof slowed)[number] & { slowestMs: number },
): Promise<void> {
  await databases.query(owner, `drop trigger if exists take_time on ${table}`);
  if (slowestMs === 0) return;
  await databases.query(
    owner,
    `create or replace function take_time() returns trigger language plpgsql as
     $$ begin perform pg_sleep(random() * ${slowestMs} / 1000.0); return null; end $$`,
  );
  await databases.query(
    owner,
    `create trigger take_time before update on ${table} for each statement execute function take_time()`,
  );
}

async function reached(point: KillPoint, since: Date, { databases, signal }: Place): Promise<boolean> {
  const { owner, statement } = signs[point];
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop
    if ((await databases.query(owner, statement, [since])).length > 0) return true;
    // oxlint-disable-next-line no-await-in-loop
    await delay(lookEveryMs);
  }
  return false;
}
