import { tokenIssuer } from '@countersign/grpc';
import { importJWK, SignJWT } from 'jose';
import type { AbusedPlatform } from '../abused-platform.ts';
import { readTokenKey } from '../forged-tokens.ts';

/** Roles in an account. */
export const accountRoles = ['owner', 'administrator', 'requester', 'auditor', 'signer'] as const;
/** Roles of staff. */
export const staffRoles = ['operator', 'registration_officer'] as const;

/** Everybody who tries every route. */
export const actorNames = [
  'anonymous',
  'a session that sets up',
  'an owner with one factor',
  'an owner who proved his factors long ago',
  'the owner of another account',
  'nobody of any account',
  'staff who proved their factors long ago',
  ...accountRoles,
  ...staffRoles,
] as const;
export type ActorName = (typeof actorNames)[number];
export type AccountRole = (typeof accountRoles)[number];
export type StaffRole = (typeof staffRoles)[number];

/** Access tokens by actor; absent for the one who has none. */
export type ActorTokens = Readonly<Record<ActorName, string | undefined>>;

/**
 * Makes the actors: users and members of the account with each role as real rows, and tokens as the gateway signs them.
 * So nobody has to log in a dozen times, and each token differs from the owner's in one thing.
 */
export async function makeActors(
  { platform, databases }: AbusedPlatform,
  { accountId, otherAccountId, otherUserId }: { accountId: string; otherAccountId: string; otherUserId: string },
): Promise<ActorTokens> {
  const jwk = await readTokenKey(platform);
  const key = await importJWK(jwk, 'ES256');
  const now = Math.floor(Date.now() / 1000);
  const sign = (sub: string, claims: Record<string, unknown>) =>
    new SignJWT({
      sid: `ses_${sub.slice(4)}`,
      acr: 'urn:countersign:aal2',
      amr: ['pwd', 'otp', 'mfa'],
      scope: 'full',
      roles: [],
      staff_roles: [],
      locale: 'en',
      auth_time: now,
      membership_version: 1,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid })
      .setSubject(sub)
      .setIssuer(tokenIssuer)
      .setAudience(tokenIssuer)
      .setIssuedAt(now)
      .setExpirationTime(now + 900)
      .sign(key);

  const userOf = (name: string) =>
    `usr_${name
      .toUpperCase()
      .replaceAll(/[^A-Z]/g, '')
      .padEnd(26, '0')
      .slice(0, 26)}`;
  const member = async (role: AccountRole) => {
    await databases.query(
      'enrollment',
      `insert into memberships (account_id, user_id, roles, version, created_at) values ($1, $2, $3, 1, now())
       on conflict do nothing`,
      [accountId, userOf(role), [role]],
    );
    return await sign(userOf(role), { account: accountId, roles: [role] });
  };
  for (const name of [...accountRoles, ...staffRoles, 'nobody']) {
    // oxlint-disable-next-line no-await-in-loop
    await databases.query(
      'identity',
      `insert into users (id, email, given_name, surname, language, password_hash, pepper_version, staff_roles, created_at)
       values ($1, $2, 'Robin', 'Sample', 'en', 'none', 1, '{}', now()) on conflict do nothing`,
      [userOf(name), `${name}.matrix@example.com`],
    );
  }
  const owner = { account: accountId, roles: ['owner'] };
  const staff = (role: StaffRole) => sign(userOf(role), { staff_roles: [role] });
  return {
    anonymous: undefined,
    owner: await member('owner'),
    administrator: await member('administrator'),
    requester: await member('requester'),
    auditor: await member('auditor'),
    signer: await member('signer'),
    'a session that sets up': await sign(userOf('owner'), {
      ...owner,
      acr: 'urn:countersign:aal1',
      amr: ['pwd', 'sms'],
      scope: 'set-up',
    }),
    'an owner with one factor': await sign(userOf('owner'), { ...owner, acr: 'urn:countersign:aal1', amr: ['pwd'] }),
    'an owner who proved his factors long ago': await sign(userOf('owner'), { ...owner, auth_time: now - 86_400 }),
    'the owner of another account': await sign(otherUserId, { account: otherAccountId, roles: ['owner'] }),
    'nobody of any account': await sign(userOf('nobody'), {}),
    'staff who proved their factors long ago': await sign(userOf('operator'), {
      staff_roles: staffRoles,
      auth_time: now - 86_400,
    }),
    operator: await staff('operator'),
    registration_officer: await staff('registration_officer'),
  };
}
