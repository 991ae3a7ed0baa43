import { EventEmitter, once } from 'node:events';
import { openJournal } from '../journal.ts';

export type Channel = 'email' | 'sms';

/** A message as the API shows it. Ids are integers that only grow, also over a restart and a clearing. */
export interface Message {
  readonly id: number;
  readonly channel: Channel;
  readonly from: string;
  readonly to: readonly string[];
  /** Empty for a text message. */
  readonly subject: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly receivedAt: string;
}

/** What is stored of a message besides what is shown. */
interface StoredMessage extends Message {
  /** The message as it came, base64. */
  readonly raw: string;
}

/** Keeps the counter when every message is gone. */
interface Counter {
  readonly lastId: number;
}

export interface MessageFilter {
  /** Address or telephone number of one recipient; letter case and a leading plus do not count. */
  readonly to?: string;
  readonly channel?: Channel;
  /** Only messages with a greater id. Default 0. */
  readonly after?: number;
}

export interface MessageStore {
  readonly add: (message: Omit<Message, 'id' | 'receivedAt'> & { raw: Buffer }) => Message;
  /** Matching messages, oldest first. */
  readonly list: (filter: MessageFilter) => Message[];
  /** Like `list`, but waits until there is one, until `waitMs` have passed or `signal` ends. */
  readonly waitFor: (filter: MessageFilter, waitMs: number, signal: AbortSignal) => Promise<Message[]>;
  readonly find: (id: number) => Message | undefined;
  readonly findRaw: (id: number) => Buffer | undefined;
  readonly clear: () => void;
}

const keptMessages = 1000;

/** Opens the store of the inbox: the last 1000 messages, in a file that survives a restart. */
export function openMessageStore(file: string): MessageStore {
  const journal = openJournal<StoredMessage | Counter>(file);
  const arrivals = new EventEmitter().setMaxListeners(0);
  let lastId = 0;
  let messages: StoredMessage[] = [];
  let lines = journal.records.length;
  for (const record of journal.records) {
    lastId = 'id' in record ? record.id : record.lastId;
    if ('id' in record) messages.push(record);
  }
  messages = messages.slice(-keptMessages);

  const rewrite = (): void => {
    journal.rewrite([...messages, { lastId }]);
    lines = messages.length + 1;
  };
  const list = (filter: MessageFilter): Message[] =>
    messages.filter((message) => matches(message, filter)).map(toShown);

  return {
    add: ({ raw, ...message }) => {
      lastId += 1;
      const stored = { id: lastId, ...message, receivedAt: new Date().toISOString(), raw: raw.toString('base64') };
      messages.push(stored);
      if (messages.length > keptMessages) messages.shift();
      journal.append(stored);
      lines += 1;
      if (lines > 2 * keptMessages) rewrite();
      arrivals.emit('message');
      return toShown(stored);
    },
    list,
    waitFor: async (filter, waitMs, signal) => {
      const over = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
      for (;;) {
        const found = list(filter);
        if (found.length > 0 || over.aborted) return found;
        // oxlint-disable-next-line no-await-in-loop -- each arrival is looked at in turn
        await once(arrivals, 'message', { signal: over }).catch(() => {
          // The time is over or the client is gone: the loop ends by itself.
        });
      }
    },
    find: (id) => {
      const found = messages.find((message) => message.id === id);
      return found === undefined ? undefined : toShown(found);
    },
    findRaw: (id) => {
      const found = messages.find((message) => message.id === id);
      return found === undefined ? undefined : Buffer.from(found.raw, 'base64');
    },
    clear: () => {
      messages = [];
      rewrite();
    },
  };
}

function matches(message: Message, { to, channel, after = 0 }: MessageFilter): boolean {
  return (
    message.id > after &&
    (channel === undefined || message.channel === channel) &&
    (to === undefined || message.to.some((address) => comparable(address) === comparable(to)))
  );
}

/** A plus that was not escaped in a query arrives as a space. */
function comparable(address: string): string {
  return address.trim().replace(/^\+/, '').toLowerCase();
}

function toShown({ id, channel, from, to, subject, text, receivedAt }: Message): Message {
  return { id, channel, from, to, subject, text, receivedAt };
}
