import { type DomainError, exhausted, invalidField, secondsUntil } from '@countersign/errors';
import { isMobile } from '@countersign/person';
import type { CodeChannel, CodePurpose } from '../database.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Channels of a one-time code. */
export const codeChannels = ['sms', 'email'] as const satisfies readonly CodeChannel[];

/** Pauses after the first, second and third send for one thing, in ms; there is no fourth. */
const pausesMs = [30_000, 60_000, 120_000] as const;

/** What one address or number may be sent, whoever asks: text messages cost money and annoy. */
export const destinationBudgets = {
  'pin-destination': { limit: 5, windowMs: hourMs },
  'pin-destination-day': { limit: 10, windowMs: 24 * hourMs },
} as const;

/** What a code is for; there is one live code for each. */
export interface CodeKey {
  purpose: CodePurpose;
  /** The login flow, recovery flow, contact change or invitation. */
  subjectId: string;
  /** User of a login flow; empty for the other purposes. */
  userId: string;
}

/** Key of a code of a factor: that authenticator, and what it is asked for, nothing else. */
export function factorKey(
  authenticatorId: string,
  { purpose, subjectId }: { purpose: string; subjectId: string },
): CodeKey {
  return { purpose: 'factor', subjectId: `${purpose}:${subjectId}:${authenticatorId}`, userId: '' };
}

/** The sends for one thing so far. */
export interface Sends {
  sends: number;
  /** Channel of the newest send. */
  channel: CodeChannel;
  resendAt: Date;
  usedAt: Date | null;
}

/** A send that may be made. */
export interface PlannedSend {
  /** 1 for the first. */
  sendNumber: number;
  /** Earliest moment of the one after it. */
  resendAt: Date;
  /** Whether the code before it was used, so that the count begins anew. */
  isFresh: boolean;
}

/**
 * Whether a code that was used may be followed by another one for the same thing. A login is over with it; another
 * purpose may not be, because what its caller did with the proof may have failed.
 */
export function mayFollowUsed(purpose: CodePurpose): boolean {
  return purpose !== 'login';
}

/**
 * Decides whether a code may be sent now; `before` is undefined for the first one. E-mail instead of a text message may
 * be asked for at once, because the text message may never arrive. Throws `PIN_SENDS_EXHAUSTED` or `RESEND_TOO_EARLY`.
 */
export function planSend(
  before: Sends | undefined,
  { purpose, channel, at }: { purpose: CodePurpose; channel: CodeChannel; at: Date },
): PlannedSend {
  const isUsed = (before?.usedAt ?? null) !== null;
  // A factor is asked again for the same thing as often as its user proved himself by it.
  const isFresh = isUsed && purpose === 'factor';
  const sendNumber = (isFresh ? 0 : (before?.sends ?? 0)) + 1;
  const pauseMs = pausesMs[sendNumber - 1];
  if (pauseMs === undefined || (isUsed && !mayFollowUsed(purpose))) {
    throw exhausted('PIN_SENDS_EXHAUSTED', 'no more codes are sent for this; begin again');
  }
  const alternative = before?.channel === 'sms' && channel === 'email';
  if (before !== undefined && !isFresh && !alternative && at < before.resendAt) throw tooEarly(before.resendAt, at);
  return { sendNumber, resendAt: new Date(at.getTime() + pauseMs), isFresh };
}

/** When the newest send began. */
export function begunAt({ sends, resendAt }: Pick<Sends, 'sends' | 'resendAt'>): Date {
  return new Date(resendAt.getTime() - (pausesMs[sends - 1] ?? 0));
}

/** Another code was sent a moment ago. */
export function tooEarly(resendAt: Date, at: Date): DomainError {
  return exhausted('RESEND_TOO_EARLY', 'a code was sent a moment ago; wait before asking for another', {
    retryAfterSeconds: secondsUntil(resendAt, at),
  });
}

/** The destination as it is written to: an E.164 number, or one e-mail address. Throws `DESTINATION_INVALID`. */
export function requireDestination(channel: CodeChannel, destination: string, pointer = '/destination'): string {
  if (channel === 'sms') {
    if (!isMobile(destination)) {
      throw invalidField('DESTINATION_INVALID', pointer, 'must be an E.164 number such as +12025550189');
    }
  } else if (destination.length > 254 || !/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(destination)) {
    throw invalidField('DESTINATION_INVALID', pointer, 'must be one e-mail address');
  }
  return destination;
}

/** A destination that its owner recognises and nobody else can use: `+1••••••89`, `a•••@example.com`. */
export function maskDestination(destination: string): string {
  const at = destination.lastIndexOf('@');
  // Always as many dots, so that they do not tell how long the hidden part is.
  if (at === -1) return `${destination.slice(0, 2)}••••••${destination.slice(-2)}`;
  const [first = ''] = destination.slice(0, at);
  return `${first}•••${destination.slice(at)}`;
}
