import { openJournal } from '../journal.ts';
import type { Card, CardBehaviour } from './cards.ts';
import type { ProviderEvent } from './events.ts';

/** A card behind a token, which pays once, or behind a saved method, which pays again and again. */
export interface CardToken extends Card {
  readonly token: string;
}

export interface Charge {
  readonly id: string;
  readonly status: 'processing' | 'requires_action' | 'captured' | 'failed' | 'cancelled';
  /** Minor units, as they were asked for. */
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  /** The merchant's own name for what is paid. */
  readonly reference: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Idempotency key it was made under; absent when it captures what another one has captured already. */
  readonly key?: string;
  readonly behaviour?: CardBehaviour;
  /** Minor units, once captured. */
  readonly capturedAmount?: number;
  /** Why it failed. */
  readonly declineCode?: string;
  /** The card that is to be kept once it is captured. */
  readonly cardToSave?: Card;
  /** Method under which the card was kept. */
  readonly savedMethod?: string;
  /** The page on which the buyer confirms, and where he goes from there. */
  readonly action?: { readonly id: string; readonly returnUrl: string };
  /** Place in the plan of faults. */
  readonly place?: number;
}

export interface Refund {
  readonly id: string;
  readonly chargeId: string;
  /** Minor units of the charge's currency. */
  readonly amount: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
}

export interface Dispute {
  readonly id: string;
  readonly chargeId: string;
  readonly status: 'open' | 'won' | 'lost';
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
  | { readonly kind: 'method'; readonly method: CardToken }
  | { readonly kind: 'charge'; readonly charge: Charge }
  | { readonly kind: 'refund'; readonly refund: Refund }
  | { readonly kind: 'dispute'; readonly dispute: Dispute }
  | { readonly kind: 'answer'; readonly answer: KeptAnswer }
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'delivery-ended'; readonly id: string };

/** All that the sandbox knows. It is one thread: what a method checks and then writes cannot be overtaken. */
export interface Ledger {
  readonly addToken: (token: CardToken) => void;
  /** Takes a token, once; `used` and `unknown` say why it cannot. */
  readonly takeToken: (token: string) => CardToken | 'used' | 'unknown';
  readonly addMethod: (method: CardToken) => void;
  readonly findMethod: (token: string) => CardToken | undefined;
  /** Writes a charge anew or as it has become. */
  readonly putCharge: (charge: Charge) => void;
  readonly findCharge: (id: string) => Charge | undefined;
  readonly findChargeOfAction: (actionId: string) => Charge | undefined;
  /** The charges for a reference, oldest first. */
  readonly chargesFor: (reference: string) => readonly Charge[];
  readonly putRefund: (refund: Refund) => void;
  readonly findRefund: (id: string) => Refund | undefined;
  readonly refundsOf: (chargeId: string) => readonly Refund[];
  readonly putDispute: (dispute: Dispute) => void;
  readonly findDispute: (id: string) => Dispute | undefined;
  readonly disputeOf: (chargeId: string) => Dispute | undefined;
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
  const methods = new Map<string, CardToken>();
  const charges = new Map<string, Charge>();
  const chargeIds = new Map<string, Set<string>>();
  const chargesByAction = new Map<string, string>();
  const refunds = new Map<string, Refund>();
  const disputes = new Map<string, Dispute>();
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
      case 'method':
        methods.set(entry.method.token, entry.method);
        break;
      case 'charge': {
        const { id, reference, action } = entry.charge;
        charges.set(id, entry.charge);
        chargeIds.set(reference, (chargeIds.get(reference) ?? new Set<string>()).add(id));
        if (action !== undefined) chargesByAction.set(action.id, id);
        break;
      }
      case 'refund':
        refunds.set(entry.refund.id, entry.refund);
        break;
      case 'dispute':
        disputes.set(entry.dispute.id, entry.dispute);
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
    addMethod: (method) => write({ kind: 'method', method }),
    findMethod: (token) => methods.get(token),
    putCharge: (charge) => write({ kind: 'charge', charge }),
    findCharge: (id) => charges.get(id),
    findChargeOfAction: (actionId) => charges.get(chargesByAction.get(actionId) ?? ''),
    chargesFor: (reference) => [...(chargeIds.get(reference) ?? [])].flatMap((id) => charges.get(id) ?? []),
    putRefund: (refund) => write({ kind: 'refund', refund }),
    findRefund: (id) => refunds.get(id),
    refundsOf: (chargeId) => [...refunds.values()].filter((refund) => refund.chargeId === chargeId),
    putDispute: (dispute) => write({ kind: 'dispute', dispute }),
    findDispute: (id) => disputes.get(id),
    disputeOf: (chargeId) => [...disputes.values()].find((dispute) => dispute.chargeId === chargeId),
    keepAnswer: (answer) => write({ kind: 'answer', answer }),
    findAnswer: (key) => answers.get(key),
    addDelivery: (delivery) => write({ kind: 'delivery', delivery }),
    endDelivery: (id) => write({ kind: 'delivery-ended', id }),
    openDeliveries: () => [...deliveries.values()],
  };
}
