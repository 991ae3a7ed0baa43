import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSmsSender } from '../src/index.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  form: Record<string, string>;
}

/** A provider that answers every request by `respond`. */
async function startProvider(respond: (response: ServerResponse) => void) {
  const received: Received[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    received.push({ method: request.method, url: request.url, headers: request.headers, form });
    respond(response);
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function senderTo(url: string, timeLimitMs = 5000) {
  return createSmsSender({ url, account: 'AC01', token: 'the-token', from: '+15005550006', timeLimitMs });
}

function json(status: number, body: unknown) {
  return (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

const sms = { to: '+4915550100', text: 'Your code: 012345\n\n@login.example.com #012345' };

describe('the SMS sender', () => {
  it('posts the message as the provider wants it and returns its id', async () => {
    const { url, received } = await startProvider(json(201, { sid: 'SM01', status: 'queued' }));
    expect(await senderTo(`${url}/`).send(sms)).toEqual({ providerId: 'SM01' });
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      method: 'POST',
      url: '/2010-04-01/Accounts/AC01/Messages.json',
      form: { To: '+4915550100', From: '+15005550006', Body: sms.text },
    });
    expect(received[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('AC01:the-token').toString('base64')}`);
  });

  it('names the address for receipts when there is one', async () => {
    const { url, received } = await startProvider(json(201, { sid: 'SM01', status: 'queued' }));
    const statusCallback = 'https://sign.example.com/v1/delivery-receipts/dlv_1';
    await senderTo(url).send({ ...sms, statusCallback });
    await senderTo(url).send(sms);
    expect(received.map(({ form }) => form['StatusCallback'])).toEqual([statusCallback, undefined]);
  });

  it.each([
    [400, 'MESSAGE_REFUSED'],
    [401, 'MESSAGE_NOT_SENT'],
    [404, 'MESSAGE_NOT_SENT'],
    [429, 'MESSAGE_NOT_SENT'],
    [500, 'MESSAGE_NOT_SENT'],
    [503, 'MESSAGE_NOT_SENT'],
  ])('answers %i by %s, with the provider’s code and nothing of the message', async (status, reason) => {
    const { url } = await startProvider(json(status, { code: 21211, message: `The number ${sms.to} is not valid` }));
    const failure: unknown = await senderTo(url)
      .send(sms)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason, transient: reason === 'MESSAGE_NOT_SENT' });
    expect(String((failure as Error).cause)).toBe(`Error: SMS provider ${status} 21211`);
    expect(String(failure)).not.toMatch(/4915550100|012345|the-token/);
  });

  it('takes an answer for what its status says when its body is not JSON', async () => {
    const { url } = await startProvider((response) => response.writeHead(201).end('thanks'));
    expect(await senderTo(url).send(sms)).toEqual({});
    const { url: broken } = await startProvider((response) => response.writeHead(502).end('<html>'));
    await expect(senderTo(broken).send(sms)).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
  });

  it('does not follow a redirect', async () => {
    const other = await startProvider(json(201, {}));
    const { url } = await startProvider((response) => response.writeHead(307, { location: other.url }).end());
    await expect(senderTo(url).send(sms)).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
    expect(other.received).toEqual([]);
  });

  it('gives up on a provider that never answers or is not there', async () => {
    const { url } = await startProvider(() => undefined);
    await expect(senderTo(url, 150).send(sms)).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT', transient: true });
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    await expect(senderTo(`http://127.0.0.1:${port}`).send(sms)).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
  });

  it.each(['0155501', '+0155501000', '+491555\n0100', '+12345', '+1234567890123456', ''])(
    'sends nothing to %p, which is not an E.164 number',
    async (to) => {
      const { url, received } = await startProvider(json(201, {}));
      await expect(senderTo(url).send({ ...sms, to })).rejects.toMatchObject({ reason: 'MESSAGE_REFUSED' });
      expect(received).toEqual([]);
    },
  );
});
