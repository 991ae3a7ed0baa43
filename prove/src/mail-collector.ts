import { MessageInbox } from '../../test/src/message-inbox.ts';
import type { Mail } from './books.ts';

/** Takes messages over from the inbox, which forgets the oldest. */
export class MailCollector {
  readonly all: Mail[] = [];
  readonly #inbox: MessageInbox;
  readonly #seen = new Set<string>();

  constructor(inboxUrl: string) {
    this.#inbox = new MessageInbox(inboxUrl);
  }

  /** Takes over what came since the last call. */
  async collect(): Promise<void> {
    for (const { id, channel, to, text } of await this.#inbox.list()) {
      if (channel !== 'email' || this.#seen.has(id)) continue;
      this.#seen.add(id);
      // oxlint-disable-next-line no-await-in-loop
      const raw = (await this.#inbox.raw(id)).toString('latin1');
      const [, messageId = ''] = /^message-id:\s*<([^>]+)>/im.exec(raw) ?? [];
      this.all.push({ to: to[0] ?? '', messageId, activates: text.includes('/activate#token=') });
    }
  }
}
