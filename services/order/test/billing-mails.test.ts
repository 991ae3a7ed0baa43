import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createMailer } from '@countersign/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { createMailJobs } from '../src/mail/mail-jobs.ts';
import { aContact, someContacts } from './shop.ts';
import { openSubscriptions, type Subscriptions, threeYears } from './subscribing.ts';

let shop: Subscriptions;
let jobs: ReturnType<typeof createMailJobs>;
const mails: Email[] = [];
/** Answer of the mail server to the following mails; 0 takes them. */
let refusal = 0;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  shop = await openSubscriptions();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData: (stream, _session, done) =>
      void buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          if (refusal !== 0) return done(Object.assign(new Error('not now'), { responseCode: refusal }));
          mails.push(mail);
          return done();
        }, done),
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Countersign <no-reply@example.com>' });
  jobs = createMailJobs({ ...shop.deps, mailer, frontendUrl: 'https://shop.example.com' });
  closers.push(
    () => mailer.close(),
    () => new Promise<void>((resolve) => server.close(resolve)),
    () => shop.close(),
  );
});
afterAll(async () => {
  for (const close of closers) await close();
});

const idsOf = async (orderId: string) =>
  (await shop.db.selectFrom('mails').select('id').where('orderId', '=', orderId).orderBy('id').execute()).map(
    ({ id }) => id,
  );
const send = async (mailId: string) => {
  const job = jobs['mail'];
  if (job === undefined) throw new Error('no such job');
  await job.handle({ mailId }, 'out_1');
};
const mailsTo = (address: string) => mails.filter(({ to }) => to?.some((each) => each.address === address));
const plain = (mail: Email | undefined) => mail?.text?.replaceAll(/[\s\u00a0\u202f]+/g, ' ') ?? '';

describe('the mail about a paid order', () => {
  it('goes to whoever pays, once, in his language, with the amount and a link without a secret', async () => {
    const billing = { ...aContact, givenName: 'Berta', email: 'billing@example.com', language: 'fr' };
    const { key } = await shop.buy({ contacts: someContacts({ billing }) });
    const [mailId = ''] = await idsOf(key.orderId);
    await Promise.all([send(mailId), send(mailId), send(mailId)]);
    const [mail, ...others] = mailsTo('billing@example.com');
    expect(others).toEqual([]);
    expect(mailsTo(aContact.email)).toEqual([]);
    expect(mail?.messageId).toBe(`<${mailId}@example.com>`);
    expect(plain(mail)).toContain('Berta Example');
    expect(plain(mail)).toContain('476,00 $');
    expect(plain(mail)).toContain(`https://shop.example.com/orders/${key.orderId}`);
    expect(plain(mail)).not.toContain('#');
  });

  it('is announced to the queue in the transaction that pays', async () => {
    const { key } = await shop.buy();
    const [mailId = ''] = await idsOf(key.orderId);
    const rows = (await shop.db
      .selectFrom('outbox' as never)
      .selectAll()
      .execute()) as {
      queue: string;
      topic: string;
      payload: { mailId?: string };
    }[];
    expect(rows.filter(({ payload }) => payload.mailId === mailId)).toMatchObject([{ queue: 'order', topic: 'mail' }]);
  });

  it('is sent again under the same id when the mail server was busy', async () => {
    const billing = { ...aContact, email: 'busy@example.com' };
    const { key } = await shop.buy({ contacts: someContacts({ billing }) });
    const [mailId = ''] = await idsOf(key.orderId);
    refusal = 451;
    await expect(send(mailId)).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
    refusal = 0;
    await send(mailId);
    expect(mailsTo('busy@example.com').map(({ messageId }) => messageId)).toEqual([`<${mailId}@example.com>`]);
  });

  it('is not sent for what a forged job names', async () => {
    const count = mails.length;
    await send('mail_unknown');
    expect(mails).toHaveLength(count);
  });
});

describe('the mails of a subscription', () => {
  it('say what is due and when, in words of their reader', async () => {
    const billing = { ...aContact, email: 'renewals@example.com', language: 'en' };
    const { id, key } = await shop.buy({ line: threeYears(), keep: true, contacts: someContacts({ billing }) });
    await shop.switchOn(id);
    const { paidUntil } = await shop.stateOf(id);
    await shop.passTo(paidUntil, -30);
    shop.provider.next = 'decline';
    await shop.passTo(paidUntil, 0);
    shop.provider.next = 'accept';
    await shop.passTo(paidUntil, 21);
    for (const mailId of await idsOf(key.orderId)) {
      // oxlint-disable-next-line no-await-in-loop
      await send(mailId);
    }
    const [, announced, failed, held] = mailsTo('renewals@example.com').map(plain);
    expect(announced).toContain('$476.00 will be charged on 21 November 2027 at 12:00 UTC');
    expect(failed).toContain('We will try again on 24 November 2027');
    for (const text of [announced, failed, held]) {
      expect(text).toContain('TLS-OV');
      expect(text).toContain(`https://shop.example.com/subscriptions/${id}`);
    }
    expect(held).toContain('on hold');
  });
});
