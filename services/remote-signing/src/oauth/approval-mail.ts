import { DomainError } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { OAuthDependencies } from './dependencies.ts';

/** Job of our own queue: a user is to be told that an application asks him. */
export const approvalTopic = 'approval-asked';

type ApprovalMailDependencies = Pick<OAuthDependencies, 'db' | 'clock' | 'clients' | 'logger' | 'issuer'> & {
  mailer: Mailer;
};

/** What is done with the jobs of approvals. */
export function createApprovalJobs(deps: ApprovalMailDependencies): Readonly<Record<string, JobHandler>> {
  return {
    [approvalTopic]: jobHandler(
      Type.Object({ approvalId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ approvalId }) => await mailApproval(deps, approvalId),
    ),
  };
}

/**
 * Mails a user where to approve what an application asks him for, once, as long as he can. The address opens nothing for
 * anybody who is not logged in as him. After a crash the message goes out again under its Message-ID.
 */
async function mailApproval(deps: ApprovalMailDependencies, id: string): Promise<void> {
  const { db, clock, clients, mailer, logger, issuer } = deps;
  await db.transaction().execute(async (trx) => {
    const asked = await trx
      .selectFrom('oauthRequests as r')
      .innerJoin('oauthClients as c', 'c.id', 'r.clientId')
      .select(['r.userId', 'r.content', 'r.expiresAt', 'c.name'])
      .where('r.id', '=', id)
      .where('r.kind', '=', 'approval')
      .where('r.state', '=', 'waiting')
      .where('r.expiresAt', '>', clock.now())
      .where('r.mailedAt', 'is', null)
      .forUpdate('r')
      .executeTakeFirst();
    if (asked === undefined || asked.userId === null) return;
    const { email, language } = await clients.identity.getValidatedPerson({ userId: asked.userId });
    const message = renderMessage('signatures-asked', resolveLocale(language), {
      application: asked.name,
      signatures: asked.content.signatures,
      link: `${issuer}/approvals/${id}`,
      expiresAt: asked.expiresAt,
    });
    try {
      await mailer.send({ to: email, ...message, messageId: `approval-${id}` });
    } catch (error) {
      if (!(error instanceof DomainError) || error.reason !== 'MESSAGE_REFUSED') throw error;
      logger.warn({ approvalId: id }, 'a mail server refuses what a user is asked for');
    }
    await trx.updateTable('oauthRequests').set({ mailedAt: clock.now() }).where('id', '=', id).execute();
  });
}
