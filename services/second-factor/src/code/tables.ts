import type { SmsState } from '@countersign/messaging';
import type { CodeChannel } from '../database.ts';

/** One send of a code. */
export interface PinDeliveryTable {
  id: string;
  loginPinId: string;
  language: string;
  /** Sealed; null once closed. */
  destination: Buffer | null;
  /** Sealed; null once closed. */
  code: Buffer | null;
  /** Sealed; null once closed, and when the message names nothing else. */
  about: Buffer | null;
  /** Address to which a code goes when this one cannot be delivered, sealed; null for none, and once it can. */
  fallback: Buffer | null;
  /** Beginning of the number that it goes to; null for an e-mail. */
  prefix: string | null;
  requestedAt: Date | null;
  /** Since when a job is handing it over; null when none is. */
  takenAt: Date | null;
  handedOverAt: Date | null;
  /** Id that the provider gave the text message. */
  providerId: string | null;
  /** What the provider said last. */
  receipt: SmsState | null;
  receiptAt: Date | null;
  /** When its code came back. */
  verifiedAt: Date | null;
  closedAt: Date | null;
  /** `delivered`: the provider or mail server has taken it over. */
  outcome: 'delivered' | 'not_wanted' | 'refused' | null;
}

/** A prefix to which no text messages are sent, because too few of the codes came back. */
export interface SmsPauseTable {
  prefix: string;
  pausedAt: Date;
  pausedUntil: Date;
}

/** A message to where the codes of a factor went that was replaced. */
export interface DestinationNoticeTable {
  id: string;
  channel: CodeChannel;
  language: string;
  /** Sealed; null once closed. */
  destination: Buffer | null;
  /** Where the codes go now, masked; empty when none are sent. */
  address: string;
  takenAt: Date | null;
  closedAt: Date | null;
  outcome: 'delivered' | 'refused' | null;
}
