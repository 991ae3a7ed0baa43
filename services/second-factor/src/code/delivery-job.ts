import { announce } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import {
  type FactorOccasion,
  type Mailer,
  type RenderedMessage,
  renderMessage,
  resolveLocale,
  type SmsSender,
} from '@countersign/messaging';
import type { Clock } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import type { CodePurpose, SecondFactorDatabase } from '../database.ts';
import type { Outcomes } from '../outcomes.ts';
import type { Policy } from '../policy/policy.ts';
import {
  closeHandedOver,
  closeUnsent,
  findOpenDelivery,
  giveBackDelivery,
  type OpenDelivery,
  takeDelivery,
} from './delivery-store.ts';
import { deliveryQueue, fallbackTopic } from './delivery-topics.ts';
import { receiptAddress } from './receipts.ts';

/** What the job works with. */
export interface DeliveryDeps {
  db: Kysely<SecondFactorDatabase>;
  policy: Policy;
  clock: Clock;
  keyring: Keyring;
  mailer: Mailer;
  sms: SmsSender;
  /** Host of the page that asks for the code; named in the message. */
  publicHost: string;
  /** Address of the gateway, to which the SMS provider reports. */
  publicUrl: string;
  outcomes: Outcomes;
}

/**
 * The job that delivers a code. A code that is too old, replaced or used is not sent. The sealed code is erased when
 * the delivery ends, whichever way; while the provider is out of order the job is tried again. Two runs at the same time
 * send once; a run after one that died while the provider had the message sends it again, because nobody can tell.
 */
export function createDeliveryJob(deps: DeliveryDeps): JobHandler {
  return jobHandler(Type.Object({ deliveryId: Type.String() }), async ({ deliveryId }) => {
    const { db, clock, keyring, outcomes } = deps;
    const delivery = await findOpenDelivery(db, keyring, { id: deliveryId, at: clock.now() });
    // Closed by an earlier run of this job, or an id that somebody made up.
    if (delivery === undefined) return;
    const { id } = delivery;
    if (!delivery.isWanted) {
      await closeUnsent(db, { id, outcome: 'not_wanted', at: clock.now() });
      return;
    }
    if (!(await takeDelivery(db, { id, at: clock.now() }))) {
      // Tried again: that run may die.
      throw new Error('another run is handing this message over');
    }
    try {
      const providerId = await outcomes('deliver_pin', () => send(deps, delivery));
      await closeHandedOver(db, { id, providerId, at: clock.now() });
    } catch (error) {
      if (error instanceof DomainError && !error.transient) await refuse(deps, id);
      else await giveBackDelivery(db, id);
      throw error;
    }
  });
}

/** The number or address will never be reached: another way is tried where there is one. */
async function refuse({ db, clock }: DeliveryDeps, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await closeUnsent(trx, { id, outcome: 'refused', at: clock.now() }))) return;
    await announce(trx, { queue: deliveryQueue, topic: fallbackTopic, payload: { deliveryId: id } });
  });
}

/** Hands a code over; returns the provider's id of a text message. */
async function send(deps: DeliveryDeps, delivery: OpenDelivery): Promise<string | undefined> {
  const { id, channel, destination: to } = delivery;
  const message = writeMessage(deps, delivery);
  if (channel === 'email') {
    await deps.mailer.send({ to, ...message, messageId: id });
    return undefined;
  }
  const statusCallback = receiptAddress(deps.publicUrl, id);
  const { providerId } = await deps.sms.send({ to, text: message.text, statusCallback });
  return providerId;
}

function writeMessage({ policy, publicHost: host }: DeliveryDeps, delivery: OpenDelivery): RenderedMessage {
  const { purpose, code, about } = delivery;
  const locale = resolveLocale(delivery.language);
  const minutes = policy.pin.lifeMs / 60_000;
  const bound = { code, minutes, host };
  const write: Record<CodePurpose, () => RenderedMessage> = {
    login: () => renderMessage('one-time-pin', locale, bound),
    recovery: () => renderMessage('recovery-code', locale, { code, minutes }),
    contact: () => renderMessage('contact-code', locale, bound),
    contact_consent: () => renderMessage('contact-consent', locale, { code, minutes, address: about }),
    factor_loss: () => renderMessage('factor-loss-code', locale, bound),
    factor: () => renderMessage('factor-code', locale, { ...bound, action: about as FactorOccasion }),
  };
  return write[purpose]();
}
