import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import type { PersistentClient } from './persistent-client.ts';
import type { Forgery, Plan, Weather } from './plan.ts';
import type { OrderHandle } from './shopper.ts';

/** What the payment provider says of one charge. */
export interface ProviderCharge {
  id: string;
  status: string;
  reference: string;
  /** Minor units that it really took. */
  captured: number;
  /** Minor units that it paid back. */
  refunded: number;
}

interface LedgerEntry {
  kind: string;
  id?: string;
  charge?: { id: string; status: string; reference: string; amount: number; capturedAmount?: number };
  refund?: { id: string; chargeId: string; amount: number; status: string };
  delivery?: { id: string };
}

const patience = 100;

/** The payment provider as its owner sees it: what it took, what it still has to tell, and how it misbehaves. */
export class Provider {
  readonly #platform: Platform;
  readonly #secretKey: string;
  readonly #webhookSecret: string;

  private constructor(platform: Platform, secretKey: string, webhookSecret: string) {
    this.#platform = platform;
    this.#secretKey = secretKey;
    this.#webhookSecret = webhookSecret;
  }

  /** The sandbox of a platform. */
  static async of(platform: Platform): Promise<Provider> {
    const read = async (name: string) => (await readFile(path.join(platform.home, 'secrets', name), 'utf8')).trim();
    return new Provider(platform, await read('sandbox-secret-key'), await read('sandbox-webhook-secret'));
  }

  /** Lets it misbehave from now on; without faults it is good again. It may be away for a moment. */
  async setFaults(faults: Weather['provider'] | undefined): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        // oxlint-disable-next-line no-await-in-loop
        const { ok } = await fetch(new URL('/faults', this.#platform.sandboxUrl), {
          method: 'POST',
          headers: { authorization: `Bearer ${this.#secretKey}`, 'content-type': 'application/json' },
          body: JSON.stringify(faults ?? {}),
          signal: AbortSignal.timeout(5_000),
        });
        if (ok) return;
        throw new Error('the provider does not take these faults');
      } catch (error) {
        if (tries > patience) throw error;
      }
      // oxlint-disable-next-line no-await-in-loop
      await delay(200);
    }
  }

  /** Everything that it took and paid back, and how many events it still has to deliver. */
  async readBooks(): Promise<{ charges: ProviderCharge[]; undelivered: number }> {
    const text = await readFile(path.join(this.#platform.home, 'sandbox', 'ledger.jsonl'), 'utf8');
    const entries = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LedgerEntry);
    // Later entries say what a thing has become.
    const charges = new Map(entries.flatMap(({ charge }) => (charge === undefined ? [] : [[charge.id, charge]])));
    const refunds = new Map(entries.flatMap(({ refund }) => (refund === undefined ? [] : [[refund.id, refund]])));
    const delivered = new Set(entries.flatMap(({ kind, id }) => (kind === 'delivery-ended' ? [id] : [])));
    const due = new Set(entries.flatMap(({ delivery }) => (delivery === undefined ? [] : [delivery.id])));
    return {
      charges: [...charges.values()].map(({ id, status, reference, amount, capturedAmount }) => ({
        id,
        status,
        reference,
        captured: status === 'captured' ? (capturedAmount ?? amount) : 0,
        refunded: [...refunds.values()]
          .filter((refund) => refund.chargeId === id && refund.status === 'succeeded')
          .reduce((sum, refund) => sum + refund.amount, 0),
      })),
      undelivered: [...due].filter((id) => !delivered.has(id)).length,
    };
  }

  /** Sends events that the provider never sent; tells the kinds that were taken although they must not be. */
  async forge(api: PersistentClient, order: OrderHandle, plan: Plan, dueNow: number): Promise<Forgery[]> {
    const taken: Forgery[] = [];
    for (const kind of plan.forgeries) {
      const { body, signature } = this.#forged(kind, order, plan, dueNow);
      // oxlint-disable-next-line no-await-in-loop
      const { status } = await api.send('POST', '/v1/payment-events/sandbox', {
        headers: { 'content-type': 'application/json', 'sandbox-signature': signature },
        body,
      });
      // Whoever has the secret is the provider, whatever he says: such events are taken and then judged.
      if (status < 300 && (kind === 'wrong_signature' || kind === 'old_signature')) taken.push(kind);
    }
    return taken;
  }

  #forged(kind: Forgery, order: OrderHandle, plan: Plan, dueNow: number) {
    const body = JSON.stringify({
      id: `evt_forged${plan.run}${kind.replaceAll('_', '')}`,
      type: 'charge.captured',
      createdAt: new Date().toISOString(),
      data: {
        chargeId: `ch_forged${plan.run}${kind.replaceAll('_', '')}`,
        reference: kind === 'unknown_order' ? 'ord_00000000000000000000000000' : order.id,
        amount: kind === 'wrong_amount' ? 1 : dueNow,
        currency: kind === 'wrong_currency' ? 'CHF' : plan.currency,
      },
    });
    const at = new Date(kind === 'old_signature' ? Date.now() - 3_600_000 : Date.now());
    const secret = kind === 'wrong_signature' ? 'not the secret' : this.#webhookSecret;
    const time = Math.floor(at.getTime() / 1000);
    const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return { body, signature: `t=${time},v1=${mac}` };
  }
}
