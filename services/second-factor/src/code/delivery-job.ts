import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import {
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
import { closeDelivery, findOpenDelivery, type OpenDelivery } from './delivery-store.ts';

/** Queue and topic of the job that delivers a code. */
export const deliveryQueue = 'second-factor';
export const deliveryTopic = 'deliver-pin';

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
  outcomes: Outcomes;
}

/**
 * The job that delivers a code. A code that is too old, replaced or used is not sent. The sealed code is erased when
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

async function send(deps: DeliveryDeps, delivery: OpenDelivery): Promise<void> {
  const { id, channel, destination } = delivery;
  const message = writeMessage(deps, delivery);
  if (channel === 'sms') await deps.sms.send({ to: destination, text: message.text });
  else await deps.mailer.send({ to: destination, ...message, messageId: id });
}

function writeMessage({ policy, publicHost: host }: DeliveryDeps, delivery: OpenDelivery): RenderedMessage {
  const { purpose, code, about: address } = delivery;
  const locale = resolveLocale(delivery.language);
  const minutes = policy.pin.lifeMs / 60_000;
  const write: Record<CodePurpose, () => RenderedMessage> = {
    login: () => renderMessage('one-time-pin', locale, { code, minutes, host }),
    recovery: () => renderMessage('recovery-code', locale, { code, minutes }),
    contact: () => renderMessage('contact-code', locale, { code, minutes, host }),
    contact_consent: () => renderMessage('contact-consent', locale, { code, minutes, address }),
  };
  return write[purpose]();
}
