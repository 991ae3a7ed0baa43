import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { findReusedSession } from './session-store.ts';

/** Announced when a session ended because its refresh token came a second time. */
export const sessionReusedMailTopic = 'session-reused-mail';

/** What the worker does with the topics of sessions. */
export function createSessionMailJobs(
  deps: Pick<IdentityDeps, 'db'> & { mailer: Mailer },
): Readonly<Record<string, JobHandler>> {
  return {
    [sessionReusedMailTopic]: jobHandler(
      Type.Object({ sessionId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ sessionId }) => await tellReuse(deps, sessionId),
    ),
  };
}

async function tellReuse(
  { db, mailer }: Pick<IdentityDeps, 'db'> & { mailer: Mailer },
  sessionId: string,
): Promise<void> {
  const session = await findReusedSession(db, sessionId);
  if (session === undefined) return;
  const user = await findUser(db, session.userId);
  if (user === undefined) return;
  const messageId = `session-reused-${sessionId}`;
  await sendOnce({ db, topic: sessionReusedMailTopic, messageId }, async () => {
    const message = renderMessage('session-reused', resolveLocale(user.language), { at: session.endedAt });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}
