import { createQueue, startRelay, startWorker } from '@countersign/jobs';
import { createLogger, createMetrics } from '@countersign/runtime';
import { testRedis } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDeliveryJob } from '../src/code/delivery-job.ts';
import { deliveryQueue, deliveryTopic } from '../src/code/delivery-topics.ts';
import { createSecondFactorOutcomes } from '../src/outcomes.ts';
import { readPolicy } from '../src/policy/policy.ts';
import { type Outside, startOutside } from './outside.ts';
import { keyring, minuteMs, startSecondFactor, type TestSecondFactor } from './second-factor.ts';

let secondFactor: TestSecondFactor;
let outside: Outside;
beforeAll(async () => {
  secondFactor = await startSecondFactor();
  outside = await startOutside();
});
afterAll(async () => {
  await outside.close();
  await secondFactor.close();
});

const metrics = createMetrics('second-factor');
const job = () =>
  createDeliveryJob({
    db: secondFactor.db,
    policy: readPolicy({}),
    clock: secondFactor.clock,
    keyring,
    mailer: outside.mailer,
    sms: outside.sender,
    publicHost: 'sign.example.com',
    publicUrl: 'http://localhost:8080',
    outcomes: createSecondFactorOutcomes(createMetrics('second-factor')),
  });

let count = 0;
async function send(over: { channel?: 'PIN_CHANNEL_EMAIL'; destination?: string; language?: string } = {}) {
  count += 1;
  const key = { userId: `usr_${count}`, loginFlowId: `lgf_${count}` };
  await secondFactor.identity.sendLoginPin({
    ...key,
    channel: 'PIN_CHANNEL_SMS',
    destination: `+1202555${String(count).padStart(4, '0')}`,
    language: 'en',
    fallbackEmail: '',
    ...over,
  });
  return { key, deliveryId: await deliveryOf(key.loginFlowId), code: await secondFactor.sentPin(key.loginFlowId) };
}

async function deliveryOf(loginFlowId: string): Promise<string> {
  const row = await secondFactor.db
    .selectFrom('loginPins')
    .select('deliveryId')
    .where('loginFlowId', '=', loginFlowId)
    .executeTakeFirstOrThrow();
  return row.deliveryId ?? '';
}

const stateOf = (id: string) =>
  secondFactor.db
    .selectFrom('pinDeliveries')
    .select(['outcome', 'code', 'destination', 'about'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

const closed = (outcome: string) => ({ outcome, code: null, destination: null, about: null });

const subjectOf = (mail: string) => /^Subject: .*$/m.exec(mail)?.[0];

describe('the delivery of a PIN', () => {
  it('by text message names code and host, and erases the sealed code', async () => {
    const { deliveryId, code } = await send();
    await job().handle({ deliveryId }, 'out_1');
    expect(outside.sms.at(-1)?.['Body']).toMatch(new RegExp(`${code}[^]*\\n@sign\\.example\\.com #${code}$`));
    expect(await stateOf(deliveryId)).toEqual(closed('delivered'));
  });

  it('by e-mail is written in the language of the login', async () => {
    const { deliveryId, code } = await send({
      channel: 'PIN_CHANNEL_EMAIL',
      destination: 'ada@example.com',
      language: 'de-AT',
    });
    await job().handle({ deliveryId }, 'out_2');
    const mail = outside.mails.at(-1) ?? '';
    expect(mail).toContain(code);
    expect(mail).toMatch(/^Subject: Ihr Einmalcode\r?$/m);
    expect(mail).toMatch(/^To: ada@example\.com\r?$/m);
  });

  it.each([
    ['CODE_PURPOSE_RECOVERY', ''],
    ['CODE_PURPOSE_CONTACT', ''],
    ['CODE_PURPOSE_CONTACT_CONSENT', 'new.address@example.com'],
  ] as const)('says what a code of %s is for', async (purpose, newContact) => {
    const subjectId = `sub_${purpose}`;
    const word = purpose.slice('CODE_PURPOSE_'.length).toLowerCase() as 'recovery' | 'contact' | 'contact_consent';
    await secondFactor.identity.sendCode({
      purpose,
      subjectId,
      channel: 'PIN_CHANNEL_EMAIL',
      destination: 'alan@example.com',
      language: 'en',
      newContact,
      knownDevice: false,
    });
    const code = await secondFactor.sentPin(subjectId, word);
    const deliveryId = await deliveryOf(subjectId);
    const before = new Set(outside.mails.map(subjectOf));
    await job().handle({ deliveryId }, `out_${purpose}`);
    const mail = outside.mails.at(-1) ?? '';
    expect(mail).toContain(code);
    // Each purpose has its own words: a code that is asked for under a pretext must not look like another.
    expect(before).not.toContain(subjectOf(mail));
    expect(mail.includes('n=E2=80=A2=E2=80=A2=E2=80=A2@example.com')).toBe(newContact !== '');
    expect(mail).not.toContain('new.address');
    expect(await stateOf(deliveryId)).toEqual(closed('delivered'));
  });

  it('happens once, however often its job runs', async () => {
    const { deliveryId } = await send();
    const before = outside.sms.length;
    await job().handle({ deliveryId }, 'out_3');
    await job().handle({ deliveryId }, 'out_3');
    expect(outside.sms).toHaveLength(before + 1);
  });

  it('does not happen for a code that is too old', async () => {
    const { deliveryId } = await send();
    const before = outside.sms.length;
    secondFactor.clock.advance(5 * minuteMs);
    await job().handle({ deliveryId }, 'out_4');
    expect(outside.sms).toHaveLength(before);
    expect(await stateOf(deliveryId)).toEqual(closed('not_wanted'));
  });

  it('does not happen for a code that was replaced', async () => {
    const { key, deliveryId } = await send();
    const before = outside.sms.length;
    await secondFactor.identity.sendLoginPin({
      ...key,
      channel: 'PIN_CHANNEL_EMAIL',
      destination: 'grace@example.com',
      language: 'en',
      fallbackEmail: '',
    });
    await job().handle({ deliveryId }, 'out_5');
    expect(outside.sms).toHaveLength(before);
    expect(await stateOf(deliveryId)).toEqual(closed('not_wanted'));
  });

  it('stays open while the provider is out of order', async () => {
    const { deliveryId, code } = await send();
    outside.answers.push(503);
    await expect(job().handle({ deliveryId }, 'out_6')).rejects.toMatchObject({ reason: 'MESSAGE_NOT_SENT' });
    expect(await stateOf(deliveryId)).toMatchObject({ outcome: null });
    await job().handle({ deliveryId }, 'out_6');
    expect(outside.sms.at(-1)?.['Body']).toContain(code);
  });

  it('ends, and erases the code, when the provider refuses the number for good', async () => {
    const { deliveryId } = await send();
    outside.answers.push(400);
    await expect(job().handle({ deliveryId }, 'out_7')).rejects.toMatchObject({ reason: 'MESSAGE_REFUSED' });
    expect(await stateOf(deliveryId)).toEqual(closed('refused'));
  });

  it('is carried by the queue, where a job written by hand does nothing', async () => {
    const place = testRedis();
    const logger = createLogger({ service: 'second-factor', level: 'silent' });
    const { deliveryId: delivered } = await send();
    await job().handle({ deliveryId: delivered }, 'out_8');
    const { code } = await send();
    const before = outside.sms.length;
    const arrived = Promise.withResolvers<string>();
    const ran: string[] = [];
    const { payload, handle } = job();
    const worker = startWorker({
      queue: deliveryQueue,
      place,
      handlers: {
        [deliveryTopic]: {
          payload,
          handle: async (data, id) => {
            await handle(data, id);
            ran.push(id);
            if (
              ran.includes('by-hand-1') &&
              ran.includes('by-hand-2') &&
              outside.sms.at(-1)?.['Body']?.includes(code) === true
            ) {
              arrived.resolve(code);
            }
          },
        },
      },
      logger,
      metrics,
    });
    const queue = createQueue(deliveryQueue, place);
    const relay = startRelay({ db: secondFactor.db, place, logger, metrics });
    await queue.add({ id: 'by-hand-1', topic: deliveryTopic, payload: { deliveryId: 'dlv_made_up' } });
    await queue.add({ id: 'by-hand-2', topic: deliveryTopic, payload: { deliveryId: delivered } });
    expect(await arrived.promise).toBe(code);
    expect(outside.sms.slice(before).filter(({ Body }) => Body?.includes(code))).toHaveLength(1);
    await queue.close();
    await relay.close();
    await worker.close();
  });
});
