import { createServiceAuthority, createServiceCertificate } from '@countersign/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AbusedPlatform, startAbusedPlatform } from '../src/abused-platform.ts';
import { cards, fillCart, orderCart, type Proved, payOrder } from '../src/buying.ts';
import { runForgedJobs } from '../src/forged-jobs.ts';
import { forgeTokens } from '../src/forged-tokens.ts';
import { type Callee, certificateOf, connectTo, contracts, methodsOf } from '../src/insider.ts';
import { addBuyer, type Buyer, newPerson } from '../src/members.ts';
import { SandboxInsider } from '../src/sandbox-events.ts';
import { waitFor } from '../src/waiting.ts';

let abused: AbusedPlatform;
let buyer: Buyer;
/** Never completed. */
let unpaid: Proved;

beforeAll(async () => {
  abused = await startAbusedPlatform();
  buyer = await addBuyer(abused, 'ann');
  unpaid = await orderCart(abused.api, await fillCart(abused.api), newPerson('lee'));
}, 300_000);
afterEach(() => abused.keepLog());
afterAll(() => abused.stop(), 60_000);

const callees = Object.keys(contracts) as Callee[];

describe('a caller within the platform', () => {
  type Calls = Readonly<Partial<Record<Callee, readonly string[]>>>;
  const shopCatalog = ['getProduct', 'getProductVersion', 'listTiers', 'planRenewals'];
  // What a service may ask another for.
  const internal: Readonly<Record<string, Calls>> = {
    order: { catalog: [...shopCatalog, 'priceLines'] },
    enrollment: {
      catalog: [...shopCatalog, 'getValidity'],
      order: ['getOrder', 'getPaidOrder', 'getRefund', 'getSubscriptionState', 'moveOrder', 'recordEnrolmentStep'],
      identity: ['getMe', 'registerUser'],
      'certificate-authority': ['issueServerCertificate', 'revokeCertificate'],
    },
    identity: { 'second-factor': ['getLoginFactors', 'sendLoginPin', 'verifyLoginCode'] },
    'remote-signing': {
      enrollment: ['consumeLicence', 'releaseLicence', 'reserveLicence'],
      identity: ['getValidatedPerson'],
      'second-factor': ['answerSigningChallenge', 'createSigningChallenge'],
      'certificate-authority': ['getCrl', 'issueSigningCertificate', 'listAuthorities', 'revokeCertificate'],
      signer: ['destroyKey', 'generateKey', 'signDigests'],
    },
    ops: { identity: ['createOperatorInvitation'] },
    catalog: {},
    'second-factor': {},
    signer: {},
    'certificate-authority': {},
  };
  const alsoOfGateway = ['getMe', 'getOrder', 'getCrl', 'listAuthorities', ...shopCatalog, 'getValidity', 'priceLines'];
  const isForGateway = (callee: Callee) => (method: string) =>
    alsoOfGateway.includes(method) || !Object.values(internal).some((calls) => calls[callee]?.includes(method));
  const calls: typeof internal = {
    ...internal,
    gateway: Object.fromEntries(callees.map((callee) => [callee, methodsOf(callee).filter(isForGateway(callee))])),
  };

  it.each(Object.keys(calls))(
    '%s may use exactly the methods on its list',
    async (name) => {
      const tls = await certificateOf(abused.platform, name);
      for (const callee of callees) {
        const connection = connectTo(abused.platform, callee, tls);
        // oxlint-disable-next-line no-await-in-loop
        const answers = await Promise.all(
          methodsOf(callee).map(async (method) => [method, await connection.call(method)] as const),
        );
        connection.close();
        const open = answers.filter(([, reason]) => reason !== 'CALLER_NOT_ALLOWED');
        expect([callee, open.map(([method]) => method).toSorted()]).toEqual([
          callee,
          (calls[name]?.[callee] ?? []).toSorted(),
        ]);
        // Even an empty request is refused for a reason, not by a fault.
        expect(open.filter(([, reason]) => reason !== 'ok' && !/^[A-Z_]+$/.test(reason))).toEqual([]);
      }
    },
    30_000,
  );

  it('is not even heard with a certificate of another authority', async () => {
    const { ca } = await certificateOf(abused.platform, 'gateway');
    const { cert, key } = await createServiceCertificate(await createServiceAuthority(), 'gateway');
    for (const callee of callees) {
      const connection = connectTo(abused.platform, callee, { ca, cert, key });
      // oxlint-disable-next-line no-await-in-loop
      const said = await Promise.all(methodsOf(callee).map((method) => connection.call(method)));
      connection.close();
      expect([callee, [...new Set(said)]]).toEqual([callee, ['SERVICE_UNAVAILABLE']]);
    }
  }, 30_000);
});

describe('a forged actor', () => {
  it('is refused by every service and at the edge, whatever is wrong with his token', async () => {
    const { api, platform } = abused;
    const forged = await forgeTokens(platform, buyer.token);
    expect(Object.keys(forged)).toHaveLength(10);
    const gateway = await certificateOf(platform, 'gateway');
    for (const callee of callees) {
      const tls = callee === 'signer' ? await certificateOf(platform, 'remote-signing') : gateway;
      const method =
        { signer: 'destroyKey', 'certificate-authority': 'listAuthorities' }[callee as string] ??
        methodsOf(callee)[0] ??
        '';
      const connection = connectTo(platform, callee, tls);
      for (const [what, token] of Object.entries(forged)) {
        api.secrets.add(token);
        expect([callee, what, await connection.call(method, token)]).toEqual([callee, what, 'TOKEN_INVALID']);
      }
      expect([callee, await connection.call(method, buyer.token)]).not.toEqual([callee, 'TOKEN_INVALID']);
      connection.close();
    }
    for (const token of Object.values(forged)) await api.refused(401, 'TOKEN_INVALID', 'GET', '/v1/me', { token });
  }, 30_000);
});

describe('a job written into Redis by hand', () => {
  it('changes nothing and sends nothing, whatever it says', async () => {
    const { api, databases, inbox, platform } = abused;
    const { id: userId } = await api.ask<{ id: string }>('GET', '/v1/me', { token: buyer.token });
    const [activation] = await databases.query<{ id: string }>('enrollment', 'select id from activations');
    const [delivery] = await databases.query<{ id: string }>('second-factor', 'select id from pin_deliveries');
    const [event] = await databases.query<{ id: string }>('order', 'select id from payment_events');
    if (activation === undefined || delivery === undefined || event === undefined)
      throw new Error('nothing happened yet');
    const nobody = '01JD8Z0V9W6Q4X3T2R1P0N7M5K';
    const job = (queue: string, topic: string, payload: unknown) => ({ queue, topic, payload });
    // The messages that real work still owes.
    await waitFor(
      () => inbox.list(buyer.email),
      (messages) => messages.length === 2,
    );
    const messages = await inbox.list();
    const before = await databases.fingerprint();
    await runForgedJobs(platform, [
      job('enrollment', 'order-paid', { orderId: unpaid.id }),
      job('enrollment', 'order-paid', { orderId: buyer.order.id }),
      job('enrollment', 'order-paid', { orderId: `ord_${nobody}` }),
      job('enrollment', 'order-paid', { orderId: { $ne: '' } }),
      job('enrollment', 'activation-mail', { activationId: activation.id }),
      job('enrollment', 'activation-mail', { activationId: `act_${nobody}` }),
      job('enrollment', 'report-step', { orderId: unpaid.id, step: 'activation_sent' }),
      job('enrollment', 'report-step', { orderId: buyer.order.id, step: 'account_created' }),
      job('enrollment', 'move-order', { orderId: buyer.order.id }),
      job('enrollment', 'invitation-mail', { invitationId: `ivt_${nobody}` }),
      job('enrollment', 'message', { messageId: `msg_${nobody}` }),
      job('order', 'payment-event', { paymentEventId: event.id }),
      job('order', 'payment-event', { paymentEventId: `pev_${nobody}` }),
      job('order', 'payment-event', { paymentEventId: event.id, outcome: 'captured' }),
      job('order', 'order-paid', { orderId: unpaid.id }),
      job('second-factor', 'deliver-pin', { deliveryId: delivery.id }),
      job('second-factor', 'deliver-pin', { deliveryId: `dlv_${nobody}` }),
      job('second-factor', 'deliver-pin', { deliveryId: `dlv_${nobody}`, destination: '+15550001111', code: '123456' }),
      job('identity', 'factor-changed', { userId, authenticatorId: buyer.authenticatorId }),
      job('identity', 'factor-changed', { userId, authenticatorId: `aut_${nobody}` }),
      job('identity', 'factor-changed', { userId: `usr_${nobody}`, authenticatorId: buyer.authenticatorId }),
      job('identity', 'operator-invitation-mail', { invitationId: `inv_${nobody}` }),
      job('identity', 'personal-validation-mail', { personalValidationId: `pvl_${nobody}`, version: '1' }),
      job('identity', 'make-me-an-officer', { userId }),
    ]);
    expect(await databases.fingerprint()).toEqual(before);
    expect(await inbox.list()).toEqual(messages);
    const { headers, path } = unpaid;
    expect(await api.ask('GET', path, { headers })).toMatchObject({ status: 'draft' });
  }, 60_000);
});

describe('an event of the payment provider', () => {
  it('with a wrong signature, an old one, or one of another body is refused, and nothing is stored', async () => {
    const { api, databases, platform } = abused;
    const sandbox = await SandboxInsider.of(platform);
    const data = { chargeId: 'ch_1', reference: unpaid.id, amount: 1, currency: 'USD' };
    const body = JSON.stringify({ id: 'evt_1', type: 'charge.captured', createdAt: new Date(), data });
    const before = await databases.fingerprint();
    const minutes = (count: number) => new Date(Date.now() + count * 60_000);
    const right = sandbox.sign(body);
    const bare = JSON.stringify({ id: 'evt_1', type: 'charge.captured' });
    for (const [sent, signature] of [
      [body, sandbox.sign(body, { secret: 'another secret' })],
      [body, sandbox.sign(body, { at: minutes(-6) })],
      [body, sandbox.sign(body, { at: minutes(6) })],
      [body.replace('"amount":1', '"amount":2'), right],
      [`${body} `, right],
      [body, right.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) + 1}`)],
      [body, right.replace(/,v1=.*/, ',v1=')],
      [body, 'none'],
      ['not JSON', sandbox.sign('not JSON')],
      [bare, sandbox.sign(bare)],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const { body: problem } = await sandbox.send(api, sent, signature);
      expect([sent, signature, problem]).toMatchObject([
        sent,
        signature,
        { status: 400, code: 'PAYMENT_EVENT_INVALID' },
      ]);
    }
    await api.refused(400, 'PAYMENT_EVENT_INVALID', 'POST', '/v1/payment-events/another', {
      headers: { 'content-type': 'application/json', 'sandbox-signature': right },
      body,
    });
    expect(await databases.fingerprint()).toEqual(before);
  });

  it('about another amount than was charged makes no order paid', async () => {
    const { api, databases, inbox } = abused;
    const person = newPerson('lee');
    const order = await orderCart(api, await fillCart(api), person);
    await payOrder(api, order, { card: cards.wrongAmount });
    const { headers, path } = order;
    const { timeline } = await waitFor(
      () => api.ask<{ status: string; timeline: { code: string }[] }>('GET', path, { headers }),
      ({ status }) => status === 'review_needed',
    );
    expect(timeline.map(({ code }) => code)).not.toContain('order_paid');
    const enrolled = 'select 1 from enrolments where order_id = $1';
    expect(await databases.query('enrollment', enrolled, [order.id])).toEqual([]);
    expect(await inbox.list(person.email)).toEqual([]);
  });
});

it('no secret, address or number that was sent or given out reaches a log', async () => {
  expect(await abused.leaks()).toEqual([]);
});
