import { countThrottled, findThrottle } from '@countersign/attempts';
import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { passwordBucket, userIdHashOf } from '../src/login/password-budget.ts';
import { type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(() => identity.clock.set(noon));

let count = 0;
const anAddress = () => `new-${(count += 1)}@example.com`;
const mobile = '+15550100188';

async function aUser(over: Parameters<IdentityUnderTest['register']>[0] = {}) {
  const { userId, email } = await identity.register(over);
  identity.secondFactor.withFactor.add(userId);
  return { userId, email, actor: await identity.token({ userId, sessionId: 'ses_current' }) };
}
type User = Awaited<ReturnType<typeof aUser>>;

const start = ({ actor }: User, wanted: { email?: string; mobile?: string }) =>
  identity.gateway.startContactChange({ email: '', mobile: '', ...wanted }, actor);
const confirm = ({ actor }: User, contactChangeId: string, code = rightCode, currentCode = rightCode) =>
  identity.gateway.confirmContactChange({ contactChangeId, code, currentCode }, actor);
const me = ({ actor }: User) => identity.gateway.getMe({}, actor);
const contactOf = ({ userId }: User) =>
  identity.db
    .selectFrom('users')
    .select(['email', 'mobileProvedAt', 'contactChangedAt'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();

describe('a change of the user ID', () => {
  it('sends a code to both mailboxes and is made when both come back, in one call', async () => {
    const user = await aUser({ language: 'de' });
    const email = anAddress();
    const change = await start(user, { email: ` ${email.toUpperCase()}` });
    expect(change).toEqual({
      contactChangeId: expect.stringMatching(/^cch_/),
      maskedDestination: 'a•••@example.com',
      currentCodeRequired: true,
      expiresAt: new Date('2026-11-21T12:15:00Z'),
    });
    const subjectId = change.contactChangeId;
    expect(identity.secondFactor.sentCodes.filter((sent) => sent.subjectId === subjectId)).toEqual([
      {
        purpose: 'CODE_PURPOSE_CONTACT',
        subjectId,
        channel: 'PIN_CHANNEL_EMAIL',
        destination: email,
        language: 'de',
        newContact: '',
        knownDevice: false,
      },
      {
        purpose: 'CODE_PURPOSE_CONTACT_CONSENT',
        subjectId,
        channel: 'PIN_CHANNEL_EMAIL',
        destination: user.email,
        language: 'de',
        newContact: email,
        knownDevice: false,
      },
    ]);
    expect(await me(user)).toMatchObject({ email: user.email });
    // A stranger guessed at the user ID that nobody had.
    const bucket = passwordBucket({ userIdHash: userIdHashOf(identity.deps.pepper, email) });
    const rule = { free: 0, firstMs: 1, capMs: 1, stopAfter: 1 };
    await countThrottled(identity.db, { bucket, at: noon, rule });
    expect(await confirm(user, subjectId)).toEqual({ email, maskedMobile: '' });
    expect(await findThrottle(identity.db, bucket)).toBeUndefined();
    expect(await contactOf(user)).toMatchObject({ email, contactChangedAt: noon });
    const records = await listAudit(identity.db, user.userId, { after: 0, limit: 100 });
    expect(records.at(-1)).toMatchObject({ action: 'contact.email_changed', actor: user.userId, subject: subjectId });
  });

  it('needs the code of each mailbox: neither alone changes anything, and a right one need not be sent again', async () => {
    const user = await aUser();
    const { contactChangeId: id } = await start(user, { email: anAddress() });
    const refused = { reason: 'CODE_REFUSED', kind: 'unauthenticated' };
    await expect(confirm(user, id, '000000')).rejects.toMatchObject(refused);
    await expect(confirm(user, id, rightCode, '000000')).rejects.toMatchObject(refused);
    for (const [code, currentCode] of [
      ['', rightCode],
      [rightCode, ''],
      ['12345x', rightCode],
    ]) {
      await expect(confirm(user, id, code, currentCode)).rejects.toMatchObject({ reason: 'CODE_MALFORMED' });
    }
    expect(await contactOf(user)).toMatchObject({ email: user.email, contactChangedAt: null });
    // The code of the new mailbox was used up by the second try.
    const before = identity.secondFactor.verifiedCodes.length;
    await confirm(user, id);
    expect(identity.secondFactor.verifiedCodes.slice(before).map(({ purpose }) => purpose)).toEqual([
      'CODE_PURPOSE_CONTACT_CONSENT',
    ]);
  });

  it('is made once by 20 parallel calls, ends other sessions and recoveries, and is told to both mailboxes', async () => {
    const user = await aUser();
    const { session: other } = await identity.logIn(user.email);
    const { session: current } = await identity.logIn(user.email);
    const actor = await identity.token({ userId: user.userId, sessionId: current?.id ?? '' });
    const recovery = await identity.gateway.startRecoveryFlow({
      userId: user.email,
      language: '',
      acceptedLanguage: '',
      deviceToken: '',
    });
    const key = { flowId: recovery.flow?.id ?? '', secret: recovery.secret };
    const { contactChangeId: id } = await start({ ...user, actor }, { email: anAddress() });
    const outcomes = await tally(inParallel(20, () => confirm({ ...user, actor }, id)));
    // Who looks at the code while it is being used up finds none that fits.
    const { ok, CONTACT_CHANGE_NOT_FOUND: late = 0, CODE_REFUSED: close = 0 } = outcomes;
    expect({ ok, others: late + close }).toEqual({ ok: 1, others: 19 });
    const sessions = await identity.db
      .selectFrom('sessions')
      .select(['id', 'endedReason'])
      .where('userId', '=', user.userId)
      .execute();
    expect(new Map(sessions.map((session) => [session.id, session.endedReason]))).toEqual(
      new Map([
        [other?.id, 'email_changed'],
        [current?.id, null],
      ]),
    );
    const { flow } = await identity.gateway.getRecoveryFlow({ key });
    expect(flow?.state).toBe('RECOVERY_FLOW_STATE_CANCELLED');
    const announced: unknown[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced).toContainEqual(
      expect.objectContaining({ topic: 'contact-changed-mail', payload: { contactChangeId: id } }),
    );
  });

  it('tells that somebody else has the address only to who reads both mailboxes', async () => {
    const taken = await aUser();
    const user = await aUser();
    const free = await start(user, { email: anAddress() });
    const { contactChangeId, ...answer } = await start(user, { email: taken.email });
    expect(answer).toEqual({
      maskedDestination: free.maskedDestination,
      currentCodeRequired: free.currentCodeRequired,
      expiresAt: free.expiresAt,
    });
    await expect(confirm(user, contactChangeId, '000000')).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    await expect(confirm(user, contactChangeId)).rejects.toMatchObject({ reason: 'USER_EXISTS', kind: 'conflict' });
    expect(await contactOf(user)).toMatchObject({ email: user.email, contactChangedAt: null });
    expect(await contactOf(taken)).toMatchObject({ email: taken.email });
  });

  it('to one address is made for one of two users who prove it at once', async () => {
    const users = [await aUser(), await aUser()];
    const email = anAddress();
    const changes = await Promise.all(users.map(async (user) => (await start(user, { email })).contactChangeId));
    const outcomes = await tally(users.map((user, n) => confirm(user, changes[n] ?? '')));
    expect(outcomes).toEqual({ ok: 1, USER_EXISTS: 1 });
  });
});

describe('a change of the mobile number', () => {
  it('proves the number by a code to it, and leaves sessions alone', async () => {
    const user = await aUser({ mobile });
    const { session } = await identity.logIn(user.email);
    // A number that was only given at activation may be proved by a change to itself.
    const { contactChangeId: id, currentCodeRequired } = await start(user, { mobile });
    expect(currentCodeRequired).toBe(false);
    await expect(confirm(user, id, '000000', '')).rejects.toMatchObject({ reason: 'CODE_REFUSED' });
    expect(await confirm(user, id, rightCode, '')).toEqual({ email: user.email, maskedMobile: '+1••••••88' });
    expect(await contactOf(user)).toMatchObject({ mobileProvedAt: noon, contactChangedAt: noon });
    await expect(start(user, { mobile })).rejects.toMatchObject({ reason: 'CONTACT_UNCHANGED' });
    const row = await identity.db
      .selectFrom('sessions')
      .select('endedAt')
      .where('id', '=', session?.id ?? '')
      .executeTakeFirst();
    expect(row).toEqual({ endedAt: null });
    const { personalValidation } = await identity.gateway.submitPersonalValidation(
      {
        givenName: 'Ada',
        surname: 'Sample',
        mobile,
        country: 'FR',
        evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
      },
      user.actor,
    );
    expect(personalValidation).toMatchObject({ mobile });
  });
});

describe('a change of contact', () => {
  it('dies after 15 minutes, when another one of its kind begins, and for anybody else', async () => {
    const user = await aUser();
    const gone = { reason: 'CONTACT_CHANGE_NOT_FOUND', kind: 'not_found' };
    const { contactChangeId: replaced } = await start(user, { email: anAddress() });
    const { contactChangeId: id } = await start(user, { email: anAddress() });
    for (const [who, which] of [
      [user, replaced],
      [user, 'cch_unknown'],
      [await aUser(), id],
    ] as const) {
      await expect(confirm(who, which)).rejects.toMatchObject(gone);
    }
    identity.clock.advance(15 * 60_000);
    await expect(confirm(user, id)).rejects.toMatchObject(gone);
    expect(await contactOf(user)).toMatchObject({ email: user.email });
  });

  it('begins for one contact that is new and well-formed, five times an hour', async () => {
    const user = await aUser();
    for (const [wanted, reason] of [
      [{}, 'EMAIL_INVALID'],
      [{ email: 'nonsense' }, 'EMAIL_INVALID'],
      [{ mobile: '0155' }, 'MOBILE_INVALID'],
      [{ email: anAddress(), mobile }, 'CONTACT_AMBIGUOUS'],
      [{ email: user.email.toUpperCase() }, 'CONTACT_UNCHANGED'],
    ] as const) {
      await expect(start(user, wanted)).rejects.toMatchObject({ reason });
    }
    const outcomes = await tally(inParallel(8, () => start(user, { email: anAddress() })));
    expect(outcomes).toEqual({ ok: 5, ATTEMPTS_EXHAUSTED: 3 });
  });

  it('needs two factors, proved lately', async () => {
    const { userId } = await aUser();
    const wanted = { email: anAddress(), mobile: '' };
    const begin = async (over: Partial<Parameters<IdentityUnderTest['token']>[0]>) =>
      identity.gateway.startContactChange(wanted, await identity.token({ userId, ...over }));
    await expect(begin({ scope: 'set-up' })).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    const weak = { reason: 'INSUFFICIENT_USER_AUTHENTICATION', kind: 'unauthenticated' };
    await expect(begin({ acr: 'urn:countersign:aal1' })).rejects.toMatchObject(weak);
    const early = new Date(noon.getTime() - identity.deps.policy.session.reauthenticationMs - 1_000);
    await expect(begin({ authenticatedAt: early })).rejects.toMatchObject({ ...weak, maxAgeSeconds: 900 });
    await expect(identity.gateway.startContactChange(wanted)).rejects.toMatchObject({
      reason: 'AUTHENTICATION_REQUIRED',
    });
  });

  it('keeps addresses and numbers out of its row, its job, the audit and the log', async () => {
    const user = await aUser();
    const email = anAddress();
    const { contactChangeId: id } = await start(user, { email });
    await confirm(user, id);
    const announced: unknown[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    const row = await identity.db
      .selectFrom('contactChanges')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const audit = await listAudit(identity.db, user.userId, { after: 0, limit: 100 });
    const text = JSON.stringify([announced, audit, identity.lines]) + row.wantedSealed.toString('latin1');
    expect(text + (row.formerSealed?.toString('latin1') ?? '')).not.toMatch(new RegExp(`${email}|${user.email}`));
  });
});
