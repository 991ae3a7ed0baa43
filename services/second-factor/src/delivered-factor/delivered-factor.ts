import { conflict, DomainError } from '@countersign/errors';
import type { FactorOccasion } from '@countersign/messaging';
import type { FactorPrompt } from '@countersign/proto/second-factor';
import { type Authenticator, toPrompt, wrongState } from '../authenticator/authenticator.ts';
import type { FactorKind, GivenCode, Occasion, Question } from '../authenticator/factor-kind.ts';
import { spendAttempt } from '../budgets.ts';
import { begunAt, type CodeKey, factorKey, maskDestination, requireDestination, type Sends } from '../code/code.ts';
import { matchesSent } from '../code/code-hash.ts';
import { findSends, findSentCode } from '../code/code-store.ts';
import { sendCode } from '../code/sending.ts';
import { requireServed } from '../code/sms-limits.ts';
import type { CodeChannel } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { findDestination, hasDestination, sealDestination, useFactorCode } from './delivered-factor-store.ts';
import { announceNotice } from './destination-notice.ts';

/** What the message says that its code is for. */
const words: Readonly<Record<Occasion['purpose'] | 'recovery', FactorOccasion>> = {
  activation: 'enrol',
  login: 'log_in',
  recovery: 'recover',
  signing: 'sign',
  verification: 'confirm',
};

/** What a code is good for: one that was sent for a login proves no recovery of the same flow, and the other way round. */
function keyOf({ authenticator, purpose, subjectId, recovery }: Question | GivenCode): CodeKey {
  return factorKey(authenticator.id, { purpose: recovery === true ? 'recovery' : purpose, subjectId });
}

/** Codes by text message. */
export const smsKind: FactorKind = deliveredKind('sms', 'Codes by text message');
/** Codes by e-mail. */
export const emailKind: FactorKind = deliveredKind('email', 'Codes by e-mail');

/**
 * A factor to whose destination a code is sent. The first code proves the destination. A code is good for one
 * authenticator and one occasion: one that was sent for a login signs nothing.
 */
function deliveredKind(channel: CodeChannel, defaultLabel: string): FactorKind {
  return {
    kind: channel,
    defaultLabel,
    form: /^(?:[0-9]{6}|[0-9]{8})$/,
    async prepare(deps, { destination: wished, language, replacesId: exceptId }, { userId }) {
      const destination = requireDestination(channel, wished);
      if (channel === 'sms') requireServed(deps, destination);
      // Two of them would be one: who has the telephone has both.
      if (await hasDestination(deps.db, deps.keyring, { userId, destination, exceptId })) {
        throw conflict('DESTINATION_IN_USE', 'another factor sends its codes there');
      }
      await spendAttempt(deps, 'destination-issue', userId);
      return {
        columns: (id) => ({
          destination: sealDestination(deps.keyring, { id, destination }),
          maskedDestination: maskDestination(destination),
        }),
        show: async (authenticator) => {
          const first = { purpose: 'activation', subjectId: authenticator.id } as const;
          return { prompt: await ask(deps, channel, { ...first, authenticator, language, resend: false }) };
        },
      };
    },
    ask: (deps, question) => ask(deps, channel, question),
    async match({ db, pepper }, given) {
      const { authenticator, code, at } = given;
      const sent = await findSentCode(db, keyOf(given));
      if (!matchesSent(pepper, sent, { code }) || sent === undefined) return undefined;
      return {
        authenticatorId: authenticator.id,
        kind: channel,
        use: (using) => useFactorCode(using, { ...sent, authenticatorId: authenticator.id, at }),
      };
    },
    replaced: (trx, deps, { authenticator, by, language }) =>
      announceNotice(trx, deps.keyring, { channel, authenticatorId: authenticator.id, by, language }),
  };
}

/**
 * Sends a code, or tells of the one that is open: asking again sends nothing, only `resend` does. Throws
 * `RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`, `DESTINATION_NOT_SERVED` or `SMS_CAP_REACHED`.
 */
async function ask(deps: SecondFactorDeps, channel: CodeChannel, question: Question): Promise<FactorPrompt> {
  const { authenticator, purpose, language, resend, recovery = false } = question;
  const open = resend ? undefined : await findOpen(deps, question);
  if (open !== undefined) return promptOf(authenticator, channel, open);
  const destination = await findDestination(deps.db, deps.keyring, authenticator.id);
  // It ended since it was chosen.
  if (destination === undefined) throw wrongState();
  try {
    const sent = await sendCode(deps, {
      key: keyOf(question),
      channel,
      destination,
      language,
      about: words[recovery ? 'recovery' : purpose],
      digits: deps.policy.factors.sentDigits,
    });
    return promptOf(authenticator, channel, sent);
  } catch (error) {
    // Somebody asked at the same moment, and one send is enough for both.
    const begun = resend || !isTooEarly(error) ? undefined : await findOpen(deps, question);
    if (begun === undefined) throw error;
    return promptOf(authenticator, channel, begun);
  }
}

interface Sent {
  resendAt: Date;
  expiresAt: Date;
}

/** The send of which the code is good, or about to be drawn; undefined when there is none. */
async function findOpen({ db, clock, policy }: SecondFactorDeps, question: Question): Promise<Sent | undefined> {
  const sends = await findSends(db, keyOf(question));
  if (sends === undefined || sends.usedAt !== null) return undefined;
  const expiresAt = expiryOf(sends, policy.pin.lifeMs);
  const isAwaited = sends.expiresAt !== null || sends.resendAt > clock.now();
  return isAwaited && expiresAt > clock.now() ? { resendAt: sends.resendAt, expiresAt } : undefined;
}

function expiryOf(sends: Pick<Sends, 'sends' | 'resendAt'> & { expiresAt: Date | null }, lifeMs: number): Date {
  return sends.expiresAt ?? new Date(begunAt(sends).getTime() + lifeMs);
}

function isTooEarly(error: unknown): boolean {
  return error instanceof DomainError && error.reason === 'RESEND_TOO_EARLY';
}

function promptOf(authenticator: Authenticator, channel: CodeChannel, { resendAt, expiresAt }: Sent): FactorPrompt {
  const maskedDestination = authenticator.maskedDestination ?? '';
  return toPrompt(authenticator, { channel, maskedDestination, resendAt, expiresAt });
}
