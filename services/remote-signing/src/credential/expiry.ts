import { sql } from 'kysely';
import { appendToAccount } from '../account-audit.ts';
import { describeCertificate } from './certificate.ts';
import { addNotice, lockCredential } from './life-store.ts';
import type { SettlingDependencies } from './settling.ts';
import type { Credential } from './store.ts';

const dayMs = 86_400_000;
/** Days before the end of which an owner is told, longest first. */
const tellDays = [30, 7] as const;
const batch = 200;

/**
 * Tells owners 30 and 7 days before their certificates end, each once, and notes the end itself; returns the number of
 * credentials. Several processes may do so at the same time.
 */
export async function tellExpiries({ db, clock }: Pick<SettlingDependencies, 'db' | 'clock'>): Promise<number> {
  await fillEnds({ db });
  const at = clock.now();
  const horizon = new Date(at.getTime() + tellDays[0] * dayMs);
  const rows = await db
    .selectFrom('credentials')
    .select('id')
    .where('state', 'in', ['active', 'suspended'])
    .where('notAfter', '<=', horizon)
    .where(sql<boolean>`coalesce(told_expiry_days, 31) > case
      when not_after <= ${at} then 0
      when not_after <= ${new Date(at.getTime() + tellDays[1] * dayMs)} then ${sql.lit(tellDays[1])}
      else ${sql.lit(tellDays[0])} end`)
    .orderBy('notAfter')
    .limit(batch)
    .execute();
  for (const { id } of rows) {
    // oxlint-disable-next-line no-await-in-loop
    await tellExpiry({ db }, id, at);
  }
  return rows.length;
}

async function tellExpiry({ db }: Pick<SettlingDependencies, 'db'>, id: string, at: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const credential = await lockCredential(trx, { id });
    const days = credential && daysToTell(credential, at);
    if (credential === undefined || days === undefined) return;
    await trx.updateTable('credentials').set({ toldExpiryDays: days }).where('id', '=', id).execute();
    if (days > 0) {
      await addNotice(trx, { credentialId: id, kind: 'expiring', at });
      return;
    }
    await appendToAccount(trx, {
      account: credential.accountId,
      stream: id,
      actor: 'system',
      action: 'credential.expired',
      subject: id,
      detail: {},
      at,
    });
  });
}

/** Which of the days is to be told now, 0 for the end itself; undefined for none. */
function daysToTell({ state, notAfter, toldExpiryDays }: Credential, at: Date): number | undefined {
  if (notAfter === null || (state !== 'active' && state !== 'suspended')) return undefined;
  const left = notAfter.getTime() - at.getTime();
  const due = left <= 0 ? 0 : tellDays.findLast((days) => left <= days * dayMs);
  return due === undefined || (toldExpiryDays !== null && toldExpiryDays <= due) ? undefined : due;
}

/** Certificates of before ends were noted. */
async function fillEnds({ db }: Pick<SettlingDependencies, 'db'>): Promise<void> {
  const rows = await db
    .selectFrom('credentials')
    .select(['id', 'certificate'])
    .where('certificate', 'is not', null)
    .where('notAfter', 'is', null)
    .limit(batch)
    .execute();
  for (const { id, certificate } of rows) {
    if (certificate === null) continue;
    const { notAfter } = describeCertificate(certificate);
    // oxlint-disable-next-line no-await-in-loop
    await db.updateTable('credentials').set({ notAfter }).where('id', '=', id).execute();
  }
}
