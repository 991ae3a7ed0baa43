import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { findPasswordChange, passwordMailTopic } from './password-store.ts';

type PasswordMailDeps = Pick<IdentityDeps, 'db'> & { mailer: Mailer };

/** What the worker does with the topics of passwords. */
export function createPasswordMailJobs(deps: PasswordMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [passwordMailTopic]: jobHandler(
      Type.Object({ passwordChangeId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ passwordChangeId }) => await tellChange(deps, passwordChangeId),
    ),
  };
}

async function tellChange({ db, mailer }: PasswordMailDeps, id: string): Promise<void> {
  const change = await findPasswordChange(db, id);
  if (change === undefined) return;
  const user = await findUser(db, change.userId);
  if (user === undefined) return;
  const { kind, address, at } = change;
  const messageId = `password-${id}`;
  await sendOnce({ db, topic: passwordMailTopic, messageId }, async () => {
    const locale = resolveLocale(user.language);
    const message =
      kind === 'changed'
        ? renderMessage('password-changed', locale, { at, address })
        : renderMessage('password-reset', locale, { at });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}
