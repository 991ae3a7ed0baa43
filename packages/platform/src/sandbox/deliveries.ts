import { createHmac } from 'node:crypto';
import type { Delivery, Ledger } from './ledger.ts';

/** Runs something later; tests bring one that needs no waiting. Returns a function that calls it off. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

export interface DeliveryOptions {
  readonly ledger: Ledger;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly schedule: Schedule;
  readonly now: () => Date;
  /** Called when a delivery goes out for the first time. */
  readonly onDue: (delivery: Delivery) => void;
}

export interface Deliveries {
  readonly send: (delivery: Delivery) => void;
  /** Calls off everything still waiting; it stays in the ledger for the next start. */
  readonly close: () => Promise<void>;
}

const firstRetryMs = 500;
const mostTries = 10;
const answerLimitMs = 10_000;

/** The real clock's schedule. */
export const scheduleByTimer: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/**
 * Value of the header `Sandbox-Signature` of a body: `t=<Unix seconds>,v1=<hex HMAC-SHA256 of t "." body>`. The time is
 * signed too, so that an old event cannot be played again much later.
 */
export function signEvent({ secret, body, at }: { secret: string; body: string; at: Date }): string {
  const time = Math.floor(at.getTime() / 1000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}

/** Sends events to the merchant until each is answered with 2xx: 10 tries, 0.5 s after the first and then twice as long. */
export function startDeliveries(options: DeliveryOptions): Deliveries {
  const { ledger, schedule } = options;
  const waiting = new Set<() => void>();
  const underWay = new Set<Promise<void>>();
  let closed = false;

  const later = (delayMs: number, run: () => Promise<void>): void => {
    if (closed) return;
    const cancel = schedule(delayMs, () => {
      waiting.delete(cancel);
      const work: Promise<void> = run().finally(() => underWay.delete(work));
      underWay.add(work);
    });
    waiting.add(cancel);
  };
  const attempt = async (delivery: Delivery, tried: number): Promise<void> => {
    if (tried === 0) options.onDue(delivery);
    const delivered = await post(options, JSON.stringify(delivery.event));
    if (delivered || tried + 1 >= mostTries) return ledger.endDelivery(delivery.id);
    later(firstRetryMs * 2 ** tried, () => attempt(delivery, tried + 1));
  };

  const send = (delivery: Delivery): void => later(delivery.delayMs, () => attempt(delivery, 0));
  // What an earlier run owed is sent at once.
  for (const delivery of ledger.openDeliveries()) send({ ...delivery, delayMs: 0 });
  return {
    send: (delivery) => {
      ledger.addDelivery(delivery);
      send(delivery);
    },
    close: async () => {
      closed = true;
      for (const cancel of waiting) cancel();
      await Promise.all(underWay);
    },
  };
}

async function post({ webhookUrl, webhookSecret, now }: DeliveryOptions, body: string): Promise<boolean> {
  try {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sandbox-signature': signEvent({ secret: webhookSecret, body, at: now() }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerLimitMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not there or too slow: like any answer but 2xx, it is tried again.
    return false;
  }
}
