import { announce, type Db } from '@countersign/db';
import { isMomentParam, type MessageId, type MessageParams } from '@countersign/messaging';
import { newId } from '@countersign/runtime';
import type { EnrollmentDatabase } from '../database.ts';
import { queueName } from '../queue.ts';

/** A message on its way. */
export interface Message<Id extends MessageId = MessageId> {
  message: Id;
  email: string;
  language: string;
  /** Nothing secret: they are stored as they are until the message is sent. */
  params: MessageParams[Id];
}

/** Stores a message and announces the job that sends it, in the transaction of what it tells of. */
export async function queueMessage<Id extends MessageId>(
  trx: Db<EnrollmentDatabase>,
  { message, email, language, params }: Message<Id>,
  at: Date,
): Promise<void> {
  const id = newId('msg');
  await trx
    .insertInto('messages')
    .values({ id, message, email, language, params: JSON.stringify(params), createdAt: at })
    .execute();
  await announce(trx, { queue: queueName, topic: 'message', payload: { messageId: id } });
}

/** A stored message; undefined when it was sent or is unknown. */
export async function findMessage(db: Db<EnrollmentDatabase>, id: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .select(['message', 'email', 'language', 'params'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const params = Object.entries(row.params as Record<string, unknown>).map(([name, value]) => [
    name,
    isMomentParam(name) ? new Date(String(value)) : value,
  ]);
  return { ...row, message: row.message as MessageId, params: Object.fromEntries(params) as Message['params'] };
}

/** Forgets a message that was handed over, or will never be taken. */
export async function deleteMessage(db: Db<EnrollmentDatabase>, id: string): Promise<void> {
  await db.deleteFrom('messages').where('id', '=', id).execute();
}
