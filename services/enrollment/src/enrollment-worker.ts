import { enumValue } from '@countersign/grpc';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import type { Clock, Logger } from '@countersign/runtime';
import { hashToken, type Keyring } from '@countersign/sealing';
import { Type } from 'typebox';
import { findUnsentMessage, markSent } from './activation/activation-store.ts';
import { activationToken } from './activation/activation-token.ts';
import { getPurchase, type OrderClient } from './clients.ts';
import type { EnrollmentDb } from './database.ts';
import { enrolmentSteps, fullNameOf } from './enrolment/enrolment.ts';
import { announceStep, enrol, listUnreportedSteps, markReported } from './enrolment/enrolment-store.ts';
import type { EnrollmentMetrics } from './metrics.ts';

export interface EnrollmentJobsDeps {
  db: EnrollmentDb;
  clock: Clock;
  orders: OrderClient;
  mailer: Mailer;
  pepper: Keyring;
  /** Base of the links in messages, without a slash at its end. */
  frontendUrl: string;
  logger: Logger;
  metrics: EnrollmentMetrics;
}

const id = Type.String({ minLength: 1, maxLength: 64 });
const firstGeneration = 1;

/** What enrollment does with the jobs of its queue, by topic. */
export function createEnrollmentJobs(deps: EnrollmentJobsDeps): Readonly<Record<string, JobHandler>> {
  return {
    'order-paid': jobHandler(Type.Object({ orderId: id }), ({ orderId }) => enrolOrder(deps, orderId)),
    'activation-mail': jobHandler(Type.Object({ activationId: id }), ({ activationId }) =>
      sendActivationMail(deps, activationId),
    ),
    'report-step': jobHandler(
      Type.Object({ orderId: id, step: Type.Union(enrolmentSteps.map((step) => Type.Literal(step))) }),
      ({ orderId }) => reportSteps(deps, orderId),
    ),
  };
}

/** The job only hints at an order; order says whether it is paid and what was bought. */
async function enrolOrder(deps: EnrollmentJobsDeps, orderId: string): Promise<void> {
  const { db, clock, orders, pepper, logger, metrics } = deps;
  const purchase = await getPurchase(orders, orderId);
  const origin = { generation: firstGeneration, pepperVersion: pepper.current };
  const tokenHashOf = (activationId: string) => hashToken(activationToken(pepper, { activationId, ...origin }));
  const accountId = await db
    .transaction()
    .execute((trx) => enrol(trx, purchase, { ...origin, tokenHashOf, at: clock.now() }));
  if (accountId === undefined) return;
  metrics.enrolled(purchase.tier);
  logger.info({ orderId, accountId, tier: purchase.tier }, 'account created');
}

async function sendActivationMail(deps: EnrollmentJobsDeps, activationId: string): Promise<void> {
  const { db, clock, mailer, pepper, frontendUrl, logger } = deps;
  const message = await findUnsentMessage(db, activationId);
  if (message === undefined) return;
  const { orderId, orderNumber, accountName, email, language, expiresAt } = message;
  // In the fragment, which no server and no log on the way sees.
  const link = `${frontendUrl}/activate#token=${activationToken(pepper, message)}`;
  const rendered = renderMessage('account-activation', resolveLocale(language), {
    name: fullNameOf(message),
    account: accountName,
    link,
    orderNumber,
    expiresAt,
  });
  // SMTP takes part in no transaction: after a crash between this line and the commit the message goes out once more.
  // Twice is better than never, and the Message-ID is the same, so that mail programs can drop the second one.
  await mailer.send({ to: email, ...rendered, messageId: `${activationId}.${message.generation}` });
  logger.info({ activationId, orderId }, 'activation message sent');
  await db.transaction().execute(async (trx) => {
    if (await markSent(trx, activationId, clock.now())) await announceStep(trx, orderId, 'activation_sent');
  });
}

/**
 * Tells order of every step that its enrolment has reached and that it was not told of, in order, whichever step the
 * job names: jobs overtake each other, and one written by hand must not report what did not happen.
 */
async function reportSteps({ db, orders }: EnrollmentJobsDeps, orderId: string): Promise<void> {
  for (const step of await listUnreportedSteps(db, orderId)) {
    // The order of the steps is the point.
    // oxlint-disable-next-line no-await-in-loop
    await orders.recordEnrolmentStep({ orderId, step: enumValue('ENROLMENT_STEP', step) });
    // oxlint-disable-next-line no-await-in-loop
    await markReported(db, orderId, step);
  }
}
