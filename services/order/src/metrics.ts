import { Counter, Gauge, type Registry } from 'prom-client';
import type { Transition } from './order/order.ts';
import type { ChargeOutcome } from './payment/charging.ts';
import type { EventOutcome } from './payment/payment.ts';
import type { RefundAnswer } from './payment/payment-provider.ts';

/** What an operator sees of the domain. */
export interface OrderMetrics {
  transition: (transition: Transition) => void;
  charge: (outcome: ChargeOutcome) => void;
  refund: (outcome: RefundAnswer['outcome'] | 'unanswered') => void;
  quote: (outcome: 'issued') => void;
  paymentEvent: (outcome: EventOutcome | 'stored' | 'duplicate' | 'invalid') => void;
}

/** What is asked at each scrape. */
export interface OrderGauges {
  oldestAwaitingSeconds: () => Promise<number>;
  oldestSagaSeconds: () => Promise<number>;
  /** Orders that need a person, by trouble. */
  troubles: () => Promise<Readonly<Record<string, number>>>;
}

/** Registers the domain's metrics. */
export function createOrderMetrics(registry: Registry, gauges: OrderGauges): OrderMetrics {
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
  const refunds = new Counter({
    name: 'payment_refunds_total',
    help: 'Calls that pay money back, by outcome',
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
    collect: async (): Promise<void> => oldest.set(await gauges.oldestAwaitingSeconds()),
  });
  const quotes = new Counter({
    name: 'order_quotes_total',
    help: 'Quotes by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const oldestSaga: Gauge = new Gauge({
    name: 'order_saga_oldest_seconds',
    help: 'Seconds since the payment of the oldest order that enrolment has not finished',
    registers,
    collect: async (): Promise<void> => oldestSaga.set(await gauges.oldestSagaSeconds()),
  });
  const troubled: Gauge = new Gauge({
    name: 'order_troubles',
    help: 'Orders that need a person, by trouble',
    labelNames: ['trouble'],
    registers,
    collect: async (): Promise<void> => {
      const counts = await gauges.troubles();
      troubled.reset();
      for (const [trouble, count] of Object.entries(counts)) troubled.set({ trouble }, count);
    },
  });
  return {
    transition: ({ from, to }) => transitions.inc({ from, to }),
    charge: (outcome) => charges.inc({ outcome }),
    refund: (outcome) => refunds.inc({ outcome }),
    quote: (outcome) => quotes.inc({ outcome }),
    paymentEvent: (outcome) => events.inc({ outcome }),
  };
}
