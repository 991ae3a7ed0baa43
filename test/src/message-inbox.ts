/** A message as the inbox shows it. */
export interface Message {
  id: string;
  channel: 'email' | 'sms';
  to: string[];
  subject: string;
  text: string;
}

/** Reads the messages that the product sent. */
export class MessageInbox {
  readonly url: string;
  readonly #seen = new Set<string>();

  constructor(url: string) {
    this.url = url.replace(/\/$/, '');
  }

  /** Waits for a message to an address that was not taken before; throws after `limitMs`. */
  async take(channel: Message['channel'], to: string, limitMs = 20_000): Promise<Message> {
    const until = Date.now() + limitMs;
    while (Date.now() < until) {
      const query = new URLSearchParams({ channel, to, wait: '1' });
      const after = [...this.#seen]
        .filter((id) => id.startsWith(`${channel} ${to} `))
        .at(-1)
        ?.split(' ')
        .at(-1);
      if (after !== undefined) query.set('after', after);
      // Each look waits for a message by itself.
      // oxlint-disable-next-line no-await-in-loop
      const response = await fetch(`${this.url}/api/messages?${query.toString()}`, {
        signal: AbortSignal.timeout(10_000),
      });
      // oxlint-disable-next-line no-await-in-loop
      const { messages } = (await response.json()) as { messages: Message[] };
      const [next] = messages;
      if (next !== undefined) {
        this.#seen.add(`${channel} ${to} ${next.id}`);
        return next;
      }
    }
    throw new Error(`no ${channel} message reached ${to} in ${limitMs / 1000} s`);
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

/** The first run of `digits` digits in a message that stands alone. */
export function findCode({ text }: Message, digits = 6): string {
  const match = new RegExp(`(?<!\\d)\\d{${digits}}(?!\\d)`).exec(text);
  if (match === null) throw new Error('the message holds no code');
  return match[0];
}

/** The token in the fragment of the first link in a message. */
export function findToken({ text }: Message): string {
  const match = /https?:\/\/\S+#token=([A-Za-z0-9_-]+)/.exec(text);
  if (match?.[1] === undefined) throw new Error('the message holds no link with a token');
  return match[1];
}
