import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { sendOnce } from '../mail-once.ts';
import { maskEmail, maskMobile } from '../user/person.ts';
import { findUser } from '../user/user-store.ts';
import { openFormer, openWanted } from './contact-change.ts';
import { findConfirmedChange } from './contact-store.ts';

/** Announced when somebody's e-mail address or mobile number was changed. */
export const contactChangedMailTopic = 'contact-changed-mail';

type MailDeps = Pick<IdentityDeps, 'db' | 'keyring'> & { mailer: Mailer };

/** What the worker does with the topic of changes of contact. */
export function createContactMailJobs(deps: MailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [contactChangedMailTopic]: jobHandler(
      Type.Object({ contactChangeId: Type.String({ minLength: 1, maxLength: 64 }) }),
      async ({ contactChangeId }) => await tellChange(deps, contactChangeId),
    ),
  };
}

/** A new address is told to both mailboxes: whoever lost one must learn it at the other. */
async function tellChange({ db, keyring, mailer }: MailDeps, id: string): Promise<void> {
  const change = await findConfirmedChange(db, id);
  if (change === undefined) return;
  const user = await findUser(db, change.userId);
  if (user === undefined) return;
  const locale = resolveLocale(user.language);
  const wanted = openWanted(keyring, change);
  const at = change.confirmedAt;
  const isEmail = change.formerSealed !== undefined;
  const message = isEmail
    ? renderMessage('email-changed', locale, { address: maskEmail(wanted), at })
    : renderMessage('mobile-changed', locale, { mobile: maskMobile(wanted), at });
  const former = change.formerSealed === undefined ? undefined : openFormer(keyring, id, change.formerSealed);
  const destinations = former === undefined ? [user.email] : [former, wanted];
  for (const [index, to] of destinations.entries()) {
    const messageId = `contact-changed-${id}-${index}`;
    // One after the other: each has its own row, so that a failure of one does not repeat the other.
    // oxlint-disable-next-line no-await-in-loop
    await sendOnce({ db, topic: contactChangedMailTopic, messageId }, async () => {
      await mailer.send({ to, ...message, messageId });
    });
  }
}
