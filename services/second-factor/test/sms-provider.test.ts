import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { relayOutbox } from '@countersign/db';
import { createMailer, createSmsSender, type Mailer } from '@countersign/messaging';
import { type Inbox, startInbox } from '@countersign/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createDeliveryJob } from '../src/code/delivery-job.ts';
import { deliveryTopic, fallbackTopic } from '../src/code/delivery-topics.ts';
import { createFallbackJob } from '../src/code/fallback-job.ts';
import { createReceiptHandlers } from '../src/code/receipts.ts';
import { startSecondFactor, type TestSecondFactor } from './second-factor.ts';

const account = { account: 'AC0123456789abcdef0123456789abcdef', token: 'the-token' };
let secondFactor: TestSecondFactor;
let inbox: Inbox;
let mailer: Mailer;
let gateway: Server;
let folder: string;
const taken: { status: string; outcome: string }[] = [];
let onReceipt = () => {};

/** What stands for the gateway: it passes on the form and the header as they come. */
async function passOn(url: string, body: string, signature: unknown): Promise<void> {
  const fields = Object.fromEntries(new URLSearchParams(body));
  const deps = { ...secondFactor.deps, smsToken: account.token, publicUrl: addressOf(gateway) };
  const outcome = await createReceiptHandlers(deps)
    .recordDeliveryReceipt(
      { deliveryId: url.replace('/v1/delivery-receipts/', ''), fields, signature: String(signature) },
      // It asks nothing of its caller.
      {} as Parameters<ReturnType<typeof createReceiptHandlers>['recordDeliveryReceipt']>[1],
    )
    .then(() => 'taken', String);
  taken.push({ status: fields['MessageStatus'] ?? '', outcome });
  onReceipt();
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-provider-'));
  const file = path.join(folder, 'messages.jsonl');
  inbox = await startInbox({ host: '127.0.0.1', httpPort: 0, smtpPort: 0, file, sms: account, smsReportMs: 5 });
  mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${inbox.smtpPort}`, from: 'no-reply@example.com' });
  secondFactor = await startSecondFactor();
  gateway = createServer((request, response) => {
    void text(request).then(async (body) => {
      await passOn(request.url ?? '', body, request.headers['x-twilio-signature']);
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
});
afterAll(async () => {
  gateway.closeAllConnections();
  gateway.close();
  mailer.close();
  await inbox.close();
  await secondFactor.close();
  await rm(folder, { recursive: true, force: true });
});

async function work(): Promise<void> {
  const { db, deps } = secondFactor;
  const { logger } = deps;
  const sms = createSmsSender({ url: `http://127.0.0.1:${inbox.httpPort}`, ...account, from: '+15005550006' });
  const publicUrl = addressOf(gateway);
  const jobs = {
    [deliveryTopic]: createDeliveryJob({ ...deps, mailer, sms, publicHost: 'localhost', publicUrl }),
    [fallbackTopic]: createFallbackJob({ ...deps, logger }),
  };
  let left = 1;
  while (left > 0) {
    // oxlint-disable-next-line no-await-in-loop -- what a job announces is worked off after it
    left = await relayOutbox(db, async (rows) => {
      for (const { id, topic, payload } of rows) {
        // oxlint-disable-next-line no-await-in-loop
        await jobs[topic as keyof typeof jobs].handle({ ...payload }, id).catch(() => undefined);
      }
    });
  }
}

/** Sends a PIN and waits for as many receipts as the provider gives for it. */
async function send(destination: string, receipts: number): Promise<string> {
  taken.length = 0;
  const all = Promise.withResolvers<void>();
  onReceipt = () => {
    if (taken.length === receipts) all.resolve();
  };
  const fallbackEmail = `${destination.slice(1)}@example.com`;
  await secondFactor.identity.sendLoginPin({
    userId: `usr_${destination}`,
    loginFlowId: `lgf_${destination}`,
    channel: 'PIN_CHANNEL_SMS',
    destination,
    language: 'en',
    fallbackEmail,
  });
  await work();
  if (receipts > 0) await all.promise;
  await work();
  return fallbackEmail;
}

async function inboxOf(to: string): Promise<{ channel: string; subject: string; text: string }[]> {
  const response = await fetch(
    `http://127.0.0.1:${inbox.httpPort}/api/messages?to=${encodeURIComponent(to.replace('+', ''))}`,
  );
  return ((await response.json()) as { messages: { channel: string; subject: string; text: string }[] }).messages;
}

const lastDelivery = async () =>
  await secondFactor.db
    .selectFrom('pinDeliveries')
    .select(['receipt', 'outcome'])
    .where('prefix', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();

it('a text message that arrives is told of by receipts that the provider signed', async () => {
  const email = await send('+15005550100', 2);
  expect(taken).toEqual([
    { status: 'sent', outcome: 'taken' },
    { status: 'delivered', outcome: 'taken' },
  ]);
  expect(await lastDelivery()).toEqual({ receipt: 'delivered', outcome: 'delivered' });
  expect(await inboxOf('+15005550100')).toMatchObject([{ channel: 'sms', text: expect.stringMatching(/#\d{6}$/) }]);
  expect(await inboxOf(email)).toEqual([]);
});

it.each([
  ['does not arrive', '+15005550009', 2, { receipt: 'undelivered', outcome: 'delivered' }],
  ['is refused at once', '+15005550001', 0, { receipt: null, outcome: 'refused' }],
])('where a text message %s, one PIN goes by e-mail', async (_what, number, receipts, stored) => {
  const email = await send(number, receipts);
  expect(await lastDelivery()).toEqual(stored);
  expect(await inboxOf(number)).toEqual([]);
  expect(await inboxOf(email)).toMatchObject([{ channel: 'email', subject: 'Your one-time code' }]);
});
