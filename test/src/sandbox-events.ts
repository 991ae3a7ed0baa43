import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '@countersign/platform';
import type { Answer, Problem, RestClient } from './rest-client.ts';

/** An event of the payment sandbox. */
interface ProviderEvent {
  id: string;
  type: string;
  createdAt: string;
  data: { chargeId: string; reference: string; amount: number; currency: string };
}

interface LedgerEntry {
  kind: string;
  id?: string;
  delivery?: { id: string; event: ProviderEvent };
}

/** Somebody who knows the secret of the payment sandbox, and can say what it did or would say. */
export class SandboxInsider {
  readonly #home: string;
  readonly #secret: string;

  private constructor(home: string, secret: string) {
    this.#home = home;
    this.#secret = secret;
  }

  /** Reads the secret of a platform's sandbox. */
  static async of({ home }: Platform): Promise<SandboxInsider> {
    const secret = await readFile(path.join(home, 'secrets', 'sandbox-webhook-secret'), 'utf8');
    return new SandboxInsider(home, secret.trim());
  }

  /** The events about an order that the sandbox has sent or will send; one that goes out twice is there twice. */
  async eventsOf(orderId: string): Promise<ProviderEvent[]> {
    return (await this.#deliveriesOf(orderId)).map(({ event }) => event);
  }

  /** How many of them were not delivered yet. */
  async openDeliveriesOf(orderId: string): Promise<number> {
    return (await this.#deliveriesOf(orderId)).filter(({ isEnded }) => !isEnded).length;
  }

  /** The signature of a body; of another moment or with another secret where they are given. */
  sign(body: string, { at = new Date(), secret = this.#secret }: { at?: Date; secret?: string } = {}): string {
    const time = Math.floor(at.getTime() / 1000);
    return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  }

  /** Sends a body with a signature: the right one unless another is given. */
  async send(api: RestClient, body: string, signature = this.sign(body)): Promise<Answer<Problem>> {
    return await api.send('POST', '/v1/payment-events/sandbox', {
      headers: { 'content-type': 'application/json', 'sandbox-signature': signature },
      body,
    });
  }

  async #deliveriesOf(orderId: string): Promise<{ event: ProviderEvent; isEnded: boolean }[]> {
    const text = await readFile(path.join(this.#home, 'sandbox', 'ledger.jsonl'), 'utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    const entries = lines.map((line) => JSON.parse(line) as LedgerEntry);
    const ended = new Set(entries.flatMap(({ kind, id }) => (kind === 'delivery-ended' ? [id] : [])));
    return entries
      .flatMap(({ delivery }) => delivery ?? [])
      .filter(({ event }) => event.data.reference === orderId)
      .map(({ id, event }) => ({ event, isEnded: ended.has(id) }));
  }
}
