import { measureOutbox } from '@countersign/db';
import type { Kysely } from 'kysely';
import { Gauge, type Registry } from 'prom-client';

/**
 * Registers lag and length of an outbox, read from the database at each scrape. Every instance of a service tells the same
 * figures: they are of the database, not of the instance.
 */
export function observeOutbox<Schema>(db: Kysely<Schema>, registry: Registry): void {
  let underWay: ReturnType<typeof measureOutbox> | undefined;
  // Both figures are collected at once, and share one look.
  const measure = () => {
    underWay ??= measureOutbox(db).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const lag: Gauge = new Gauge({
    name: 'outbox_lag_seconds',
    help: 'Age of the oldest announcement that was not carried to its queue',
    registers: [registry],
    collect: async (): Promise<void> => lag.set((await measure()).lagSeconds),
  });
  const waiting: Gauge = new Gauge({
    name: 'outbox_waiting_rows',
    help: 'Announcements that were not carried to their queue; counted up to 10,000',
    registers: [registry],
    collect: async (): Promise<void> => waiting.set((await measure()).waiting),
  });
}
