import { RestClient } from '../../../test/src/rest-client.ts';
import type { TestPlatform } from '../../../test/src/test-platform.ts';
import { databaseUrlOf } from '../counting/databases.ts';
import { type Users, withDatabase } from '../login/users.ts';

/** Logins that wait for the code of an app. */
export interface WaitingLogins {
  flowIds: readonly string[];
  /** The same for all. */
  flowSecret: string;
}

/**
 * Makes a login for each user that waits for his code. The first one is begun by REST; the others are copies of its row,
 * because checking a password for each takes longer than what is measured.
 */
export async function makeWaitingLogins(
  { platform, url }: TestPlatform,
  { ids, emails, password }: Users,
): Promise<WaitingLogins> {
  const api = new RestClient(url);
  const { flow, flowSecret } = await api.ask<{ flow: { id: string }; flowSecret: string }>('POST', '/v1/login-flows', {
    body: { userId: emails[0] },
  });
  await api.ask('POST', `/v1/login-flows/${flow.id}/password`, {
    headers: { 'login-flow-secret': flowSecret },
    body: { password },
  });
  const prefix = flow.id.slice(0, 4);
  const flowIds = ids.map((_, number) => `${prefix}${String(number).padStart(26, '0')}`);
  await withDatabase(await databaseUrlOf(platform, 'identity'), (client) =>
    client.query(
      `insert into login_flows select (jsonb_populate_record(f, jsonb_build_object('id', n.id, 'user_id', n.user_id,
         'expires_at', now() + interval '1 hour'))).*
       from login_flows f, unnest($2::text[], $3::text[]) as n (id, user_id) where f.id = $1`,
      [flow.id, flowIds, ids],
    ),
  );
  return { flowIds, flowSecret };
}
