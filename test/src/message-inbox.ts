/** A message as the inbox shows it. */
export interface Message {
  id: string;
  channel: 'email' | 'sms';
  to: string[];
  subject: string;
  text: string;
}

/** Whether a message is the one that is waited for. */
type Wanted = (message: Message) => boolean;

const limitMs = 20_000;

/** Reads the messages that the product sent. */
export class MessageInbox {
  readonly url: string;
  /** Messages that came while another one was waited for, by channel and address. */
  readonly #waiting = new Map<string, Message[]>();
  /** Id of the last message that was read, by channel and address. */
  readonly #last = new Map<string, string>();

  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
  }

  /** Waits for a message to an address that was not taken before: the first of those wanted. Throws after 20 s. */
  async take(channel: Message['channel'], to: string, wanted: Wanted = () => true): Promise<Message> {
    const key = `${channel} ${to}`;
    const until = Date.now() + limitMs;
    for (;;) {
      const waiting = this.#waiting.get(key) ?? [];
      const found = waiting.find(wanted);
      if (found !== undefined) {
        this.#waiting.set(
          key,
          waiting.filter((message) => message !== found),
        );
        return found;
      }
      if (Date.now() > until) throw new Error(`no such ${channel} message reached ${to} in ${limitMs / 1000} s`);
      // Each look waits for a message by itself.
      // oxlint-disable-next-line no-await-in-loop
      const come = await this.#read(channel, to);
      this.#waiting.set(key, [...waiting, ...come]);
    }
  }

  async #read(channel: Message['channel'], to: string): Promise<Message[]> {
    const key = `${channel} ${to}`;
    const query = new URLSearchParams({ channel, to, wait: '1' });
    const last = this.#last.get(key);
    if (last !== undefined) query.set('after', last);
    const response = await fetch(`${this.url}/api/messages?${query.toString()}`, {
      signal: AbortSignal.timeout(10_000),
    });
    const { messages } = (await response.json()) as { messages: Message[] };
    const newest = messages.at(-1);
    if (newest !== undefined) this.#last.set(key, newest.id);
    return messages;
  }

  /** Every message that reached an address so far, or anybody. */
  async list(to?: string): Promise<Message[]> {
    const query = to === undefined ? '' : `?${new URLSearchParams({ to }).toString()}`;
    const response = await fetch(`${this.url}/api/messages${query}`, { signal: AbortSignal.timeout(10_000) });
    return ((await response.json()) as { messages: Message[] }).messages;
  }

  /** The message exactly as the mail server got it. */
  async raw(id: string): Promise<Buffer> {
    const response = await fetch(`${this.url}/api/messages/${id}/raw`, { signal: AbortSignal.timeout(10_000) });
    return Buffer.from(await response.arrayBuffer());
  }
}

/** Whether a message holds a one-time code: its last line binds the code to the host of the page that asks for it. */
export function holdsCode({ text }: Message): boolean {
  return codeLine.test(text);
}

/** The one-time code in a message. */
export function findCode({ text }: Message): string {
  const [, code] = codeLine.exec(text) ?? [];
  if (code === undefined) throw new Error('the message holds no code');
  return code;
}

const codeLine = /^@\S+ #(\d{6})\s*$/m;

/** The one-time code in a message that is for no page in particular: it stands in a sentence. */
export function findPlainCode({ text }: Message): string {
  const [code] = /(?<!\d)\d{6}(?!\d)/.exec(text) ?? [];
  if (code === undefined) throw new Error('the message holds no code');
  return code;
}

/** Whether a message holds a link with a token. */
export function holdsLink({ text }: Message): boolean {
  return linkWithToken.test(text);
}

/** The token in the fragment of the first link in a message. */
export function findToken({ text }: Message): string {
  const [, token] = linkWithToken.exec(text) ?? [];
  if (token === undefined) throw new Error('the message holds no link with a token');
  return token;
}

const linkWithToken = /https?:\/\/\S+#token=([A-Za-z0-9_-]+)/;
