import { DomainError } from '@countersign/errors';
import { sharedMetric } from '@countersign/runtime';
import { Counter, type Registry } from 'prom-client';

/** The ways of a message. */
type Channel = 'email' | 'sms';

/** Runs a delivery and counts how it ended: `sent`, `refused` for good, or `not_sent`, which is tried again. */
export type CountedDelivery = <T>(delivery: () => Promise<T>) => Promise<T>;

const name = 'message_deliveries_total';

/** Makes the counter of deliveries by one channel; counts nothing without a registry. */
export function countDeliveries(channel: Channel, registry: Registry | undefined): CountedDelivery {
  if (registry === undefined) return (delivery) => delivery();
  const make = () =>
    new Counter({
      name,
      help: 'Messages handed to the mail server or the SMS provider, by what became of them there',
      labelNames: ['channel', 'outcome'],
      registers: [registry],
    });
  const counter = sharedMetric(registry, name, make);
  return async (delivery) => {
    try {
      const result = await delivery();
      counter.inc({ channel, outcome: 'sent' });
      return result;
    } catch (error) {
      const isFinal = error instanceof DomainError && error.reason === 'MESSAGE_REFUSED';
      counter.inc({ channel, outcome: isFinal ? 'refused' : 'not_sent' });
      throw error;
    }
  };
}
