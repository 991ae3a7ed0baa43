import { type JobHandler, jobHandler } from '@countersign/jobs';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import { Type } from 'typebox';
import type { IdentityDeps } from '../dependencies.ts';
import { findDevice, newDeviceMailTopic } from '../device/device-store.ts';
import { sendOnce } from '../mail-once.ts';
import { findUser } from '../user/user-store.ts';
import { findLoginNotice, loginNoticeTopic } from './login-notice.ts';
import type { LoginNoticeKind } from './tables.ts';

type LoginMailDeps = Pick<IdentityDeps, 'db'> & { mailer: Mailer };

const id = Type.String({ minLength: 1, maxLength: 64 });
const kinds = ['password-known', 'login-stopped'] as const satisfies LoginNoticeKind[];

/** What the worker does with the topics of logins. */
export function createLoginMailJobs(deps: LoginMailDeps): Readonly<Record<string, JobHandler>> {
  return {
    [loginNoticeTopic]: jobHandler(
      Type.Object({ userId: id, kind: Type.Enum([...kinds], { type: 'string' }) }),
      async ({ userId, kind }) => await tellAttempts(deps, userId, kind),
    ),
    [newDeviceMailTopic]: jobHandler(
      Type.Object({ deviceId: id }),
      async ({ deviceId }) => await tellDevice(deps, deviceId),
    ),
  };
}

async function tellAttempts({ db, mailer }: LoginMailDeps, userId: string, kind: LoginNoticeKind): Promise<void> {
  const user = await findUser(db, userId);
  const notice = await findLoginNotice(db, userId, kind);
  if (user === undefined || notice === undefined) return;
  const messageId = `${kind}-${userId}-${notice.at.getTime()}`;
  await sendOnce({ db, topic: loginNoticeTopic, messageId }, async () => {
    const locale = resolveLocale(user.language);
    const message =
      kind === 'password-known' ? renderMessage(kind, locale, notice) : renderMessage(kind, locale, { at: notice.at });
    await mailer.send({ to: user.email, ...message, messageId });
  });
}

async function tellDevice({ db, mailer }: LoginMailDeps, deviceId: string): Promise<void> {
  const device = await findDevice(db, deviceId);
  const user = device && (await findUser(db, device.userId));
  if (device === undefined || user === undefined) return;
  const messageId = `new-device-${deviceId}`;
  await sendOnce({ db, topic: newDeviceMailTopic, messageId }, async () => {
    const { label, address, createdAt } = device;
    const params = { at: createdAt, device: label, address };
    const message = renderMessage('new-device', resolveLocale(user.language), params);
    await mailer.send({ to: user.email, ...message, messageId });
  });
}
