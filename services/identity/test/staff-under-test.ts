import type { IdentityUnderTest } from './under-test.ts';

/** A user with roles of staff, and what his calls carry. */
export async function aMember(identity: IdentityUnderTest, staffRoles: string[]) {
  const { userId, email } = await identity.register();
  await identity.db.updateTable('users').set({ staffRoles }).where('id', '=', userId).execute();
  return { userId, email, actor: await identity.token({ userId, staffRoles }) };
}

export type Member = Awaited<ReturnType<typeof aMember>>;
