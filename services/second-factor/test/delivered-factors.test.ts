import { createHmac } from 'node:crypto';
import { relayOutbox } from '@countersign/db';
import type { AskLoginFactorRequest, EnrolAuthenticatorResponse } from '@countersign/proto/second-factor';
import { createLogger, createMetrics } from '@countersign/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { createDeliveryJob, type DeliveryDeps } from '../src/code/delivery-job.ts';
import { deliveryTopic, fallbackTopic, noticeTopic } from '../src/code/delivery-topics.ts';
import { createFallbackJob } from '../src/code/fallback-job.ts';
import { createConversionAlarm, watchConversion } from '../src/code/sms-conversion.ts';
import { createNoticeJob } from '../src/delivered-factor/destination-notice.ts';
import { createLoginHandlers } from '../src/login/login-service.ts';
import { type PolicySettings, readPolicy } from '../src/policy/policy.ts';
import { sweep } from '../src/sweep.ts';
import { type Outside, startOutside } from './outside.ts';
import { aLoginCode, anEnrolment, minuteMs, otherThan, outcomesOf, startSecondFactor } from './second-factor.ts';

let secondFactor: Awaited<ReturnType<typeof startSecondFactor>>;
let outside: Outside;
const lines: string[] = [];
const logger = createLogger({
  service: 'second-factor',
  level: 'debug',
  destination: { write: (line) => void lines.push(line) },
});
beforeAll(async () => {
  outside = await startOutside();
  secondFactor = await startSecondFactor();
});
afterAll(async () => {
  await secondFactor.close();
  await outside.close();
});

const deliveryDeps = (): DeliveryDeps => ({
  ...secondFactor.deps,
  mailer: outside.mailer,
  sms: outside.sender,
  publicHost: 'sign.example.com',
});

const payloads: string[] = [];
/** Runs the jobs that were announced, as the queue would, until there are none; those that fail are reported. */
async function work(): Promise<string[]> {
  const { db, deps } = secondFactor;
  const jobs = {
    [deliveryTopic]: createDeliveryJob(deliveryDeps()),
    [fallbackTopic]: createFallbackJob({ ...deps, logger }),
    [noticeTopic]: createNoticeJob(deliveryDeps()),
  };
  const failures: string[] = [];
  let left = 1;
  while (left > 0) {
    // oxlint-disable-next-line no-await-in-loop -- what a job announces is worked off after it
    left = await relayOutbox(db, async (rows) => {
      for (const { id, topic, payload } of rows) {
        payloads.push(JSON.stringify(payload));
        const job = jobs[topic as keyof typeof jobs];
        // oxlint-disable-next-line no-await-in-loop
        await job?.handle({ ...payload }, id).catch((error: unknown) => failures.push(String(error)));
      }
    });
  }
  return failures;
}

let count = 0;
const aNumber = () => `+49151${String((count += 1)).padStart(7, '0')}`;
const anAddress = () => `person.${(count += 1)}@example.com`;
const textTo = (number: string) => outside.sms.findLast(({ To }) => To === number)?.['Body'] ?? '';
const mailTo = (address: string) => outside.mails.findLast((mail) => mail.includes(`To: ${address}`)) ?? '';
const codeIn = (message: string) => /#([0-9]{6})\b/.exec(message)?.[1] ?? 'none';

interface Enrolled {
  userId: string;
  id: string;
  destination: string;
  prompt: EnrolAuthenticatorResponse['prompt'];
}

async function enrol(kind: 'sms' | 'email', over: { userId?: string; replacesId?: string; destination?: string } = {}) {
  count += 1;
  const { userId = `usr_${count}`, destination = kind === 'sms' ? aNumber() : anAddress(), ...more } = over;
  const enrolment = anEnrolment({ kind, destination, language: 'en', ...more });
  const { authenticator, prompt } = await secondFactor.gateway.enrolAuthenticator(
    enrolment,
    await secondFactor.as(userId),
  );
  return { userId, id: authenticator?.id ?? '', destination, prompt } satisfies Enrolled;
}

async function activate({ userId, id }: Enrolled, code: string) {
  return await secondFactor.gateway.activateAuthenticator(
    { authenticatorId: id, code },
    await secondFactor.as(userId, { language: 'en' }),
  );
}

async function anActive(kind: 'sms' | 'email', over: Parameters<typeof enrol>[1] = {}): Promise<Enrolled> {
  const enrolled = await enrol(kind, over);
  await work();
  await activate(enrolled, codeIn(kind === 'sms' ? textTo(enrolled.destination) : mailTo(enrolled.destination)));
  return enrolled;
}

const asking = ({ userId, id }: Enrolled, over: Partial<AskLoginFactorRequest> = {}): AskLoginFactorRequest => ({
  userId,
  loginFlowId: `lgf_of_${userId}`,
  authenticatorId: id,
  language: 'en',
  resend: false,
  recovery: false,
  ...over,
});
const ask = async (factor: Enrolled, over: Partial<AskLoginFactorRequest> = {}) =>
  (await secondFactor.identity.askLoginFactor(asking(factor, over))).prompt;
const verify = async (
  { userId, id }: Enrolled,
  code: string,
  over: { loginFlowId?: string; recovery?: boolean } = {},
) =>
  await secondFactor.identity.verifyLoginCode(
    aLoginCode({ userId, loginFlowId: `lgf_of_${userId}`, authenticatorId: id, code, ...over }),
  );

const codeRefused = { reason: 'CODE_REFUSED' };

describe('a factor to which codes are sent', () => {
  it('is enrolled by a number and proved by the first code, which comes as one text message', async () => {
    const enrolled = await enrol('sms');
    expect(enrolled.prompt).toMatchObject({
      authenticatorId: enrolled.id,
      kind: 'sms',
      channel: 'sms',
      maskedDestination: `+4••••••${enrolled.destination.slice(-2)}`,
    });
    await work();
    const sent = outside.sms.at(-1);
    const code = codeIn(sent?.['Body'] ?? '');
    expect(sent).toMatchObject({
      To: enrolled.destination,
      Body: `Your code to set up this factor is ${code}, valid for 5 min. Do not tell it to anyone.\n\n@sign.example.com #${code}`,
    });
    expect(sent?.['StatusCallback']).toMatch(/^http:\/\/localhost:8080\/v1\/delivery-receipts\/dlv_[0-9A-Z]{26}$/);
    await expect(activate(enrolled, otherThan(code))).rejects.toMatchObject(codeRefused);
    const { authenticator } = await activate(enrolled, code);
    expect(authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE', kind: 'sms' });
    await expect(activate(enrolled, code)).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
  });

  it('is enrolled by an address in the same way, in the language that was asked for', async () => {
    const address = anAddress();
    const enrolled = await secondFactor.gateway.enrolAuthenticator(
      anEnrolment({ kind: 'email', destination: address, language: 'fr' }),
      await secondFactor.as('usr_mail'),
    );
    await work();
    const mail = mailTo(address);
    expect(mail).toMatch(/^Subject: Votre code pour activer ce moyen\r?$/m);
    const { authenticator } = await activate(
      { userId: 'usr_mail', id: enrolled.authenticator?.id ?? '', destination: address, prompt: undefined },
      codeIn(mail),
    );
    expect(authenticator).toMatchObject({ kind: 'email', maskedDestination: 'p•••@example.com' });
  });

  it.each([
    ['sms', 'ada@example.com'],
    ['sms', '0151 1234567'],
    ['email', '+4915112345678'],
    ['email', ''],
  ] as const)('is not enrolled as %s by %j', async (kind, destination) => {
    await expect(enrol(kind, { destination })).rejects.toMatchObject({ reason: 'DESTINATION_INVALID' });
  });

  it('is enrolled with a destination of its own, unless it replaces the one that has it', async () => {
    const { userId, id, destination } = await anActive('email');
    const same = destination.toUpperCase();
    await expect(enrol('email', { userId, destination: same })).rejects.toMatchObject({ reason: 'DESTINATION_IN_USE' });
    await enrol('email', { userId, destination: same, replacesId: id });
    await enrol('email', { destination });
  });

  it('tells the old destination when it is replaced, in the words of a text message', async () => {
    const old = await anActive('sms');
    const address = anAddress();
    const next = await anActive('email', { userId: old.userId, replacesId: old.id, destination: address });
    await work();
    expect(textTo(old.destination)).toBe(
      'Your codes now go to p***@example.com. If that was not you, tell your administrator at once.',
    );
    await expect(ask(old)).rejects.toMatchObject({ reason: 'AUTHENTICATOR_WRONG_STATE' });
    // One that is sent nowhere takes its place: nothing is said of another destination.
    const { authenticator, otpauthUri } = await secondFactor.gateway.enrolAuthenticator(
      anEnrolment({ replacesId: next.id }),
      await secondFactor.as(old.userId),
    );
    const secret = new URL(otpauthUri).searchParams.get('secret') ?? '';
    await activate({ ...next, id: authenticator?.id ?? '' }, secondFactor.codeOf({ secret }));
    await work();
    expect(mailTo(address)).toContain('No more codes are sent here');
    const notices = await secondFactor.db.selectFrom('destinationNotices').select(['destination', 'outcome']).execute();
    expect(notices).toEqual([
      { destination: null, outcome: 'delivered' },
      { destination: null, outcome: 'delivered' },
    ]);
  });
});

describe('the code of a login', () => {
  it('is sent once, however often it is asked for, also at the same moment', async () => {
    const factor = await anActive('sms');
    const before = outside.sms.length;
    const prompts = await Promise.all(Array.from({ length: 6 }, () => ask(factor)));
    expect(new Set(prompts.map((prompt) => prompt?.resendAt?.getTime())).size).toBe(1);
    await work();
    const code = codeIn(textTo(factor.destination));
    expect(textTo(factor.destination)).toContain('Your code to log in is');
    secondFactor.clock.advance(minuteMs);
    expect(await ask(factor)).toEqual(prompts[0]);
    await work();
    expect(outside.sms).toHaveLength(before + 1);
    expect(await verify(factor, code)).toMatchObject({
      methods: ['sms'],
      acr: 'urn:countersign:aal2-restricted',
      authenticatorId: factor.id,
      kind: 'sms',
    });
  });

  it('is taken once, whoever is first', async () => {
    const factor = await anActive('email');
    await ask(factor);
    await work();
    const code = codeIn(mailTo(factor.destination));
    const outcome = await outcomesOf(Array.from({ length: 4 }, () => verify(factor, code)));
    expect(outcome).toEqual({ won: 1, reasons: ['CODE_REFUSED', 'CODE_REFUSED', 'CODE_REFUSED'] });
  });

  it('is replaced after a pause, three times sent at most, and only the newest is taken', async () => {
    const factor = await anActive('sms');
    await ask(factor);
    await work();
    const first = codeIn(textTo(factor.destination));
    await expect(ask(factor, { resend: true })).rejects.toMatchObject({
      reason: 'RESEND_TOO_EARLY',
      retryAfterSeconds: 30,
    });
    secondFactor.clock.advance(30_000);
    await ask(factor, { resend: true });
    await work();
    await expect(verify(factor, first)).rejects.toMatchObject(codeRefused);
    await expect(ask(factor, { resend: true })).rejects.toMatchObject({ retryAfterSeconds: 60 });
    secondFactor.clock.advance(60_000);
    await ask(factor, { resend: true });
    await work();
    secondFactor.clock.advance(2 * minuteMs);
    await expect(ask(factor, { resend: true })).rejects.toMatchObject({ reason: 'PIN_SENDS_EXHAUSTED' });
    await verify(factor, codeIn(textTo(factor.destination)));
  });

  it('is refused for another login, a recovery, another factor and after its time', async () => {
    const factor = await anActive('sms');
    const other = await anActive('sms', { userId: factor.userId });
    await ask(factor);
    await work();
    const code = codeIn(textTo(factor.destination));
    await expect(verify(factor, code, { loginFlowId: 'lgf_2' })).rejects.toMatchObject(codeRefused);
    await expect(verify(factor, code, { recovery: true })).rejects.toMatchObject(codeRefused);
    await expect(verify(other, code)).rejects.toMatchObject(codeRefused);
    secondFactor.clock.advance(5 * minuteMs);
    await expect(verify(factor, code)).rejects.toMatchObject(codeRefused);
  });

  it('is refused once its factor was suspended', async () => {
    const factor = await anActive('email');
    await anActive('sms', { userId: factor.userId });
    await ask(factor);
    await work();
    await secondFactor.gateway.changeUserAuthenticator(
      {
        userId: factor.userId,
        authenticatorId: factor.id,
        change: 'AUTHENTICATOR_CHANGE_SUSPEND',
        reason: 'the mailbox is lost',
      },
      await secondFactor.as('usr_officer', { staffRoles: ['registration_officer'] }),
    );
    await expect(verify(factor, codeIn(mailTo(factor.destination)))).rejects.toMatchObject({
      reason: 'AUTHENTICATOR_WRONG_STATE',
    });
  });

  it('has five tries', async () => {
    const factor = await anActive('sms');
    await ask(factor);
    await work();
    const code = codeIn(textTo(factor.destination));
    for (let tries = 0; tries < 5; tries += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(verify(factor, otherThan(code))).rejects.toMatchObject(codeRefused);
    }
    await expect(verify(factor, code)).rejects.toMatchObject({ reason: 'ATTEMPTS_EXHAUSTED' });
  });

  it('leaves nothing behind that tells it or where it went', async () => {
    const factor = await anActive('sms');
    await ask(factor);
    await work();
    const code = codeIn(textTo(factor.destination));
    await verify(factor, code);
    const secrets = [code, factor.destination, factor.destination.slice(1)];
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(secondFactor.db);
    for (const { name } of tables) {
      // oxlint-disable-next-line no-await-in-loop
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(
        secondFactor.db,
      );
      const leaks = rows.filter(({ row }) => secrets.some((secret) => row.split(/[^0-9+]/).includes(secret)));
      expect({ name, leaks }).toEqual({ name, leaks: [] });
    }
    const open = await secondFactor.db
      .selectFrom('pinDeliveries')
      .select('id')
      .where((eb) =>
        eb.or([eb('code', 'is not', null), eb('destination', 'is not', null), eb('about', 'is not', null)]),
      )
      .where('closedAt', 'is not', null)
      .execute();
    expect(open).toEqual([]);
    for (const secret of secrets) expect(`${payloads.join()}${lines.join()}`).not.toContain(secret);
  });
});

describe('the code of a signature', () => {
  it('is another one than that of a login, and neither is taken for the other', async () => {
    const factor = await anActive('sms');
    const actor = await secondFactor.as(factor.userId, { acr: 'urn:countersign:aal2-restricted' });
    const { challengeId } = await secondFactor.remoteSigning.createSigningChallenge(
      {
        operationId: 'sgr_1',
        credentialId: 'crd_1',
        digests: [Buffer.alloc(32, 1)],
        labels: ['contract.pdf'],
        accountId: '',
        signatures: 0,
      },
      actor,
    );
    await ask(factor);
    await work();
    const ofLogin = codeIn(textTo(factor.destination));
    const { prompt } = await secondFactor.remoteSigning.askSigningFactor(
      { challengeId, authenticatorId: factor.id, language: 'de', resend: false },
      actor,
    );
    expect(prompt).toMatchObject({ channel: 'sms', authenticatorId: factor.id });
    await work();
    expect(textTo(factor.destination)).toContain('Ihr Code zur Unterschrift ist');
    const ofSignature = codeIn(textTo(factor.destination));
    const answer = async (code: string) =>
      await secondFactor.remoteSigning.answerSigningChallenge(
        {
          challengeId,
          code,
          authenticatorId: factor.id,
          cellsChallengeId: '',
          permittedKinds: [],
          contentBound: false,
          shown: false,
          digests: [],
          signatures: 0,
        },
        actor,
      );
    await expect(answer(ofLogin)).rejects.toMatchObject(codeRefused);
    await expect(verify(factor, ofSignature)).rejects.toMatchObject(codeRefused);
    const outcome = await outcomesOf([answer(ofSignature), answer(ofSignature), answer(ofSignature)]);
    expect(outcome.won).toBe(1);
    expect(await verify(factor, ofLogin)).toMatchObject({ kind: 'sms' });
  });
});

describe('the delivery of a text message', () => {
  it('happens once when its job runs twice at the same time, and again after one that died', async () => {
    const factor = await anActive('sms');
    await ask(factor);
    const { id } = await newest();
    const before = outside.sms.length;
    const job = createDeliveryJob(deliveryDeps());
    const runs = await Promise.allSettled([1, 2, 3].map((run) => job.handle({ deliveryId: id }, `run_${run}`)));
    expect(outside.sms).toHaveLength(before + 1);
    expect(runs.some(({ status }) => status === 'fulfilled')).toBe(true);
    await work();
    expect(outside.sms).toHaveLength(before + 1);
    expect(await newest()).toMatchObject({ outcome: 'delivered', providerId: `SM${outside.sms.length}` });

    secondFactor.clock.advance(minuteMs);
    await ask(factor, { resend: true });
    const next = await newest();
    // A run took it and died.
    await secondFactor.db
      .updateTable('pinDeliveries')
      .set({ takenAt: secondFactor.clock.now() })
      .where('id', '=', next.id)
      .execute();
    await expect(job.handle({ deliveryId: next.id }, 'run_4')).rejects.toThrow('another run');
    secondFactor.clock.advance(minuteMs);
    await job.handle({ deliveryId: next.id }, 'run_4');
    expect(outside.sms).toHaveLength(before + 2);
    await work();
    expect(outside.sms).toHaveLength(before + 2);
  });
});

const newest = async () =>
  await secondFactor.db.selectFrom('pinDeliveries').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();

/** A receipt as the provider signs it; written here apart from the code that checks it. */
function aReceipt(deliveryId: string, providerId: string | null, state: string) {
  const fields: Record<string, string> = {
    MessageSid: providerId ?? '',
    MessageStatus: state,
    AccountSid: 'AC1',
    To: '+491510000000',
  };
  const signed = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}${fields[name]}`)
    .join('');
  const url = `http://localhost:8080/v1/delivery-receipts/${deliveryId}`;
  return { deliveryId, fields, signature: createHmac('sha1', 'sms-token').update(`${url}${signed}`).digest('base64') };
}

async function aPin(over: { fallbackEmail?: string; destination?: string } = {}) {
  count += 1;
  const key = { userId: `usr_pin_${count}`, loginFlowId: `lgf_pin_${count}` };
  const request = {
    ...key,
    channel: 'PIN_CHANNEL_SMS',
    destination: aNumber(),
    language: 'en',
    fallbackEmail: anAddress(),
    ...over,
  } as const;
  await secondFactor.identity.sendLoginPin(request);
  return { ...request, ...key };
}

const receive = (receipt: ReturnType<typeof aReceipt>) => secondFactor.gateway.recordDeliveryReceipt(receipt);

describe('a receipt of the provider', () => {
  it('that is signed is written down, and what comes late changes nothing', async () => {
    await aPin();
    await work();
    const { id, providerId } = await newest();
    await receive(aReceipt(id, providerId, 'sent'));
    expect(await newest()).toMatchObject({ receipt: 'sent' });
    await receive(aReceipt(id, providerId, 'delivered'));
    expect(await newest()).toMatchObject({ receipt: 'delivered', fallback: null });
    await receive(aReceipt(id, providerId, 'sent'));
    await receive(aReceipt(id, providerId, 'undelivered'));
    expect(await newest()).toMatchObject({ receipt: 'delivered' });
    expect(await work()).toEqual([]);
  });

  it('that is forged, unsigned or signed for another delivery is refused', async () => {
    const { fallbackEmail } = await aPin();
    await work();
    const { id, providerId } = await newest();
    const right = aReceipt(id, providerId, 'undelivered');
    for (const wrong of [
      { ...right, signature: '' },
      { ...right, signature: aReceipt('dlv_other', providerId, 'undelivered').signature },
      { ...right, fields: { ...right.fields, MessageStatus: 'delivered' } },
      { ...right, fields: { ...right.fields, Extra: '1' } },
      { ...aReceipt('dlv_other', providerId, 'failed'), deliveryId: id },
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(receive(wrong)).rejects.toMatchObject({ kind: 'forbidden', reason: 'RECEIPT_REFUSED' });
    }
    await work();
    expect(await newest()).toMatchObject({ id, receipt: null });
    expect(mailTo(fallbackEmail)).toBe('');
  });

  it('of another message, or about nothing that is known, changes nothing', async () => {
    await aPin();
    await work();
    const { id, providerId } = await newest();
    await receive(aReceipt(id, 'SM_other', 'failed'));
    await receive(aReceipt(id, providerId, 'receiving'));
    await receive(aReceipt('dlv_unknown', 'SM1', 'failed'));
    expect(await newest()).toMatchObject({ id, receipt: null });
  });

  it('of failure sends a new PIN by e-mail, once, and the one before is void', async () => {
    const { userId, loginFlowId, destination, fallbackEmail } = await aPin();
    await work();
    const first = codeIn(textTo(destination));
    const { id, providerId } = await newest();
    const receipt = aReceipt(id, providerId, 'undelivered');
    await Promise.all([receive(receipt), receive(receipt), receive(receipt)]);
    const before = outside.mails.length;
    expect(await work()).toEqual([]);
    await receive(receipt);
    await createFallbackJob({ ...secondFactor.deps, logger }).handle({ deliveryId: id }, 'again');
    await work();
    expect(outside.mails).toHaveLength(before + 1);
    const mail = mailTo(fallbackEmail);
    expect(mail).toMatch(/^Subject: Your one-time code\r?$/m);
    const pin = (code: string) =>
      secondFactor.identity.verifyLoginCode(aLoginCode({ userId, loginFlowId, code, firstLogin: true }));
    await expect(pin(first)).rejects.toMatchObject(codeRefused);
    expect(await pin(codeIn(mail))).toMatchObject({ amr: 'email', acr: 'urn:countersign:aal1' });
  });

  it('is not needed where the provider refuses the number at once', async () => {
    const { fallbackEmail } = await aPin();
    outside.answers.push(400);
    expect(await work()).toEqual([expect.stringContaining('cannot be delivered')]);
    expect(codeIn(mailTo(fallbackEmail))).toMatch(/^[0-9]{6}$/);
    const [row] = await secondFactor.db
      .selectFrom('pinDeliveries')
      .select(['code', 'destination', 'fallback'])
      .where('outcome', '=', 'refused')
      .execute();
    expect(row).toEqual({ code: null, destination: null, fallback: null });
  });

  it('sends nothing where there is no other address, the PIN came back, or e-mail is off', async () => {
    const none = await aPin({ fallbackEmail: '' });
    await work();
    const before = outside.mails.length;
    await receive(aReceipt((await newest()).id, (await newest()).providerId, 'failed'));
    await work();
    expect(none.fallbackEmail).toBe('');

    const used = await aPin();
    await work();
    const { id, providerId } = await newest();
    const code = codeIn(textTo(used.destination));
    await secondFactor.identity.verifyLoginCode(aLoginCode({ ...keyOf(used), code, firstLogin: true }));
    await receive(aReceipt(id, providerId, 'failed'));
    await work();

    const { sendLoginPin } = under({ PIN_BY_EMAIL: 'off' });
    const off = { ...used, userId: 'usr_off', loginFlowId: 'lgf_off', destination: aNumber() };
    await sendLoginPin(off, context);
    await work();
    expect((await newest()).fallback).toBeNull();
    expect(outside.mails).toHaveLength(before);
  });

  it('that never comes leaves no address behind', async () => {
    await aPin();
    const lost = await newest();
    await aPin();
    await work();
    const sent = await newest();
    expect([lost.fallback, sent.fallback]).toEqual([expect.any(Buffer), expect.any(Buffer)]);
    secondFactor.clock.advance(11 * minuteMs);
    await sweep(secondFactor.db, secondFactor.clock.now());
    const kept = await secondFactor.db
      .selectFrom('pinDeliveries')
      .select('id')
      .where((eb) => eb.or([eb('fallback', 'is not', null), eb('code', 'is not', null)]))
      .execute();
    expect(kept).toEqual([]);
  });
});

const keyOf = ({ userId, loginFlowId }: { userId: string; loginFlowId: string }) => ({ userId, loginFlowId });
const context = { requestId: 'test' } as Parameters<ReturnType<typeof createLoginHandlers>['sendLoginPin']>[1];
/** The handlers of logins under another policy, on the same database. */
const under = (settings: PolicySettings) =>
  createLoginHandlers({ ...secondFactor.deps, policy: readPolicy(settings), logger });

describe('text messages', () => {
  const to = (destination: string) => {
    count += 1;
    const key = { userId: `usr_${count}`, loginFlowId: `lgf_${count}`, language: 'en', fallbackEmail: '' };
    return { ...key, channel: 'PIN_CHANNEL_SMS' as const, destination };
  };

  it('go only to numbers that the policy serves, and a refusal costs no send', async () => {
    const { sendLoginPin } = under({ SMS_PREFIXES: '+49,+4420' });
    const other = to('+12025550101');
    await expect(sendLoginPin(other, context)).rejects.toMatchObject({ reason: 'DESTINATION_NOT_SERVED' });
    expect(await sends(other.loginFlowId)).toBeUndefined();
    await sendLoginPin(to('+442012345678'), context);
  });

  it('to one prefix are limited in an hour, and others and e-mail go on', async () => {
    const { sendLoginPin } = under({ SMS_PREFIX_HOUR_LIMIT: 2 });
    await sendLoginPin(to('+33612000001'), context);
    await sendLoginPin(to('+33612000002'), context);
    const third = to('+33612000003');
    await expect(sendLoginPin(third, context)).rejects.toMatchObject({
      kind: 'exhausted',
      reason: 'SMS_CAP_REACHED',
      retryAfterSeconds: 3600,
    });
    await sendLoginPin({ ...third, channel: 'PIN_CHANNEL_EMAIL', destination: anAddress() }, context);
    await sendLoginPin(to('+33613000001'), context);
    secondFactor.clock.advance(60 * minuteMs);
    await sendLoginPin(to('+33612000004'), context);
  });

  it('are limited in a day, also when many are asked for at once', async () => {
    await secondFactor.db.deleteFrom('attempts' as never).execute();
    const { sendLoginPin } = under({ SMS_DAY_LIMIT: 3 });
    const requests = Array.from({ length: 8 }, (_, index) => to(`+4179${index}000001`));
    const { won, reasons } = await outcomesOf(requests.map((request) => sendLoginPin(request, context)));
    expect({ won, reasons: new Set(reasons) }).toEqual({ won: 3, reasons: new Set(['SMS_CAP_REACHED']) });
    secondFactor.clock.advance(24 * 60 * minuteMs);
    await sendLoginPin(to('+41790000002'), context);
  });

  it('that are refused for a factor leave it unasked', async () => {
    const factor = await anActive('sms');
    await secondFactor.db
      .insertInto('smsPauses')
      .values({
        prefix: factor.destination.slice(0, 6),
        pausedAt: secondFactor.clock.now(),
        pausedUntil: new Date(secondFactor.clock.now().getTime() + minuteMs),
      })
      .execute();
    await expect(ask(factor)).rejects.toMatchObject({ reason: 'SMS_CAP_REACHED', retryAfterSeconds: 60 });
    await expect(ask(factor)).rejects.toMatchObject({ reason: 'SMS_CAP_REACHED' });
    secondFactor.clock.advance(minuteMs);
    expect(await ask(factor)).toMatchObject({ channel: 'sms' });
  });
});

async function sends(loginFlowId: string) {
  return await secondFactor.db
    .selectFrom('loginPins')
    .select('sends')
    .where('loginFlowId', '=', loginFlowId)
    .executeTakeFirst();
}

describe('the watch over conversion', () => {
  const watch = () => watchConversion({ ...secondFactor.deps, logger });
  const metrics = createMetrics('second-factor');
  const alarms = async () =>
    (await metrics.metrics()).split('\n').filter((line) => line.startsWith('second_factor_sms_conversion_alarm{'));

  it('pauses a prefix of which the codes do not come back, tells it, and ends the pause', async () => {
    createConversionAlarm(metrics, secondFactor.deps);
    await secondFactor.db.deleteFrom('pinDeliveries').execute();
    const request = (prefix: string, index: number) => ({
      userId: `usr_${prefix}_${index}`,
      loginFlowId: `lgf_${prefix}_${index}`,
      channel: 'PIN_CHANNEL_SMS' as const,
      destination: `${prefix}${String(index).padStart(6, '0')}`,
      language: 'en',
      fallbackEmail: '',
    });
    const send = async (prefix: string, index: number) => {
      await secondFactor.identity.sendLoginPin(request(prefix, index));
    };
    // Of 20 to the first prefix 3 come back, of 20 to the second 4, and 19 to the third are too few to tell.
    for (let index = 0; index < 20; index += 1) {
      for (const prefix of ['+351912', '+351913', ...(index < 19 ? ['+351914'] : [])]) {
        // oxlint-disable-next-line no-await-in-loop
        await send(prefix, index);
      }
    }
    await work();
    for (const [prefix, number] of [
      ['+351912', 3],
      ['+351913', 4],
    ] as const) {
      for (let index = 0; index < number; index += 1) {
        const { userId, loginFlowId, destination } = request(prefix, index);
        const code = codeIn(textTo(destination));
        // oxlint-disable-next-line no-await-in-loop
        await secondFactor.identity.verifyLoginCode(aLoginCode({ userId, loginFlowId, code, firstLogin: true }));
      }
    }
    // Their codes may still come back.
    await watch();
    expect(await alarms()).toEqual([]);

    secondFactor.clock.advance(5 * minuteMs);
    await watch();
    expect(await alarms()).toEqual([expect.stringMatching(/prefix="\+351912".* 1$/)]);
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.filter(({ prefix }) => prefix === '+351912')).toMatchObject([{ level: 'warn', sent: 20, verified: 3 }]);
    await watch();
    expect(lines.filter((line) => line.includes('"+351912"'))).toHaveLength(1);
    await expect(send('+351912', 20)).rejects.toMatchObject({ reason: 'SMS_CAP_REACHED', retryAfterSeconds: 3600 });
    await send('+351913', 20);

    secondFactor.clock.advance(60 * minuteMs);
    await watch();
    expect(await alarms()).toEqual([]);
    await send('+351912', 21);
  });
});
