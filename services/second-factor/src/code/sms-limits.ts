import { countAttempt } from '@countersign/attempts';
import { type DomainError, exhausted, forbidden, secondsUntil } from '@countersign/errors';
import type { SecondFactorDb } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';

const hourMs = 3_600_000;

type SmsLimitDeps = Pick<SecondFactorDeps, 'db' | 'clock' | 'policy'>;

// ITU-T E.164: country codes of one digit, of two, and all others of three.
const countryCode = /^\+(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)/;

/** The country code of a number with the three digits after it: what its operator is known by. */
export function prefixOf(number: string): string {
  const [country = '+'] = countryCode.exec(number) ?? [];
  return number.slice(0, country.length + 3);
}

/** Throws `DESTINATION_NOT_SERVED` for a number to which the policy has no text message sent. */
export function requireServed({ policy }: Pick<SecondFactorDeps, 'policy'>, number: string): void {
  const { prefixes } = policy.sms;
  if (prefixes.length === 0 || prefixes.some((prefix) => number.startsWith(prefix))) return;
  throw forbidden('DESTINATION_NOT_SERVED', 'text messages are not sent to numbers of this country or operator');
}

/** Throws `DESTINATION_NOT_SERVED`, or `SMS_CAP_REACHED` while numbers with this beginning are paused. */
export async function requireOpenPrefix(deps: SmsLimitDeps, number: string): Promise<void> {
  requireServed(deps, number);
  const at = deps.clock.now();
  const pausedUntil = await findPause(deps.db, prefixOf(number), at);
  if (pausedUntil !== undefined) throw capReached(pausedUntil, at);
}

/** Counts a text message towards its prefix in this hour, and towards all in this day. Throws `SMS_CAP_REACHED`. */
export async function spendSms({ db, clock, policy }: SmsLimitDeps, number: string): Promise<void> {
  const at = clock.now();
  const { prefixHourLimit, dayLimit } = policy.sms;
  const budgets = [
    { bucket: `sms-prefix:${prefixOf(number)}`, limit: prefixHourLimit, windowMs: hourMs },
    { bucket: 'sms-day', limit: dayLimit, windowMs: 24 * hourMs },
  ];
  for (const budget of budgets) {
    // The narrower one first: what it refuses costs nothing of the day.
    // oxlint-disable-next-line no-await-in-loop
    const { allowed, retryAt } = await countAttempt(db, { ...budget, at });
    if (!allowed) throw capReached(retryAt ?? at, at);
  }
}

async function findPause(db: SecondFactorDb, prefix: string, at: Date): Promise<Date | undefined> {
  const row = await db
    .selectFrom('smsPauses')
    .select('pausedUntil')
    .where('prefix', '=', prefix)
    .where('pausedUntil', '>', at)
    .executeTakeFirst();
  return row?.pausedUntil;
}

function capReached(until: Date, at: Date): DomainError {
  return exhausted('SMS_CAP_REACHED', 'no more text messages are sent now; take e-mail or another factor, or wait', {
    retryAfterSeconds: secondsUntil(until, at),
  });
}
