import { DomainError } from '@countersign/errors';
import { type Rounds, startRounds } from '@countersign/runtime';
import type { OrderServiceDeps } from '../deps.ts';
import type { Prices } from '../quote/quote.ts';
import { makeCharge } from './charge.ts';
import { lastPaid, priceTerm } from './renewal.ts';
import { needsTermPrices, takeStep } from './step.ts';
import { findPeriods, lockSubscription } from './subscription-store.ts';

/** Subscriptions that one round looks at. */
const batch = 50;
/** Rounds in one sweep: what is left then comes with the next. */
const mostRounds = 20;

/**
 * Does for every subscription what its calendar says is to be done by now: renewals are begun, buyers told, payment
 * methods charged, licences held and subscriptions ended. Two sweeps at once share the work; returns the number of steps.
 */
export async function sweepSubscriptions(deps: OrderServiceDeps): Promise<number> {
  let steps = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const ids = await findDueSubscriptions(deps);
    if (ids.length === 0) return steps;
    for (const id of ids) {
      // One after the other: several of one order wait for each other anyway.
      // oxlint-disable-next-line no-await-in-loop
      await sweepOne(deps, id);
      steps += 1;
    }
  }
  return steps;
}

async function findDueSubscriptions({ db, clock }: OrderServiceDeps): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriptions')
    .select('id')
    .where('nextStepAt', '<=', clock.now())
    .orderBy('nextStepAt')
    .limit(batch)
    .execute();
  return rows.map(({ id }) => id);
}

/** A fault of one subscription is logged, and put off for an hour: it must not keep the others waiting. */
async function sweepOne(deps: OrderServiceDeps, id: string): Promise<void> {
  const { db, clock, logger } = deps;
  try {
    const prices = await priceFurtherTerm(deps, id);
    const at = clock.now();
    const charge = await db.transaction().execute(async (trx) => {
      const locked = await lockSubscription(trx, id);
      const { nextStepAt } = locked?.subscription ?? { nextStepAt: null };
      // Another sweep was here first.
      if (locked === undefined || nextStepAt === null || nextStepAt > at) return undefined;
      return await takeStep(trx, locked, { prices, termsVersion: deps.termsVersion, at });
    });
    if (charge !== undefined) await makeCharge(deps, charge);
  } catch (error) {
    logger.error({ err: error, subscriptionId: id }, 'a subscription could not be swept; tried again in an hour');
    const later = new Date(clock.now().getTime() + 3_600_000);
    await db
      .updateTable('subscriptions')
      .set({ nextStepAt: later })
      .where('id', '=', id)
      .where('endedAt', 'is', null)
      .execute();
  }
}

/**
 * The price of a further term that the switch will charge; undefined where none is needed, or the catalog no longer sells
 * it: then its buyer is told that the term ends.
 */
async function priceFurtherTerm(deps: OrderServiceDeps, id: string): Promise<Prices | undefined> {
  const { db, clock, logger } = deps;
  const subscription = await db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirst();
  if (subscription === undefined || subscription.endedAt !== null) return undefined;
  const periods = await findPeriods(db, id);
  if (!needsTermPrices(subscription, periods, clock.now())) return undefined;
  try {
    return await priceTerm(deps, { subscription, years: lastPaid(periods).termYears });
  } catch (error) {
    if (!(error instanceof DomainError) || error.transient) throw error;
    logger.warn({ subscriptionId: id, reason: error.reason }, 'a further term is not sold any more');
    return undefined;
  }
}

/** Sweeps every minute until closed. */
export function startSubscriptionSweep(deps: OrderServiceDeps): Rounds {
  const { logger } = deps;
  const round = async () => {
    const steps = await sweepSubscriptions(deps);
    if (steps > 0) logger.info({ steps }, 'subscriptions swept');
  };
  return startRounds({ name: 'the sweep of subscriptions', everyMs: 60_000, round, logger });
}
