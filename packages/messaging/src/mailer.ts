import { traced } from '@countersign/runtime';
import { createTransport } from 'nodemailer';
import type { Registry } from 'prom-client';
import { notSent, refused } from './delivery-error.ts';
import { countDeliveries } from './delivery-metrics.ts';

const TIME_LIMIT_MS = 20_000;

/** How to reach the mail server. */
export interface MailerOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; `?requireTLS=true` insists on STARTTLS. */
  readonly smtpUrl: string;
  /** The sender, `no-reply@example.com` or `Name <no-reply@example.com>`. */
  readonly from: string;
  /** Limit of one delivery as a whole; 20 seconds when absent. */
  readonly timeLimitMs?: number;
  /** Where deliveries are counted; nowhere when absent. */
  readonly metrics?: Registry;
}

/** One e-mail to one address. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Id of the message with us, letters, digits, `_`, `.` and `-`; becomes its Message-ID, the same in every retry. */
  readonly messageId: string;
}

/** Sends e-mail over a pool of connections. */
export interface Mailer {
  /**
   * Resolves once the server has taken the message over. Throws `MESSAGE_REFUSED` when it never will, and
   * `MESSAGE_NOT_SENT` when a retry may help; after a lost connection a retry may deliver the message twice.
   */
  send(mail: Mail): Promise<void>;
  /** Closes idle connections now, others after their delivery. */
  close(): void;
}

/** Creates a mailer; connects with the first message. Nothing is logged. */
export function createMailer({ smtpUrl, from, timeLimitMs = TIME_LIMIT_MS, metrics }: MailerOptions): Mailer {
  const domain = /@([A-Za-z0-9.-]+)>?$/.exec(from.trim())?.[1];
  if (domain === undefined) throw new Error('the sender of e-mail must be an address');
  const transport = createTransport({
    pool: true,
    url: smtpUrl,
    dnsTimeout: timeLimitMs,
    connectionTimeout: timeLimitMs,
    greetingTimeout: timeLimitMs,
    socketTimeout: timeLimitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const counted = countDeliveries('email', metrics);
  const { hostname } = new URL(smtpUrl);
  const attributes = { 'network.protocol.name': 'smtp', 'server.address': hostname };
  return {
    async send({ to, subject, text, html, messageId }) {
      if (!isOneAddress(to)) throw refused('not one e-mail address');
      if (!/^[\w.-]+$/.test(messageId)) throw new Error('a message id holds only letters, digits, "_", "." and "-"');
      const mail = {
        from,
        to: { name: '', address: to },
        subject,
        text,
        ...(html !== undefined && { html }),
        messageId: `<${messageId}@${domain}>`,
        // RFC 3834 5: keeps automatic answers away.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(timeLimitMs),
      };
      const deliver = async () => {
        await transport.sendMail(mail).catch((error: unknown) => {
          throw deliveryError(error);
        });
      };
      await counted(() => traced('send e-mail', attributes, deliver));
    },
    close: () => transport.close(),
  };
}

// Stricter than RFC 5322: lists, groups, comments and quoted names would let one address be read as several.
function isOneAddress(to: string): boolean {
  return to.length <= 254 && /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(to);
}

// The server's own words are left out: they tend to repeat the address.
function deliveryError(error: unknown) {
  const { code, command, responseCode, permanent } = error as Partial<SmtpFault>;
  const why = ['SMTP', code, command, responseCode].filter((part) => part !== undefined).join(' ');
  // RFC 5321 4.2.1: 5yz is final. But a refusal of us instead of this address or text (AUTH, MAIL FROM) waits for an operator.
  return permanent === true && (command === 'RCPT TO' || command === 'DATA') ? refused(why) : notSent(why);
}

/** What nodemailer adds to its errors, each where it is known. */
interface SmtpFault {
  code: string;
  command: string;
  responseCode: number;
  permanent: boolean;
}
