import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createMailer, createSmsSender, type Mailer, type SmsSender } from '@countersign/messaging';
import { SMTPServer } from 'smtp-server';

/** The outside parties: an SMS provider that answers what it is told to, and a mail server that takes everything. */
export interface Outside {
  /** The forms that the provider took over, as they came. */
  sms: Record<string, string>[];
  /** The mails as they came. */
  mails: string[];
  /** What the provider answers next, by status; 201 when nothing is said. */
  answers: number[];
  mailer: Mailer;
  sender: SmsSender;
  close: () => Promise<void>;
}

/** Starts both on loopback. The provider gives its messages the ids SM1, SM2 and so on. */
export async function startOutside(): Promise<Outside> {
  const sms: Outside['sms'] = [];
  const mails: string[] = [];
  const answers: number[] = [];
  const provider = createServer((request, response) => {
    void text(request).then((body) => {
      const status = answers.shift() ?? 201;
      if (status === 201) sms.push(Object.fromEntries(new URLSearchParams(body)));
      const answer = JSON.stringify(status === 201 ? { sid: `SM${sms.length}` } : { code: 21_211 });
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, _session, done) => void text(stream).then((mail) => (mails.push(mail), done()), done),
  });
  const mailPort = smtp.listen(0, '127.0.0.1');
  await once(mailPort, 'listening');
  const mailer = createMailer({
    smtpUrl: `smtp://127.0.0.1:${(mailPort.address() as AddressInfo).port}`,
    from: 'no-reply@example.com',
  });
  return {
    sms,
    mails,
    answers,
    mailer,
    sender: createSmsSender({
      url: `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
      account: 'AC1',
      token: 'sms-token',
      from: '+12025550100',
    }),
    close: async () => {
      mailer.close();
      provider.close();
      await new Promise<void>((resolve) => smtp.close(resolve));
    },
  };
}
