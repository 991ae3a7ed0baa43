import { DomainError } from '@countersign/errors';
import { type Mailer, renderMessage, resolveLocale } from '@countersign/messaging';
import type { Logger } from '@countersign/runtime';
import type { EnrollmentDb } from '../database.ts';
import { deleteMessage, findMessage } from './message-store.ts';

export interface MessageJobDeps {
  db: EnrollmentDb;
  mailer: Mailer;
  logger: Logger;
}

/** Sends a stored message; nothing happens when it was sent before. */
export async function sendMessage({ db, mailer, logger }: MessageJobDeps, messageId: string): Promise<void> {
  const stored = await findMessage(db, messageId);
  if (stored === undefined) return;
  const { message, email, language, params } = stored;
  const rendered = renderMessage(message, resolveLocale(language), params);
  try {
    // After a crash between here and the end it goes out once more, with the same Message-ID.
    await mailer.send({ to: email, ...rendered, messageId });
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    logger.warn({ messageId, message }, 'message refused for good');
  }
  await deleteMessage(db, messageId);
}

/** Whether a mail server will never take a message to this address. */
export function isRefusedForGood(error: unknown): boolean {
  return error instanceof DomainError && error.reason === 'MESSAGE_REFUSED';
}
