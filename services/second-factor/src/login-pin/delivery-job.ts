import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale, type SmsSender } from '@countersign/messaging';
import type { Clock } from '@countersign/runtime';
import type { Keyring } from '@countersign/sealing';
import type { Kysely } from 'kysely';
import { Type } from 'typebox';
import type { SecondFactorDatabase } from '../database.ts';
import type { Outcomes } from '../outcomes.ts';
import { closeDelivery, findOpenDelivery, type OpenDelivery } from './delivery-store.ts';
import { pinLifeMinutes } from './login-pin.ts';

/** Queue and topic of the job that delivers a PIN. */
export const deliveryQueue = 'second-factor';
export const deliveryTopic = 'deliver-pin';

/** What the job works with. */
export interface DeliveryDeps {
  db: Kysely<SecondFactorDatabase>;
  clock: Clock;
  keyring: Keyring;
  mailer: Mailer;
  sms: SmsSender;
  /** Host of the page that asks for the code; named in the message. */
  publicHost: string;
  outcomes: Outcomes;
}

/**
 * The job that delivers a PIN. A code that is too old, replaced or used is not sent. The sealed code is erased when
 * the delivery ends, whichever way; while the provider is out of order the job is tried again.
 */
export function createDeliveryJob(deps: DeliveryDeps): JobHandler {
  return jobHandler(Type.Object({ deliveryId: Type.String() }), async ({ deliveryId }) => {
    const { db, clock, keyring, outcomes } = deps;
    const delivery = await findOpenDelivery(db, keyring, { id: deliveryId, at: clock.now() });
    // Closed by an earlier run of this job, or an id that somebody made up.
    if (delivery === undefined) return;
    const { id } = delivery;
    if (!delivery.isWanted) {
      await closeDelivery(db, { id, outcome: 'not_wanted', at: clock.now() });
      return;
    }
    try {
      await outcomes('deliver_pin', () => send(deps, delivery));
    } catch (error) {
      if (error instanceof DomainError && !error.transient) {
        await closeDelivery(db, { id, outcome: 'refused', at: clock.now() });
      }
      throw error;
    }
    await closeDelivery(db, { id, outcome: 'delivered', at: clock.now() });
  });
}

async function send({ mailer, sms, publicHost }: DeliveryDeps, delivery: OpenDelivery): Promise<void> {
  const { id, channel, language, destination, code } = delivery;
  const message = renderMessage('one-time-pin', resolveLocale(language), {
    code,
    minutes: pinLifeMinutes,
    host: publicHost,
  });
  if (channel === 'sms') await sms.send({ to: destination, text: message.text });
  else await mailer.send({ to: destination, ...message, messageId: id });
}
