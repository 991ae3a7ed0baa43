import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { type Kysely, sql } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { SecondFactorDatabase } from '../database.ts';
import type { Policy } from '../policy/policy.ts';

const hourMs = 3_600_000;
/** Fewer sends say nothing. */
const leastSends = 20;

/** What the watch works with. */
export interface ConversionDeps {
  db: Kysely<SecondFactorDatabase>;
  clock: Clock;
  policy: Policy;
  logger: Logger;
}

/**
 * Pauses text messages for an hour to prefixes where too few codes of the last hour came back: who earns by messages that
 * nobody reads has them sent there. A code counts once it came back or is too old. Ends pauses that are over.
 */
export async function watchConversion({ db, clock, policy, logger }: ConversionDeps): Promise<void> {
  const at = clock.now();
  const ended = await db.deleteFrom('smsPauses').where('pausedUntil', '<=', at).returning('prefix').execute();
  for (const { prefix } of ended) logger.info({ prefix }, 'text messages to a prefix are sent again');

  const percent = policy.sms.conversionAlarmPercent;
  if (percent === 0) return;
  const since = new Date(at.getTime() - hourMs);
  const decided = new Date(at.getTime() - policy.pin.lifeMs);
  const { rows } = await sql<{ prefix: string; sent: number; verified: number }>`
    with conversion as (
      select prefix, count(*)::integer as sent, count(verified_at)::integer as verified
      from pin_deliveries
      where prefix is not null and requested_at > ${since} and handed_over_at is not null
        and (verified_at is not null or requested_at <= ${decided})
      group by prefix
    ), paused as (
      insert into sms_pauses (prefix, paused_at, paused_until)
      select prefix, ${at}, ${new Date(at.getTime() + hourMs)} from conversion
      where sent >= ${leastSends} and verified * 100 < ${percent} * sent
      on conflict (prefix) do nothing
      returning prefix
    )
    select conversion.prefix, sent, verified from conversion join paused using (prefix)`.execute(db);
  for (const row of rows) {
    logger.warn(row, 'too few codes that were sent to a prefix came back; it gets no text messages for an hour');
  }
}

/** Watches every minute until closed. */
export function startConversionWatch(deps: ConversionDeps): Rounds {
  return startRounds({
    name: 'the watch over text messages',
    everyMs: 60_000,
    round: () => watchConversion(deps),
    logger: deps.logger,
  });
}

/** Makes the gauge `second_factor_sms_conversion_alarm`: 1 for each prefix that is paused now. */
export function createConversionAlarm(metrics: Registry, { db, clock }: Pick<ConversionDeps, 'db' | 'clock'>): void {
  const alarm: Gauge<'prefix'> = new Gauge({
    name: 'second_factor_sms_conversion_alarm',
    help: 'Prefixes to which no text messages are sent because too few codes came back',
    labelNames: ['prefix'],
    registers: [metrics],
    collect: async (): Promise<void> => {
      const paused = await db.selectFrom('smsPauses').select('prefix').where('pausedUntil', '>', clock.now()).execute();
      alarm.reset();
      for (const { prefix } of paused) alarm.set({ prefix }, 1);
    },
  });
}
