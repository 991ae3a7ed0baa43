import { appendAudit } from '@countersign/audit';
import type { Transaction } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import type { RemoteSigningDatabase } from '../database.ts';
import type { OAuthGrant } from './grant-store.ts';

/** What is told of a grant. */
export interface GrantEvent {
  action: 'application_access.granted' | 'application_access.ended';
  detail: Readonly<Record<string, string | number>>;
  at: Date;
  /** Who did it: a user, an application, or `system`. */
  actor: string;
}

/** Appends to the chain of a grant and, where it was given in an account, announces it for that account's audit. */
export async function recordOfGrant(
  trx: Transaction<RemoteSigningDatabase>,
  { id, clientId, scope, accountId }: Pick<OAuthGrant, 'id' | 'clientId' | 'scope' | 'accountId'>,
  { action, detail, at, actor }: GrantEvent,
): Promise<void> {
  const entry = { stream: id, actor, action, subject: id, detail: { client: clientId, scope, ...detail }, at };
  if (accountId === null) await appendAudit(trx, entry);
  else await appendToAccount(trx, { ...entry, account: accountId });
}
