import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type Inbox, startInbox } from '../src/inbox/inbox.ts';

const sms = { account: 'AC0123456789abcdef0123456789abcdef', token: 'sms-token' };
let folder: string;
let inbox: Inbox;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-inbox-'));
  inbox = await start();
});
afterEach(async () => {
  await inbox.close();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<Inbox> {
  const file = path.join(folder, 'messages.jsonl');
  return startInbox({ host: '127.0.0.1', httpPort: 0, smtpPort: 0, file, sms, smsReportMs: 1 });
}

function address(target: string): string {
  return `http://127.0.0.1:${inbox.httpPort}${target}`;
}

async function list(
  query = '',
): Promise<{ id: number; channel: string; to: string[]; subject: string; text: string }[]> {
  const response = await fetch(address(`/api/messages${query}`));
  expect(response.status).toBe(200);
  return (
    (await response.json()) as {
      messages: { id: number; channel: string; to: string[]; subject: string; text: string }[];
    }
  ).messages;
}

async function mail(to: string, subject: string, text = 'Hello', html?: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: inbox.smtpPort, secure: false });
  try {
    const message = { from: 'Countersign <no-reply@example.com>', to, subject, text };
    await transport.sendMail(html === undefined ? message : { ...message, html });
  } finally {
    transport.close();
  }
}

function sendSms(fields: Record<string, string>, { account = sms.account, token = sms.token } = {}): Promise<Response> {
  return fetch(address(`/2010-04-01/Accounts/${account}/Messages.json`), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
}

const aText = { To: '+4915112345678', From: '+15005550006', Body: 'Your PIN is 123456' };

describe('mail', () => {
  it('is taken by SMTP, decoded, and listed oldest first with ids that grow', async () => {
    await mail('ada@example.com', 'Grüße', 'Zeile eins\nZeile zwei – lang', '<p>Zeile</p>');
    await mail('bob@example.com', 'Second');
    const messages = await list();
    expect(messages).toEqual([
      {
        id: expect.any(Number),
        channel: 'email',
        from: 'no-reply@example.com',
        to: ['ada@example.com'],
        subject: 'Grüße',
        text: expect.stringContaining('Zeile zwei – lang'),
        receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
      expect.objectContaining({ subject: 'Second' }),
    ]);
    expect(messages[1]?.id).toBeGreaterThan(messages[0]?.id ?? Infinity);
  });

  it('is found by recipient, whatever the letter case, by channel and after an id', async () => {
    await mail('Ada@Example.com', 'one');
    await mail('bob@example.com', 'two');
    await mail('ada@example.com', 'three');
    const [one] = await list('?to=ada@example.com');
    expect((await list('?to=ada@example.com')).map(({ subject }) => subject)).toEqual(['one', 'three']);
    expect((await list(`?to=ada@example.com&after=${one?.id}`)).map(({ subject }) => subject)).toEqual(['three']);
    expect(await list('?channel=sms')).toEqual([]);
  });

  it('can be taken out as it came', async () => {
    await mail('ada@example.com', 'raw', 'body');
    const [message] = await list();
    const response = await fetch(address(`/api/messages/${message?.id}/raw`));
    expect(response.headers.get('content-type')).toBe('message/rfc822');
    expect(await response.text()).toMatch(/^From: Countersign <no-reply@example.com>\r\n[^]*\r\n\r\nbody/);
    const one = await fetch(address(`/api/messages/${message?.id}`));
    expect(await one.json()).toEqual(message);
  });
});

describe('text messages', () => {
  it('are taken in the form of the provider and found by number', async () => {
    const response = await sendSms(aText);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: 'queued',
      to: aText.To,
    });
    const [message] = await list('?to=+4915112345678&channel=sms');
    expect(message).toMatchObject({ channel: 'sms', from: aText.From, to: [aText.To], text: aText.Body });
    expect(await list(`?to=${encodeURIComponent(aText.To)}`)).toHaveLength(1);
  });

  it.each([
    ['a wrong token', aText, { token: 'guess' }, 401, 20_003],
    ['another account', aText, { account: 'AC1' }, 401, 20_003],
    ['no recipient', { ...aText, To: '' }, {}, 400, 21_604],
    ['a recipient that is no number', { ...aText, To: '0151 1234' }, {}, 400, 21_211],
    ['no text', { ...aText, Body: '' }, {}, 400, 21_602],
  ])('are refused with %s', async (_, fields, credentials, status, code) => {
    const response = await sendSms(fields, credentials);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, status });
    expect(await list()).toEqual([]);
  });
});

describe('what becomes of a text message', () => {
  /** Where the inbox reports to, until as many reports came as are wanted. */
  async function reports(to: string, count: number) {
    const received: { fields: Record<string, string>; signature: unknown }[] = [];
    const all = Promise.withResolvers<void>();
    const receiver = createServer((request, response) => {
      void readText(request).then((body) => {
        const fields = Object.fromEntries(new URLSearchParams(body));
        received.push({ fields, signature: request.headers['x-twilio-signature'] });
        response.writeHead(204).end();
        if (received.length === count) all.resolve();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/delivery-receipts/dlv_1`;
    const response = await sendSms({ ...aText, To: to, StatusCallback: url });
    expect(response.status).toBe(201);
    const { sid } = (await response.json()) as { sid: string };
    await all.promise;
    receiver.closeAllConnections();
    receiver.close();
    return { received, url, sid };
  }

  it('is reported to the address that it came with, in forms that are signed', async () => {
    const { received, url, sid } = await reports(aText.To, 2);
    expect(received.map(({ fields }) => fields['MessageStatus'])).toEqual(['sent', 'delivered']);
    for (const { fields, signature } of received) {
      expect(fields).toMatchObject({ MessageSid: sid, AccountSid: sms.account, To: aText.To, From: aText.From });
      const names = Object.keys(fields).toSorted();
      const signed = url + names.map((name) => name + fields[name]).join('');
      expect(signature).toBe(createHmac('sha1', sms.token).update(signed).digest('base64'));
    }
  });

  it('is a failure for the number of which that is known', async () => {
    const { received } = await reports('+15005550009', 2);
    expect(received[1]?.fields).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30003' });
    expect(await list('?channel=sms')).toEqual([]);
  });

  it.each([
    [{ To: '+15005550001' }, 21_211],
    [{ StatusCallback: 'mailto:ada@example.com' }, 21_609],
  ])('is a refusal for %j', async (over, code) => {
    const response = await sendSms({ ...aText, ...over });
    expect([response.status, await response.json()]).toMatchObject([400, { code }]);
  });
});

describe('waiting', () => {
  it('answers as soon as a message that matches arrives, and not for another one', async () => {
    const waiting = list('?to=ada@example.com&wait=30');
    await mail('bob@example.com', 'not this');
    await mail('ada@example.com', 'this');
    expect((await waiting).map(({ subject }) => subject)).toEqual(['this']);
  });

  it('answers with an empty list when the time is over', async () => {
    expect(await list('?to=nobody@example.com&wait=0.05')).toEqual([]);
  });

  it.each(['wait=31', 'wait=-1', 'wait=x', 'after=x', 'channel=fax'])('refuses %s', async (query) => {
    expect((await fetch(address(`/api/messages?${query}`))).status).toBe(400);
  });
});

describe('the page', () => {
  it('shows what strangers wrote as text only, with its addresses as links', async () => {
    const link = 'https://example.com/activate?a=1&b=2#token=abc';
    await mail('a&b@example.com', '<script>alert(1)</script>', `Go to ${link}.\n<img src=x onerror=alert(1)> "quoted"`);
    const listPage = await (await fetch(address('/'))).text();
    const [message] = await list();
    const response = await fetch(address(`/messages/${message?.id}`));
    const page = await response.text();
    expect(`${listPage}${page}`).not.toMatch(/<script|<img|<i>/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;quoted&quot;');
    expect(page).toContain('href="https://example.com/activate?a=1&amp;b=2#token=abc"');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('lists the newest message first', async () => {
    await mail('ada@example.com', 'older');
    await mail('ada@example.com', 'newer');
    const page = await (await fetch(address('/'))).text();
    expect(page.indexOf('newer')).toBeGreaterThan(0);
    expect(page.indexOf('newer')).toBeLessThan(page.indexOf('older'));
  });

  it('answers 404 for what is not there and 405 for another method', async () => {
    expect((await fetch(address('/messages/999'))).status).toBe(404);
    expect((await fetch(address('/elsewhere'))).status).toBe(404);
    expect((await fetch(address('/api/messages'), { method: 'PUT' })).status).toBe(405);
  });
});

it('keeps its messages over a restart, and its counter even when they are cleared', async () => {
  await mail('ada@example.com', 'kept');
  const before = await list();
  await inbox.close();
  inbox = await start();
  expect(await list()).toEqual(before);

  expect((await fetch(address('/api/messages'), { method: 'DELETE' })).status).toBe(204);
  expect(await list()).toEqual([]);
  await inbox.close();
  inbox = await start();
  await mail('ada@example.com', 'next');
  const [next] = await list();
  expect(next?.id).toBeGreaterThan(before[0]?.id ?? Infinity);
});

it('keeps the last thousand messages', async () => {
  const { openMessageStore } = await import('../src/inbox/messages.ts');
  const file = path.join(folder, 'many.jsonl');
  const store = openMessageStore(file);
  for (let count = 1; count <= 2100; count += 1) {
    store.add({ channel: 'sms', from: '+1', to: ['+2'], subject: '', text: `${count}`, raw: Buffer.from('') });
  }
  const kept = openMessageStore(file).list({});
  expect([kept.length, kept[0]?.text, kept.at(-1)?.text]).toEqual([1000, '1101', '2100']);
});
