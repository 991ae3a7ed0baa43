import { EnrolmentStep, type Order } from '@countersign/proto/order';
import { randomToken } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anOrder, openPlatform, type TestPlatform } from './platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openPlatform();
});
afterAll(() => platform.close());

const dayMs = 86_400_000;
/** An enrolled order of a guest, who holds its secret. */
const ofGuest = async (over: Partial<Order> = {}) => {
  const enrolled = await platform.enrolled(over);
  const key = { orderId: enrolled.order.id, secret: randomToken() };
  platform.order.secrets.set(key.orderId, key.secret);
  return { ...enrolled, key };
};
type Key = Awaited<ReturnType<typeof ofGuest>>['key'];
const resend = (order: Key, options = {}) => platform.gateway.resendActivation({ order }, options);
const change = (order: Key, over = {}) =>
  platform.gateway.changeActivationContact({
    order,
    givenName: 'Bea',
    surname: 'Sample',
    email: `Bea.${order.orderId}@Example.com`,
    language: '',
    ...over,
  });
const activate = (token: string) =>
  platform.gateway.activate({ token, password: 'correct horse', mobile: '', language: '', accountId: '' });
const describeLink = (token: string) => platform.gateway.describeActivation({ token });
const mailsTo = (email: string) => platform.mail.mails.filter(({ to }) => to.includes(email));
const reasonOf = (settled: PromiseSettledResult<unknown>) =>
  settled.status === 'rejected' ? (settled.reason as { reason?: string }).reason : 'done';
const unknown = { kind: 'not_found', reason: 'ACTIVATION_NOT_FOUND' };

describe('an activation message that is sent again', () => {
  it('carries a new link, kills the old one, and is told of', async () => {
    const { key, token, email, accountId } = await ofGuest();
    platform.clock.advance(dayMs);
    const { expiresAt, resendsLeft } = await resend(key);
    expect(expiresAt).toEqual(new Date(platform.clock.now().getTime() + 7 * dayMs));
    expect(resendsLeft).toBe(4);
    await expect(describeLink(token)).rejects.toMatchObject(unknown);
    await platform.runAnnounced();
    const fresh = platform.tokenFor(email);
    expect(fresh).not.toBe(token);
    expect(new Set(mailsTo(email).map(({ messageId }) => messageId)).size).toBe(2);
    const { ACTIVATION_SENT } = EnrolmentStep;
    expect(platform.order.stepsOf(key.orderId).slice(2)).toEqual([ACTIVATION_SENT, ACTIVATION_SENT]);
    expect(await activate(fresh)).toMatchObject({ accountId });
    expect(await platform.audit(accountId)).toEqual(['activation.sent_again', 'account.activated']);
  });

  it('helps also whose link is too old', async () => {
    const { key, token, email } = await ofGuest();
    platform.clock.advance(8 * dayMs);
    await expect(describeLink(token)).rejects.toMatchObject({ reason: 'ACTIVATION_EXPIRED' });
    await resend(key);
    await platform.runAnnounced();
    await activate(platform.tokenFor(email));
  });

  it('goes out five times a day at most, whoever receives it and however many ask at once', async () => {
    const { key, email } = await ofGuest();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? resend(key) : change(key))),
    );
    expect(results.map(reasonOf).filter((reason) => reason === 'done')).toHaveLength(5);
    expect(results.map(reasonOf).filter((reason) => reason === 'RESEND_LIMIT_REACHED')).toHaveLength(15);
    await expect(resend(key)).rejects.toMatchObject({ kind: 'exhausted', retryAfterSeconds: dayMs / 1000 });
    await platform.runAnnounced();
    const { generation } = await platform.db
      .selectFrom('activations')
      .select('generation')
      .where('orderId', '=', key.orderId)
      .executeTakeFirstOrThrow();
    expect(generation).toBe(6);
    platform.clock.advance(dayMs);
    expect(await resend(key)).toMatchObject({ resendsLeft: 4 });
    expect(mailsTo(email).length).toBeGreaterThan(0);
  });

  it('needs the secret of the order, or its buyer', async () => {
    const { key } = await ofGuest();
    const other = await ofGuest();
    const notFound = { kind: 'not_found', reason: 'ORDER_NOT_FOUND' };
    for (const wrong of [
      { ...key, secret: other.key.secret },
      { ...key, secret: randomToken() },
      { ...key, orderId: 'ord_none' },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(resend(wrong)).rejects.toMatchObject(notFound);
      // oxlint-disable-next-line no-await-in-loop
      await expect(change(wrong)).rejects.toMatchObject(notFound);
    }
    const bare = { ...key, secret: '' };
    await expect(resend(bare)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    await expect(platform.gateway.resendActivation({})).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    const buyer = platform.aUser('carl@example.com');
    await expect(resend(bare, await platform.as({ userId: buyer }))).rejects.toMatchObject(notFound);
    platform.order.buyers.set(key.orderId, buyer);
    await resend(bare, await platform.as({ userId: buyer }));
  });

  it('is not for those who may only read the orders of their account', async () => {
    const { accountId } = await platform.activated();
    const { order } = await platform.enrolled({ accountId });
    const key = { orderId: order.id, secret: '' };
    const auditor = await platform.addMember(accountId, 'auditor');
    await expect(resend(key, auditor.actor)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    const requester = await platform.addMember(accountId, 'requester');
    await resend(key, requester.actor);
  });

  it('is refused when there is nothing left to activate', async () => {
    const { key, token } = await ofGuest();
    await activate(token);
    const used = { kind: 'conflict', reason: 'ACTIVATION_USED' };
    await expect(resend(key)).rejects.toMatchObject(used);
    await expect(change(key)).rejects.toMatchObject(used);
    const unenrolled = anOrder();
    platform.order.orders.set(unenrolled.id, unenrolled);
    platform.order.secrets.set(unenrolled.id, 'secret');
    await expect(resend({ orderId: unenrolled.id, secret: 'secret' })).rejects.toMatchObject(unknown);
  });

  it('is refused while the old link is being used', async () => {
    const { key, token } = await ofGuest();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    platform.identity.gate = gate.promise;
    platform.identity.entered = begun.resolve;
    const use = activate(token);
    await begun.promise;
    platform.identity.gate = undefined;
    await expect(resend(key)).rejects.toMatchObject({ reason: 'ACTIVATION_USED', retryAfterSeconds: 30 });
    gate.resolve();
    await use;
  });
});

describe('another contact', () => {
  it('gets a new link, the old one is dead, and both addresses are told', async () => {
    const { key, token, email, accountId } = await ofGuest();
    await change(key, { language: 'fr-CA' });
    await expect(describeLink(token)).rejects.toMatchObject(unknown);
    await platform.runAnnounced();
    const newEmail = `Bea.${key.orderId}@example.com`;
    const told = mailsTo(email).at(-1)?.text ?? '';
    expect(told).toContain('B•••@example.com');
    expect(told).not.toContain(newEmail);
    expect(mailsTo(newEmail).at(-1)?.subject).toBe('Activez votre compte Example Works');
    const fresh = platform.tokenFor(newEmail);
    expect(await activate(fresh)).toEqual({ accountId, userId: newEmail.toLowerCase() });
    expect(platform.identity.users.has(email.toLowerCase())).toBe(false);
    expect(await platform.audit(accountId)).toEqual(['activation.contact_changed', 'account.activated']);
  });

  it('gives his name to the account of a buyer without an organisation', async () => {
    const contact = { ...anOrder().contact, organisation: '', email: 'private@example.com' } as Order['contact'];
    const { key, accountId } = await ofGuest({ contact });
    await change(key);
    const { name } = await platform.db
      .selectFrom('accounts')
      .select('name')
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow();
    expect(name).toBe('Bea Sample');
  });

  it('is not hindered by what an interrupted use of the former one left', async () => {
    const { key, email } = await ofGuest();
    const { id } = await platform.db
      .selectFrom('activations')
      .select('id')
      .where('orderId', '=', key.orderId)
      .executeTakeFirstOrThrow();
    const left = { userId: 'usr_left', activationId: id, mobile: '', language: 'en' };
    platform.identity.users.set(email.toLowerCase(), left);
    await change(key);
    await platform.runAnnounced();
    await activate(platform.tokenFor(`Bea.${key.orderId}@example.com`));
  });

  it('with the same address only changes the name, and nobody else is told', async () => {
    const { key, email, token } = await ofGuest();
    await change(key, { email });
    await platform.runAnnounced();
    expect(mailsTo(email).map(({ text }) => text.includes('•••'))).toEqual([false, false]);
    expect(platform.tokenFor(email)).not.toBe(token);
    expect(mailsTo(email).at(-1)?.text).toContain('Bea Sample');
  });

  it('is refused with every field at fault, and then not counted', async () => {
    const { key, token } = await ofGuest();
    const wrong = { givenName: ' ', surname: 'a\nb', email: 'a@b@example.com' };
    for (let tries = 0; tries < 6; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(change(key, wrong)).rejects.toMatchObject({
        reason: 'CONTACT_INVALID',
        fields: [{ pointer: '/givenName' }, { pointer: '/surname' }, { pointer: '/email' }],
      });
    }
    await describeLink(token);
    await change(key);
  });
});

describe('an activation message that no mail server takes', () => {
  it('is told of as bounced and not tried again, until another contact mends it', async () => {
    const order = anOrder();
    const email = order.contact?.email ?? '';
    platform.mail.refusedForGood.add(email);
    platform.order.orders.set(order.id, order);
    await platform.runJob('order-paid', { orderId: order.id });
    await platform.runAnnounced();
    const { ACCOUNT_CREATED, INVENTORY_GRANTED, ACTIVATION_BOUNCED, ACTIVATION_SENT } = EnrolmentStep;
    const bounced = [ACCOUNT_CREATED, INVENTORY_GRANTED, ACTIVATION_BOUNCED];
    expect(platform.order.stepsOf(order.id)).toEqual(bounced);
    platform.clock.advance(dayMs);
    await platform.runJob('order-paid', { orderId: order.id });
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id)).toEqual(bounced);

    const key = { orderId: order.id, secret: 'secret' };
    platform.order.secrets.set(order.id, key.secret);
    await resend(key);
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id)).toEqual([...bounced, ACTIVATION_BOUNCED]);
    await change(key);
    await platform.runAnnounced();
    expect(platform.order.stepsOf(order.id)).toEqual([...bounced, ACTIVATION_BOUNCED, ACTIVATION_SENT]);
    // The message to the former address is refused as well, and forgotten.
    expect(await platform.db.selectFrom('messages').selectAll().where('email', '=', email).execute()).toEqual([]);
    await activate(platform.tokenFor(`Bea.${order.id}@example.com`));
  });
});
