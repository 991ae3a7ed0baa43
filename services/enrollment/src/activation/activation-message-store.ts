import type { Db } from '@countersign/db';
import type { EnrollmentDatabase } from '../database.ts';
import type { ReportedStep } from '../enrolment/enrolment.ts';
import { failuresOf } from '../enrolment/trouble-store.ts';
import type { TokenOrigin } from '../link-token.ts';

/** What the activation message is made of. */
export interface ActivationMessage extends TokenOrigin {
  orderId: string;
  orderNumber: string;
  accountName: string;
  email: string;
  givenName: string;
  surname: string;
  language: string;
  expiresAt: Date;
  /** Whether somebody of that address is a member of an account already. */
  isKnownMember: boolean;
}

/** The message of an activation that waits to be sent; undefined when it was sent, refused or used, or is unknown. */
export async function findUnsentMessage(
  db: Db<EnrollmentDatabase>,
  activationId: string,
): Promise<ActivationMessage | undefined> {
  const row = await db
    .selectFrom('activations')
    .innerJoin('accounts', 'accounts.id', 'activations.accountId')
    .innerJoin('enrolments', 'enrolments.orderId', 'activations.orderId')
    .select((eb) => [
      'activations.id',
      'activations.generation',
      'activations.pepperVersion',
      'activations.orderId',
      'enrolments.orderNumber',
      'accounts.name as accountName',
      'activations.email',
      'activations.givenName',
      'activations.surname',
      'activations.language',
      'activations.expiresAt',
      eb
        .exists(eb.selectFrom('memberships').select('userId').whereRef('memberships.email', '=', 'activations.loginId'))
        .as('isKnownMember'),
    ])
    .where('activations.id', '=', activationId)
    .where('activations.sentAt', 'is', null)
    .where('activations.bouncedAt', 'is', null)
    .where('activations.usedAt', 'is', null)
    .executeTakeFirst();
  return row && { ...row, isKnownMember: Boolean(row.isKnownMember), pepperVersion: Number(row.pepperVersion) };
}

/** The order of an activation; undefined when there is no such activation. */
export async function findOrderId(db: Db<EnrollmentDatabase>, activationId: string): Promise<string | undefined> {
  const row = await db.selectFrom('activations').select('orderId').where('id', '=', activationId).executeTakeFirst();
  return row?.orderId;
}

/** What became of a message: taken over by the mail server, or refused for good. */
export type Delivery = 'sentAt' | 'bouncedAt';

/**
 * Notes what became of the message of a generation, as a step that the order is to be told of, and forgets the failures
 * before it; no step when that was noted before or another link took its place meanwhile.
 */
export async function recordDelivery(
  db: Db<EnrollmentDatabase>,
  { id, generation, orderId }: Pick<ActivationMessage, 'id' | 'generation' | 'orderId'>,
  { delivery, at }: { delivery: Delivery; at: Date },
): Promise<void> {
  const step: ReportedStep = delivery === 'sentAt' ? 'activation_sent' : 'activation_bounced';
  await db
    .with('forgotten', failuresOf(orderId))
    .with('marked', (part) =>
      part
        .updateTable('activations')
        .set({ [delivery]: at })
        .where('id', '=', id)
        .where('generation', '=', generation)
        .where('sentAt', 'is', null)
        .where('bouncedAt', 'is', null)
        .returning('orderId'),
    )
    .insertInto('enrolmentReports')
    .columns(['orderId', 'step', 'reachedAt'])
    .expression((part) =>
      part.selectFrom('marked').select((eb) => ['orderId', eb.val(step).as('step'), eb.val(at).as('reachedAt')]),
    )
    .execute();
}
