import { Counter, Gauge, type Registry } from 'prom-client';
import type { Transition } from './order/order.ts';
import type { EventOutcome } from './payment/payment.ts';

/** What an operator sees of the domain. */
export interface OrderMetrics {
  transition: (transition: Transition) => void;
  charge: (outcome: 'accepted' | 'declined' | 'unanswered') => void;
  paymentEvent: (outcome: EventOutcome | 'stored' | 'duplicate' | 'invalid') => void;
}

/** Registers the domain's metrics. `oldestAwaitingSeconds` is asked at each scrape. */
export function createOrderMetrics(registry: Registry, oldestAwaitingSeconds: () => Promise<number>): OrderMetrics {
  const registers = [registry];
  const transitions = new Counter({
    name: 'order_transitions_total',
    help: 'Orders that moved from one status to another',
    labelNames: ['from', 'to'],
    registers,
  });
  const charges = new Counter({
    name: 'payment_charges_total',
    help: 'Calls that charged a payment method, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const events = new Counter({
    name: 'payment_events_total',
    help: "Payment provider's events by what became of them",
    labelNames: ['outcome'],
    registers,
  });
  const oldest: Gauge = new Gauge({
    name: 'order_awaiting_payment_oldest_seconds',
    help: 'Age of the oldest charge whose event has not arrived',
    registers,
    collect: async (): Promise<void> => oldest.set(await oldestAwaitingSeconds()),
  });
  return {
    transition: ({ from, to }) => transitions.inc({ from, to }),
    charge: (outcome) => charges.inc({ outcome }),
    paymentEvent: (outcome) => events.inc({ outcome }),
  };
}
