import { countAttempt } from '@countersign/attempts';
import { announce } from '@countersign/db';
import { exhausted, secondsUntil } from '@countersign/errors';
import { resolveLocale } from '@countersign/messaging';
import { newId } from '@countersign/runtime';
import { randomDigits } from '@countersign/sealing';
import type { CodeChannel } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import { type CodeKey, destinationBudgets, maskDestination, type PlannedSend, planSend, tooEarly } from './code.ts';
import { hashCode, hashDestination } from './code-hash.ts';
import { abandonSend, findSends, lockSends, recordSend, replaceCode } from './code-store.ts';
import { insertDelivery, takeFallback } from './delivery-store.ts';
import { deliveryQueue, deliveryTopic } from './delivery-topics.ts';
import { prefixOf, requireOpenPrefix, spendSms } from './sms-limits.ts';

/** A code to send. */
export interface Send {
  key: CodeKey;
  channel: CodeChannel;
  destination: string;
  language: string;
  /** What the message names beside the code: the new address, masked, or what a factor is asked for. */
  about?: string;
  /** Length of the code; six when absent. */
  digits?: 6 | 8;
  /** Address to which a new code goes by itself when a text message cannot be delivered. */
  fallbackEmail?: string;
  /** Delivery that failed, in whose place this one is sent, once. */
  insteadOf?: string;
  /** Whether a known device of its owner asks for it; nobody else uses up what is left to such. */
  knownDevice?: boolean;
}

/** What sending needs. */
export type SendingDeps = Pick<SecondFactorDeps, 'db' | 'clock' | 'keyring' | 'pepper' | 'policy'>;

/**
 * Draws a code and has it delivered. Throws `RESEND_TOO_EARLY`, `PIN_SENDS_EXHAUSTED`, or for a text message
 * `DESTINATION_NOT_SERVED` or `SMS_CAP_REACHED`; a code that was sent before stays good then.
 */
export async function sendCode(deps: SendingDeps, send: Send) {
  const { key, channel, destination } = send;
  if (channel === 'sms') await requireOpenPrefix(deps, destination);
  const planned = await beginSend(deps, send);
  try {
    await spendDestination(deps, send);
    if (channel === 'sms') await spendSms(deps, destination);
  } catch (error) {
    // A factor that was asked without anything being sent is not asked; asking again says why.
    if (key.purpose === 'factor') await abandonSend(deps.db, { ...planned, at: deps.clock.now() });
    throw error;
  }
  const expiresAt = await completeSend(deps, send, planned);
  return { maskedDestination: maskDestination(send.destination), resendAt: planned.resendAt, expiresAt };
}

/** Takes one of the sends, in a transaction of its own: parallel requests must see that it is taken. */
async function beginSend({ db, clock }: SendingDeps, { key, channel }: Send) {
  return await db.transaction().execute(async (trx) => {
    await lockSends(trx, key);
    const before = await findSends(trx, key);
    const plan = planSend(before, { purpose: key.purpose, channel, at: clock.now() });
    const planned = { id: before?.id ?? newId('pin'), ...plan };
    await recordSend(trx, key, { ...planned, channel });
    return planned;
  });
}

async function spendDestination(
  { db, clock, pepper }: SendingDeps,
  { key, destination, knownDevice = false }: Send,
): Promise<void> {
  const hash = hashDestination(pepper, destination).toString('hex');
  const at = clock.now();
  // Anybody may begin a recovery, and any user may name a stranger's address as his own: neither must use up what is left
  // to those who showed a password, nor to whom the address belongs and who is asked for his consent.
  const prefix = key.purpose === 'login' ? '' : `${purposeOf(key)}-${knownDevice ? 'device-' : ''}`;
  for (const [name, budget] of Object.entries(destinationBudgets)) {
    // The day after the hour: what the hour refuses costs nothing of the day.
    // oxlint-disable-next-line no-await-in-loop
    const { allowed, retryAt } = await countAttempt(db, { bucket: `${prefix}${name}:${hash}`, ...budget, at });
    if (!allowed) {
      throw exhausted('PIN_SENDS_EXHAUSTED', 'too many codes were sent to this destination; try again later', {
        retryAfterSeconds: secondsUntil(retryAt ?? at, at),
      });
    }
  }
}

/** Whose budget a send comes from: what a factor is asked for is counted for each purpose of it, too. */
function purposeOf({ purpose, subjectId }: CodeKey): string {
  return purpose === 'factor' ? `factor-${subjectId.slice(0, subjectId.indexOf(':'))}` : purpose;
}

async function completeSend(
  { db, clock, keyring, pepper, policy }: SendingDeps,
  { key, channel, destination, language, about, digits = 6, fallbackEmail, insteadOf }: Send,
  { id: loginPinId, sendNumber, resendAt }: PlannedSend & { id: string },
): Promise<Date> {
  const at = clock.now();
  const code = randomDigits(digits);
  const expiresAt = new Date(at.getTime() + policy.pin.lifeMs);
  const deliveryId = newId('dlv');
  const drawn = {
    id: loginPinId,
    sendNumber,
    channel,
    destinationHash: hashDestination(pepper, destination),
    codeHash: hashCode(pepper, loginPinId, code),
    deliveryId,
    expiresAt,
  };
  await db.transaction().execute(async (trx) => {
    if (insteadOf !== undefined && !(await takeFallback(trx, insteadOf))) throw tooEarly(resendAt, at);
    if (!(await replaceCode(trx, key, drawn))) throw tooEarly(resendAt, at);
    await insertDelivery(trx, keyring, {
      id: deliveryId,
      loginPinId,
      language: resolveLocale(language),
      destination,
      code,
      requestedAt: at,
      ...(about !== undefined && { about }),
      ...(channel === 'sms' && { prefix: prefixOf(destination) }),
      ...(channel === 'sms' && fallbackEmail !== undefined && { fallback: fallbackEmail }),
    });
    await announce(trx, { queue: deliveryQueue, topic: deliveryTopic, payload: { deliveryId } });
  });
  return expiresAt;
}
