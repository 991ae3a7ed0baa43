import { type DomainError, exhausted, invalidField } from '@countersign/errors';
import { isMobile } from '@countersign/person';
import type { PinChannel } from '../database.ts';

const minuteMs = 60_000;

/** Channels of a one-time PIN. */
export const pinChannels = ['sms', 'email'] as const satisfies readonly PinChannel[];

/** Time for which a PIN is good. */
export const pinLifeMinutes = 5;
export const pinLifeMs = pinLifeMinutes * minuteMs;

/** Pauses after the first, second and third send of a login flow, in ms; there is no fourth. */
const pausesMs = [30_000, 60_000, 120_000] as const;

/** What one address or number may be sent, whoever asks: text messages cost money and annoy. */
export const destinationBudget = { limit: 5, windowMs: 60 * minuteMs };

/** The sends of a login flow so far. */
export interface Sends {
  sends: number;
  channel: PinChannel;
  resendAt: Date;
  usedAt: Date | null;
}

/** A send that may be made. */
export interface PlannedSend {
  /** 1 for the first of a login flow. */
  sendNumber: number;
  /** Earliest moment of the one after it. */
  resendAt: Date;
}

/**
 * Decides whether a PIN may be sent now; `before` is undefined for the first one. E-mail instead of a text message may
 * be asked for at once, because the text message may never arrive. Throws `PIN_SENDS_EXHAUSTED` or `RESEND_TOO_EARLY`.
 */
export function planSend(before: Sends | undefined, { channel, at }: { channel: PinChannel; at: Date }): PlannedSend {
  const sendNumber = (before?.sends ?? 0) + 1;
  const pauseMs = pausesMs[sendNumber - 1];
  if (pauseMs === undefined || (before?.usedAt ?? null) !== null) {
    throw exhausted('PIN_SENDS_EXHAUSTED', 'no more codes are sent for this login; begin again');
  }
  const alternative = before?.channel === 'sms' && channel === 'email';
  if (before !== undefined && !alternative && at < before.resendAt) throw tooEarly(before.resendAt, at);
  return { sendNumber, resendAt: new Date(at.getTime() + pauseMs) };
}

/** Another code was sent a moment ago. */
export function tooEarly(resendAt: Date, at: Date): DomainError {
  return exhausted('RESEND_TOO_EARLY', 'a code was sent a moment ago; wait before asking for another', {
    retryAfterSeconds: Math.max(1, Math.ceil((resendAt.getTime() - at.getTime()) / 1000)),
  });
}

/** The destination as it is written to: an E.164 number, or one e-mail address. Throws `DESTINATION_INVALID`. */
export function requireDestination(channel: PinChannel, destination: string): string {
  if (channel === 'sms') {
    if (!isMobile(destination)) {
      throw invalidField('DESTINATION_INVALID', '/destination', 'must be an E.164 number such as +12025550189');
    }
  } else if (destination.length > 254 || !/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(destination)) {
    throw invalidField('DESTINATION_INVALID', '/destination', 'must be one e-mail address');
  }
  return destination;
}

/** A destination that its owner recognises and nobody else can use: `+1••••••89`, `a•••@example.com`. */
export function maskDestination(channel: PinChannel, destination: string): string {
  // Always as many dots, so that they do not tell how long the hidden part is.
  if (channel === 'sms') return `${destination.slice(0, 2)}••••••${destination.slice(-2)}`;
  const at = destination.lastIndexOf('@');
  const [first = ''] = destination.slice(0, at);
  return `${first}•••${destination.slice(at)}`;
}
