import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { createMailer, type Mail, type Mailer } from '../src/index.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Received {
  recipients: string[];
  raw: string;
}

const aMail = (over: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.com',
  subject: 'Grüße',
  text: 'plain words',
  messageId: 'msg_01',
  ...over,
});

function mailerTo(port: number, timeLimitMs = 5000, metrics = new Registry()): Mailer {
  const mailer = createMailer({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'Countersign <no-reply@shop.example.com>',
    timeLimitMs,
    metrics,
  });
  closers.push(() => mailer.close());
  return mailer;
}

async function startServer(options: SMTPServerOptions = {}): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const keep = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
    const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
    received.push({ recipients, raw: await text(stream) });
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, session, done) => void keep(stream, session).then(() => done(), done),
    ...options,
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closers.push(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (listening.address() as AddressInfo).port, received };
}

const answer = (responseCode: number) => Object.assign(new Error('mailbox of ada@example.com'), { responseCode });

describe('the mailer', () => {
  it('delivers a message with both forms of its text and an id that is the same in every retry', async () => {
    const { port, received } = await startServer();
    const mailer = mailerTo(port);
    await mailer.send(aMail({ html: '<p>marked-up words</p>' }));
    await mailer.send(aMail());
    const [first, second] = received;
    expect(first?.recipients).toEqual(['ada@example.com']);
    expect(first?.raw).toMatch(/^From: Countersign <no-reply@shop\.example\.com>\r$/m);
    expect(first?.raw).toMatch(/^Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=\r$/m);
    expect(first?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(first?.raw).toContain('plain words');
    expect(first?.raw).toContain('<p>marked-up words</p>');
    for (const mail of [first, second]) expect(mail?.raw).toMatch(/^Message-ID: <msg_01@shop\.example\.com>\r$/m);
  });

  it('delivers many messages at once over few connections', async () => {
    let connections = 0;
    const { port, received } = await startServer({
      onConnect(_session, done) {
        connections += 1;
        done();
      },
    });
    const mailer = mailerTo(port);
    await Promise.all(Array.from({ length: 30 }, (_, n) => mailer.send(aMail({ messageId: `msg_${n}` }))));
    expect(received).toHaveLength(30);
    expect(connections).toBeLessThanOrEqual(5);
  });

  it.each([
    ['recipient', 550, 'MESSAGE_REFUSED'],
    ['recipient', 450, 'MESSAGE_NOT_SENT'],
    ['sender', 550, 'MESSAGE_NOT_SENT'],
    ['text', 554, 'MESSAGE_REFUSED'],
    ['text', 451, 'MESSAGE_NOT_SENT'],
  ])('answers a refusal of the %s by %i with %s, and repeats nothing of it', async (what, code, reason) => {
    const { port } = await startServer({
      ...(what === 'recipient' && { onRcptTo: (_address, _session, done) => done(answer(code)) }),
      ...(what === 'sender' && { onMailFrom: (_address, _session, done) => done(answer(code)) }),
      ...(what === 'text' && {
        onData: (stream, _session, done) => void text(stream).then(() => done(answer(code)), done),
      }),
    });
    const metrics = new Registry();
    const failure: unknown = await mailerTo(port, 5000, metrics)
      .send(aMail())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason, transient: reason === 'MESSAGE_NOT_SENT' });
    expect(String(failure) + String((failure as Error).cause)).not.toMatch(/ada|plain words/);
    expect(String((failure as Error).cause)).toContain(String(code));
    const outcome = reason === 'MESSAGE_REFUSED' ? 'refused' : 'not_sent';
    expect(await metrics.metrics()).toContain(`message_deliveries_total{channel="email",outcome="${outcome}"} 1`);
  });

  it('gives up on a server that is not there or never greets', async () => {
    const silent = createServer();
    const sockets: Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const waiting = mailerTo(port, 150).send(aMail());
    await expect(waiting).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT', transient: true });

    for (const socket of sockets) socket.destroy();
    silent.close();
    await once(silent, 'close');
    await expect(mailerTo(port).send(aMail())).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
  });

  it.each([
    'ada@example.com, eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    '"eve@example.com"@example.com',
    'group: eve@example.com;',
    'ada',
    '',
  ])('sends nothing to %p, which is not one address', async (to) => {
    const { port, received } = await startServer();
    await expect(mailerTo(port).send(aMail({ to }))).rejects.toMatchObject({ reason: 'MESSAGE_REFUSED' });
    expect(received).toEqual([]);
  });

  it('keeps a line break in a subject out of the headers', async () => {
    const { port, received } = await startServer();
    await mailerTo(port).send(aMail({ subject: 'hello\r\nBcc: eve@example.com' }));
    expect(received[0]?.recipients).toEqual(['ada@example.com']);
    expect(received[0]?.raw).not.toMatch(/^Bcc:/m);
  });

  it('refuses a message id that could break out of its header', async () => {
    await expect(mailerTo(1).send(aMail({ messageId: 'a>\r\nBcc: b' }))).rejects.toThrow('message id');
  });

  it('refuses a sender without an address', () => {
    expect(() => createMailer({ smtpUrl: 'smtp://127.0.0.1', from: 'Countersign' })).toThrow('sender');
  });
});
