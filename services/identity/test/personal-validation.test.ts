import { listAudit, verifyAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import type { SubmitPersonalValidationRequest } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let officer: Awaited<ReturnType<IdentityUnderTest['token']>>;
let officerId: string;
beforeAll(async () => {
  identity = await startIdentity();
  officerId = (await identity.register()).userId;
  officer = await identity.token({ userId: officerId, staffRoles: ['registration_officer'] });
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
beforeEach(() => identity.clock.set(noon));

const particulars = (over: Partial<SubmitPersonalValidationRequest> = {}): SubmitPersonalValidationRequest => ({
  givenName: 'Ada',
  surname: 'Sample',
  mobile: '+15550100123',
  country: 'FR',
  evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
  ...over,
});

/** Somebody whose mobile number a code proved. */
async function aSigner() {
  const { userId, email } = await identity.register({ mobile: '+15550100123' });
  await identity.db.updateTable('users').set({ mobileProvedAt: noon }).where('id', '=', userId).execute();
  return { userId, email, actor: await identity.token({ userId }) };
}

async function submit(signer: Awaited<ReturnType<typeof aSigner>>, over: Parameters<typeof particulars>[0] = {}) {
  const { personalValidation } = await identity.gateway.submitPersonalValidation(particulars(over), signer.actor);
  if (personalValidation === undefined) throw new Error('no validation');
  return personalValidation;
}

const decide = (id: string, over: { version?: number; approved?: boolean; reason?: string } = {}, as = officer) =>
  identity.gateway.decidePersonalValidation(
    { personalValidationId: id, version: 1, approved: true, reason: '', ...over },
    as,
  );

describe('a personal validation', () => {
  it('is submitted by the signer and shown to him without the evidence', async () => {
    const signer = await aSigner();
    const submitted = await submit(signer);
    expect(submitted).toEqual({
      id: expect.stringMatching(/^pvl_/),
      userId: signer.userId,
      version: 1,
      state: 'PERSONAL_VALIDATION_STATE_SUBMITTED',
      givenName: 'Ada',
      surname: 'Sample',
      email: signer.email,
      mobile: '+15550100123',
      country: 'FR',
      evidence: [],
      submittedAt: noon,
      reason: '',
      pendingApprovalId: '',
      evidenceUntil: undefined,
    });
    const { personalValidation } = await identity.gateway.getPersonalValidation({}, signer.actor);
    expect(personalValidation).toEqual(submitted);
    expect((await identity.gateway.getMe({}, signer.actor)).personalValidation).toBe(
      'PERSONAL_VALIDATION_STATE_SUBMITTED',
    );
  });

  it('becomes the source of names when an officer approves it, and not before', async () => {
    const signer = await aSigner();
    const get = () => identity.remoteSigning.getValidatedPerson({ userId: signer.userId }, signer.actor);
    const required = { reason: 'PERSONAL_VALIDATION_REQUIRED', kind: 'forbidden' };
    await expect(get()).rejects.toMatchObject(required);
    const { id } = await submit(signer);
    await expect(get()).rejects.toMatchObject(required);
    const { personalValidation } = await decide(id);
    expect(personalValidation).toMatchObject({ state: 'PERSONAL_VALIDATION_STATE_APPROVED', evidence: [] });
    // Applications that act for him have his credentials made and used, and read nothing of it themselves.
    const client = { id: 'cli_shop', scope: 'service' } as const;
    const acting = await identity.token({ userId: signer.userId, client });
    await expect(identity.remoteSigning.getValidatedPerson({ userId: signer.userId }, acting)).resolves.toMatchObject({
      surname: 'Sample',
    });
    const stranger = await identity.token({ userId: 'usr_other', client });
    await expect(identity.remoteSigning.getValidatedPerson({ userId: signer.userId }, stranger)).rejects.toMatchObject({
      reason: 'USER_NOT_FOUND',
    });
    await expect(identity.gateway.getPersonalValidation({}, acting)).rejects.toMatchObject({
      reason: 'CLIENT_NOT_PERMITTED',
    });
    expect(await get()).toEqual({
      approvedAt: identity.clock.now(),
      language: 'en',
      givenName: 'Ada',
      surname: 'Sample',
      email: signer.email,
      country: 'FR',
      personalValidationId: id,
      version: 1,
    });
  });

  it('is rejected with a reason, submitted anew as the next version, and approved in that', async () => {
    const signer = await aSigner();
    const { id } = await submit(signer);
    await decide(id, { approved: false, reason: 'the passport is not legible' });
    expect((await identity.gateway.getPersonalValidation({}, signer.actor)).personalValidation).toMatchObject({
      state: 'PERSONAL_VALIDATION_STATE_REJECTED',
      reason: 'the passport is not legible',
    });
    const again = await submit(signer, { surname: 'Sample-Grey' });
    expect(again).toMatchObject({ id, version: 2, state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', reason: '' });
    await expect(decide(id, { version: 1 })).rejects.toMatchObject({
      reason: 'PERSONAL_VALIDATION_CHANGED',
      kind: 'conflict',
    });
    await decide(id, { version: 2 });
    const person = await identity.remoteSigning.getValidatedPerson({ userId: signer.userId }, signer.actor);
    expect(person).toMatchObject({ surname: 'Sample-Grey', version: 2 });
  });

  it('cannot be submitted anew while it waits', async () => {
    const signer = await aSigner();
    await submit(signer);
    await expect(submit(signer)).rejects.toMatchObject({ reason: 'PERSONAL_VALIDATION_WRONG_STATE', kind: 'conflict' });
  });

  it('names its user as it was approved last, whatever was submitted or rejected since', async () => {
    const signer = await aSigner();
    const { id } = await submit(signer);
    await decide(id);
    const named = async () => {
      const request = { userId: signer.userId };
      const { surname, version } = await identity.remoteSigning.getValidatedPerson(request, signer.actor);
      return [surname, version];
    };
    expect(await submit(signer, { surname: 'Newname' })).toMatchObject({ id, version: 2 });
    expect(await named()).toEqual(['Sample', 1]);
    await decide(id, { version: 2, approved: false, reason: 'not legible' });
    expect(await named()).toEqual(['Sample', 1]);
    await submit(signer, { surname: 'Newname' });
    await decide(id, { version: 3 });
    expect(await named()).toEqual(['Newname', 3]);
  });

  it('names a mobile number only if a code proved it to be the user’s', async () => {
    const signer = await aSigner();
    const refused = { reason: 'MOBILE_NOT_PROVED', kind: 'invalid', fields: [{ pointer: '/mobile' }] };
    await expect(submit(signer, { mobile: '+15550100999' })).rejects.toMatchObject(refused);
    const { userId } = await identity.register({ mobile: '+15550100123' });
    const unproved = { ...signer, actor: await identity.token({ userId }) };
    await expect(submit(unproved)).rejects.toMatchObject(refused);
    expect(await submit(unproved, { mobile: '' })).toMatchObject({ mobile: '' });
  });

  it('takes the number that a PIN by text message proved at the first login, but not one whose PIN went by e-mail', async () => {
    const mobile = '+15550100123';
    const [proved, unproved] = [await identity.register({ mobile }), await identity.register({ mobile })];
    await identity.logIn(proved.email);
    const key = await identity.begin(unproved.email);
    await identity.gateway.submitPassword({ key, password: goodPassword });
    await identity.gateway.useAlternativeChannel({ key });
    await identity.gateway.submitCode({ key, code: rightCode });
    const by = async ({ userId, email }: typeof proved) => ({
      userId,
      email,
      actor: await identity.token({ userId }),
    });
    expect(await submit(await by(proved))).toMatchObject({ mobile });
    await expect(submit(await by(unproved))).rejects.toMatchObject({ reason: 'MOBILE_NOT_PROVED' });
  });

  it('is submitted once by 20 parallel calls and decided once by 20 parallel officers', async () => {
    const signer = await aSigner();
    expect(await tally(inParallel(20, () => submit(signer)))).toEqual({ ok: 1, PERSONAL_VALIDATION_WRONG_STATE: 19 });
    const { personalValidation } = await identity.gateway.getPersonalValidation({}, signer.actor);
    const id = personalValidation?.id ?? '';
    const outcomes = await tally(inParallel(20, (n) => decide(id, { approved: n % 2 === 0, reason: 'not legible' })));
    expect(outcomes).toEqual({ ok: 1, PERSONAL_VALIDATION_WRONG_STATE: 19 });
  });

  it('is decided by officers only, and never by its own user', async () => {
    const signer = await aSigner();
    const { id } = await submit(signer);
    await expect(decide(id, {}, signer.actor)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED', kind: 'forbidden' });
    const selfMadeOfficer = await identity.token({ userId: signer.userId, staffRoles: ['registration_officer'] });
    await expect(decide(id, {}, selfMadeOfficer)).rejects.toMatchObject({
      reason: 'OWN_DECISION_FORBIDDEN',
      kind: 'forbidden',
    });
    const operator = await identity.token({ userId: officerId, staffRoles: ['operator'] });
    await expect(decide(id, {}, operator)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    const tired = await identity.token({
      userId: officerId,
      staffRoles: ['registration_officer'],
      authenticatedAt: new Date(identity.clock.now().getTime() - 16 * 60_000),
    });
    await expect(decide(id, {}, tired)).rejects.toMatchObject({
      reason: 'INSUFFICIENT_USER_AUTHENTICATION',
      maxAgeSeconds: 900,
    });
    await expect(
      identity.gateway.inviteSigner({ email: 'sam@example.com', language: '' }, tired),
    ).rejects.toMatchObject({ reason: 'INSUFFICIENT_USER_AUTHENTICATION' });
    await expect(
      identity.gateway.listPersonalValidations(
        { state: 'PERSONAL_VALIDATION_STATE_UNSPECIFIED', pageSize: 0, pageToken: '' },
        signer.actor,
      ),
    ).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await expect(decide('pvl_unknown')).rejects.toMatchObject({ reason: 'PERSONAL_VALIDATION_NOT_FOUND' });
    await expect(decide(id, { approved: false })).rejects.toMatchObject({
      reason: 'REASON_REQUIRED',
      fields: [{ pointer: '/reason' }],
    });
    const { personalValidation } = await identity.gateway.getPersonalValidation({}, signer.actor);
    expect(personalValidation?.state).toBe('PERSONAL_VALIDATION_STATE_SUBMITTED');
  });

  it('needs a full session, and names the field at fault', async () => {
    const signer = await aSigner();
    const early = await identity.token({ userId: signer.userId, scope: 'set-up' });
    await expect(identity.gateway.submitPersonalValidation(particulars(), early)).rejects.toMatchObject({
      reason: 'SET_UP_REQUIRED',
    });
    await expect(identity.gateway.submitPersonalValidation(particulars())).rejects.toMatchObject({
      reason: 'AUTHENTICATION_REQUIRED',
    });
    await expect(submit(signer, { country: 'Frankreich' })).rejects.toMatchObject({
      reason: 'COUNTRY_INVALID',
      fields: [{ pointer: '/country' }],
    });
    await expect(identity.gateway.getPersonalValidation({}, signer.actor)).rejects.toMatchObject({
      reason: 'PERSONAL_VALIDATION_NOT_FOUND',
      kind: 'not_found',
    });
  });

  it('of somebody else answers like nobody’s', async () => {
    const signer = await aSigner();
    const stranger = await aSigner();
    await decide((await submit(signer)).id);
    for (const userId of [signer.userId, 'usr_unknown']) {
      await expect(identity.remoteSigning.getValidatedPerson({ userId }, stranger.actor)).rejects.toMatchObject({
        reason: 'USER_NOT_FOUND',
        kind: 'not_found',
      });
    }
  });

  it('names its user to a job, which has nobody at its side, with when that was approved and his language', async () => {
    const signer = await aSigner();
    const get = () => identity.remoteSigning.getValidatedPerson({ userId: signer.userId });
    const { id } = await submit(signer);
    await expect(get()).rejects.toMatchObject({ reason: 'PERSONAL_VALIDATION_REQUIRED' });
    await decide(id);
    expect(await get()).toMatchObject({ approvedAt: identity.clock.now(), language: 'en', version: 1 });
  });

  it('keeps document and mobile numbers sealed, and ids alone in audit and announcements', async () => {
    const signer = await aSigner();
    const { id } = await submit(signer);
    await decide(id);
    const rows = await identity.db.selectFrom('personalValidations').selectAll().where('id', '=', id).execute();
    const stored = rows
      .map(
        ({ evidenceSealed, mobileSealed }) => `${evidenceSealed.toString('latin1')}${mobileSealed?.toString('latin1')}`,
      )
      .join('');
    const records = await listAudit(identity.db, signer.userId, { after: 1, limit: 10 });
    const announced: unknown[] = [];
    await relayOutbox(identity.db, async (batch) => void announced.push(...batch));
    for (const secret of ['X1234567', '+15550100123']) {
      expect(stored).not.toContain(secret);
      expect(JSON.stringify([records, announced])).not.toContain(secret);
    }
    expect(records.map(({ action, actor, detail }) => [action, actor, detail])).toEqual([
      ['personal_validation.submitted', signer.userId, { version: 1 }],
      ['personal_validation.approved', officerId, { version: 1 }],
    ]);
    expect(announced).toContainEqual(
      expect.objectContaining({
        queue: 'identity',
        topic: 'personal-validation-mail',
        payload: { personalValidationId: id, version: '1' },
      }),
    );
    expect(await verifyAudit(identity.db, signer.userId)).toEqual({ ok: true });
  });
});

describe('the officers’ list', () => {
  const list = (over: Partial<Parameters<typeof identity.gateway.listPersonalValidations>[0]> = {}) =>
    identity.gateway.listPersonalValidations(
      { state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pageSize: 0, pageToken: '', ...over },
      officer,
    );

  it('shows the newest version of each with its evidence, oldest first, page by page', async () => {
    // All that other tests left is decided, so that the list is ours.
    await identity.db.updateTable('personalValidations').set({ state: 'approved' }).execute();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await submit(await aSigner())).id);
      if (n % 2 === 0) identity.clock.advance(1_000);
    }
    const resubmitter = await aSigner();
    const { id } = await submit(resubmitter);
    await decide(id, { approved: false, reason: 'not legible' });
    identity.clock.advance(1_000);
    await submit(resubmitter, { country: 'DE' });

    const seen: { id: string; version: number }[] = [];
    let pageToken = '';
    do {
      const page = await list({ pageSize: 2, pageToken });
      expect(page.personalValidations.length).toBeLessThanOrEqual(2);
      seen.push(...page.personalValidations);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(seen.map((each) => each.id)).toEqual([...ids, id]);
    expect(seen.at(-1)).toMatchObject({
      version: 2,
      country: 'DE',
      evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
    });
    expect((await list({ state: 'PERSONAL_VALIDATION_STATE_REJECTED' })).personalValidations).toEqual([]);
    expect(
      (await list({ state: 'PERSONAL_VALIDATION_STATE_UNSPECIFIED', pageSize: 100 })).personalValidations.length,
    ).toBeGreaterThan(6);
  });

  it('refuses a cursor that it did not give and a page that is too large', async () => {
    await expect(list({ pageToken: 'nonsense' })).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
    await expect(list({ pageSize: 101 })).rejects.toMatchObject({ reason: 'PAGE_SIZE_INVALID' });
  });
});
