import { DomainError } from '@countersign/errors';
import { type CredentialChange, type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import type { GetValidatedPersonResponse } from '@countersign/proto/identity';
import type { Transaction } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import { describeCertificate } from './certificate.ts';
import type { NoticeKind } from './life-store.ts';
import type { SettlingDependencies } from './settling.ts';

type NoticeDependencies = Pick<SettlingDependencies, 'db' | 'clock' | 'clients' | 'logger'> & { mailer: Mailer };

const batch = 50;
const changes = {
  suspended_by_staff: 'credential_suspended_by_staff',
  suspended_after_replacement: 'credential_suspended_after_replacement',
  revoked: 'credential_revoked',
  revoked_by_staff: 'credential_revoked_by_staff',
  revoked_licence_ended: 'credential_revoked_licence_ended',
  rekeyed: 'credential_rekeyed',
} as const satisfies Record<Exclude<NoticeKind, 'expiring'>, CredentialChange>;

/**
 * Mails owners what they have still to be told of their credentials; returns how many were. What cannot be sent now is
 * tried again the next time, and keeps nobody else waiting. After a crash a message goes out again under its Message-ID.
 */
export async function sendNotices(deps: NoticeDependencies): Promise<number> {
  const rows = await deps.db
    .selectFrom('credentialNotices')
    .select('id')
    .where('sentAt', 'is', null)
    .orderBy('id')
    .limit(batch)
    .execute();
  let sent = 0;
  for (const { id } of rows) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      if (await deps.db.transaction().execute((trx) => sendNotice(deps, trx, id))) sent += 1;
    } catch (err) {
      deps.logger.warn({ err, noticeId: id }, 'the owner of a credential is told later');
    }
  }
  return sent;
}

async function sendNotice(
  { clock, clients, mailer, logger }: NoticeDependencies,
  trx: Transaction<RemoteSigningDatabase>,
  id: string,
): Promise<boolean> {
  const notice = await trx
    .selectFrom('credentialNotices as n')
    .innerJoin('credentials as c', 'c.id', 'n.credentialId')
    .select(['n.kind', 'n.at', 'c.userId', 'c.certificate'])
    .where('n.id', '=', id)
    .where('n.sentAt', 'is', null)
    .forUpdate('n')
    .skipLocked()
    .executeTakeFirst();
  if (notice === undefined || notice.certificate === null) return false;
  const { notAfter, serialNumber } = describeCertificate(notice.certificate);
  const { email, language, givenName, surname } = await clients.identity.getValidatedPerson({ userId: notice.userId });
  try {
    const locale = resolveLocale(language);
    const certificate = `${nameOf({ givenName, surname })}, ${serialNumber}`;
    const message =
      notice.kind === 'expiring'
        ? renderMessage('credential-expiring', locale, { certificate, until: notAfter })
        : renderMessage('credential-changed', locale, { certificate, change: wordOf(notice.kind), at: notice.at });
    await mailer.send({ to: email, ...message, messageId: `credential-${id}` });
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== 'MESSAGE_REFUSED') throw error;
    logger.warn({ noticeId: id }, 'a mail server refuses what the owner of a credential is told');
  }
  await trx.updateTable('credentialNotices').set({ sentAt: clock.now() }).where('id', '=', id).execute();
  return true;
}

function wordOf(kind: string): CredentialChange {
  const change = Object.entries(changes).find(([known]) => known === kind)?.[1];
  if (change === undefined) throw new Error(`nothing is known to be told by ${kind}`);
  return change;
}

function nameOf({ givenName, surname }: Pick<GetValidatedPersonResponse, 'givenName' | 'surname'>): string {
  return `${givenName} ${surname}`;
}
