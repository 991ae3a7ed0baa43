import { announcing } from '@countersign/db';
import { findContext } from '@countersign/grpc';
import { sql } from 'kysely';
import type { IdentityDb } from '../database.ts';
import type { LoginNoticeKind } from './tables.ts';

/** Announced when a user is to be told of attempts at his login; carries `userId` and `kind`. */
export const loginNoticeTopic = 'login-notice-mail';
/** A user is told the same once in this time. */
const pauseMs = 24 * 3_600_000;

/** What a user is told, and when and from where it happened. */
export interface LoginNotice {
  /** Network address; empty when it is not known. */
  address: string;
  at: Date;
}

/**
 * Has a user told of attempts at his login, unless he was told the same within a day. For nobody (`userId` undefined) the
 * same statement finds nobody to tell.
 */
export async function tellOwner(
  db: IdentityDb,
  { userId, kind, at }: { userId: string | undefined; kind: LoginNoticeKind; at: Date },
): Promise<void> {
  const address = findContext()?.clientAddress ?? '';
  const job = { queue: 'identity', topic: loginNoticeTopic, payload: { userId: userId ?? '', kind } };
  await sql`
    with noticed as (
      insert into login_notices as n (user_id, kind, address, at)
      select id, ${kind}, ${address}, ${at} from users where id = ${userId ?? ''}
      on conflict (user_id, kind) do update set address = excluded.address, at = excluded.at
        where n.at <= ${new Date(at.getTime() - pauseMs)}
      returning user_id
    )
    ${announcing(job, sql<boolean>`exists (select 1 from noticed)`)}`.execute(db);
}

/** The last notice of a kind to a user; undefined when there was none. */
export async function findLoginNotice(
  db: IdentityDb,
  userId: string,
  kind: LoginNoticeKind,
): Promise<LoginNotice | undefined> {
  return await db
    .selectFrom('loginNotices')
    .select(['address', 'at'])
    .where('userId', '=', userId)
    .where('kind', '=', kind)
    .executeTakeFirst();
}
