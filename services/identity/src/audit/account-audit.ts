import { type AccountEvent, accountAuditTopic, appendAudit, readAccountEvent } from '@countersign/audit';
import { acceptOnce } from '@countersign/db';
import { forbidden } from '@countersign/errors';
import { type JobHandler, jobHandler } from '@countersign/jobs';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';

type AccountAuditDeps = Pick<IdentityDeps, 'db' | 'auditKey' | 'logger' | 'metrics'>;

const accountId = /^acc_[0-9A-Z]{26}$/;

/**
 * What the worker does with events of the accounts' audit. Its queue is not trusted: an event must carry the MAC of a
 * service, and changes nothing when it comes again.
 */
export function createAuditJobs(deps: AccountAuditDeps): Readonly<Record<string, JobHandler>> {
  const { auditKey, logger, metrics } = deps;
  return {
    [accountAuditTopic]: jobHandler(
      Type.Object({ event: Type.String({ maxLength: 65_536 }), mac: Type.String({ maxLength: 64 }) }),
      async (payload, id) => {
        const event = readAccountEvent(auditKey, payload);
        // The key of a service opens the chains of accounts, and none in which identity tells of users, staff and approvals.
        if (event === undefined || !accountId.test(event.account)) {
          metrics.auditEventForged();
          logger.error({ jobId: id }, 'an event for the audit of an account is not signed by any service');
          throw forbidden('AUDIT_EVENT_FORGED', 'the event is not signed by any service');
        }
        await takeEvent(deps, event);
      },
    ),
  };
}

/** Appends an event to the chain of its account, once: those that come together wait for each other. */
async function takeEvent({ db }: AccountAuditDeps, event: AccountEvent): Promise<void> {
  const { service, source, account, actor, action, subject, detail, at } = event;
  await db.transaction().execute(async (trx) => {
    if (!(await acceptOnce(trx, { handler: accountAuditTopic, eventId: `${service}:${source}` }))) return;
    // Service and source are particulars, too: so the hash covers them.
    await appendAudit(trx, { stream: account, actor, action, subject, detail: { ...detail, service, source }, at });
  });
}
