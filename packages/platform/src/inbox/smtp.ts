import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MessageStore } from './messages.ts';

export interface MailServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const sizeLimit = 10 * 1024 * 1024;

/** Takes every mail for every address, without login or encryption: it listens on loopback and delivers to a page. */
export async function serveSmtp(
  store: MessageStore,
  { host, port }: { host: string; port: number },
): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: sizeLimit,
    logger: false,
    closeTimeout: 500,
    onData: (stream, session, callback) => {
      takeMail(store, stream, session).then(
        () => callback(),
        (error: unknown) => callback(error as Error),
      );
    },
  });
  // A client that goes away in the middle is no fault of the inbox.
  server.on('error', (error) => {
    if (!server.server.listening) throw error;
  });
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function takeMail(store: MessageStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const raw = await buffer(stream);
  if (stream.sizeExceeded) throw Object.assign(new Error('the message is too large'), { responseCode: 552 });
  const mail = await PostalMime.parse(raw);
  const sender = session.envelope.mailFrom;
  store.add({
    channel: 'email',
    from: mail.from?.address ?? (sender === false ? '' : sender.address),
    // The envelope, not the header: it names hidden recipients too and is what a mail server delivers by.
    to: session.envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    raw,
  });
}
