import { openJournal } from '../journal.ts';
import type { Card } from './cards.ts';

/** A card behind a token; a token pays once. */
export interface CardToken extends Card {
  readonly token: string;
}

export interface Charge {
  readonly id: string;
  readonly status: 'processing' | 'captured' | 'failed';
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The merchant's own name for what is paid. */
  readonly reference: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** What the merchant is told. */
export interface ProviderEvent {
  readonly id: string;
  readonly type: 'charge.captured';
  readonly createdAt: string;
  readonly data: {
    readonly chargeId: string;
    readonly reference: string;
    readonly amount: number;
    readonly currency: string;
  };
}

/** One sending of an event; an event may be sent more than once. */
export interface Delivery {
  readonly id: string;
  readonly event: ProviderEvent;
  /** How long after its creation it is sent first, in milliseconds. */
  readonly delayMs: number;
}

/** The answer that a repeated request with the same key gets again. */
export interface KeptAnswer {
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: object;
}

type Entry =
  | { readonly kind: 'token'; readonly token: CardToken }
  | { readonly kind: 'token-used'; readonly token: string }
  | { readonly kind: 'charge'; readonly charge: Charge }
  | { readonly kind: 'answer'; readonly answer: KeptAnswer }
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'delivery-ended'; readonly id: string };

/** All that the sandbox knows. It is one thread: what a method checks and then writes cannot be overtaken. */
export interface Ledger {
  readonly addToken: (token: CardToken) => void;
  /** Takes a token, once; `used` and `unknown` say why it cannot. */
  readonly takeToken: (token: string) => CardToken | 'used' | 'unknown';
  /** Writes a charge anew or as it has become. */
  readonly putCharge: (charge: Charge) => void;
  readonly findCharge: (id: string) => Charge | undefined;
  readonly keepAnswer: (answer: KeptAnswer) => void;
  readonly findAnswer: (key: string) => KeptAnswer | undefined;
  readonly addDelivery: (delivery: Delivery) => void;
  readonly endDelivery: (id: string) => void;
  readonly openDeliveries: () => readonly Delivery[];
}

const keptEntries = 20_000;

/** Opens the ledger in its file; the oldest of more than 20,000 entries are forgotten. */
export function openLedger(file: string): Ledger {
  const journal = openJournal<Entry>(file);
  const tokens = new Map<string, CardToken>();
  const used = new Set<string>();
  const charges = new Map<string, Charge>();
  const answers = new Map<string, KeptAnswer>();
  const deliveries = new Map<string, Delivery>();

  const apply = (entry: Entry): void => {
    switch (entry.kind) {
      case 'token':
        tokens.set(entry.token.token, entry.token);
        break;
      case 'token-used':
        used.add(entry.token);
        break;
      case 'charge':
        charges.set(entry.charge.id, entry.charge);
        break;
      case 'answer':
        answers.set(entry.answer.key, entry.answer);
        break;
      case 'delivery':
        deliveries.set(entry.delivery.id, entry.delivery);
        break;
      case 'delivery-ended':
        deliveries.delete(entry.id);
        break;
    }
  };
  const write = (entry: Entry): void => {
    journal.append(entry);
    apply(entry);
  };

  const kept = journal.records.slice(-keptEntries);
  if (kept.length < journal.records.length) journal.rewrite(kept);
  kept.forEach(apply);

  return {
    addToken: (token) => write({ kind: 'token', token }),
    takeToken: (token) => {
      const found = tokens.get(token);
      if (found === undefined) return 'unknown';
      if (used.has(token)) return 'used';
      write({ kind: 'token-used', token });
      return found;
    },
    putCharge: (charge) => write({ kind: 'charge', charge }),
    findCharge: (id) => charges.get(id),
    keepAnswer: (answer) => write({ kind: 'answer', answer }),
    findAnswer: (key) => answers.get(key),
    addDelivery: (delivery) => write({ kind: 'delivery', delivery }),
    endDelivery: (id) => write({ kind: 'delivery-ended', id }),
    openDeliveries: () => [...deliveries.values()],
  };
}
