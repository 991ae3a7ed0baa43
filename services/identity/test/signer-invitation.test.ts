import { listAudit } from '@countersign/audit';
import { relayOutbox } from '@countersign/db';
import type { AcceptSignerInvitationRequest } from '@countersign/proto/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { invitationToken } from '../src/invitation/invitation.ts';
import { goodPassword, type IdentityUnderTest, inParallel, rightCode, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let officer: Awaited<ReturnType<IdentityUnderTest['token']>>;
let stranger: Awaited<ReturnType<IdentityUnderTest['token']>>;
beforeAll(async () => {
  identity = await startIdentity();
  const { userId } = await identity.register();
  officer = await identity.token({ userId, staffRoles: ['registration_officer'] });
  stranger = await identity.token({ userId, staffRoles: ['operator'] });
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
const weekMs = 7 * 86_400_000;
beforeEach(() => identity.clock.set(noon));

let count = 0;
const anAddress = () => `signer-${(count += 1)}@example.com`;
const mobile = '+15550100177';

async function invite(email = anAddress()) {
  const { invitation } = await identity.gateway.inviteSigner({ email, language: 'fr' }, officer);
  if (invitation === undefined) throw new Error('no invitation');
  const { pepper } = identity.deps;
  return {
    ...invitation,
    token: invitationToken(pepper, 'signer-invitation', { id: invitation.id, pepperVersion: pepper.current }),
  };
}

const accept = (token: string, over: Partial<AcceptSignerInvitationRequest> = {}) =>
  identity.gateway.acceptSignerInvitation({
    token,
    givenName: 'Sam',
    surname: 'Signer',
    mobile: '',
    mobileCode: '',
    country: 'FR',
    evidence: [{ documentType: 'passport', documentNumber: 'X7654321', fileIds: [] }],
    password: goodPassword,
    language: '',
    ...over,
  });
const sendCode = (token: string, to = mobile) =>
  identity.gateway.sendSignerMobileCode({ token, mobile: to, language: '' });
const describeIt = (token: string) => identity.gateway.describeSignerInvitation({ token });
const usersOf = async (email: string) =>
  (await identity.db.selectFrom('users').selectAll().where('email', '=', email).execute()).length;

describe('an invitation of a signer', () => {
  it('is made by an officer, good for seven days, and tells its holder what it is for as often as he asks', async () => {
    const { id, email, state, expiresAt, token } = await invite(' Signer-A@Example.com');
    const until = new Date(noon.getTime() + weekMs);
    expect({ email, state, expiresAt }).toEqual({ email: 'signer-a@example.com', state: 'open', expiresAt: until });
    for (const ask of [describeIt, describeIt]) expect(await ask(token)).toEqual({ email, expiresAt: until });
    await expect(identity.gateway.inviteSigner({ email, language: '' }, stranger)).rejects.toMatchObject({
      reason: 'ROLE_REQUIRED',
    });
    await expect(identity.gateway.inviteSigner({ email: 'nonsense', language: '' }, officer)).rejects.toMatchObject({
      reason: 'EMAIL_INVALID',
    });
    expect(id).toMatch(/^inv_/);
  });

  it('makes user, password, evidence and submitted validation in one go, and the proved number gets the first PIN', async () => {
    const { id, email, token } = await invite();
    const { fileId } = await identity.gateway.addEvidenceFile({
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF-1.7'),
      invitationToken: token,
    });
    await sendCode(token);
    expect(identity.secondFactor.sentCodes.at(-1)).toMatchObject({
      purpose: 'CODE_PURPOSE_CONTACT',
      subjectId: id,
      channel: 'PIN_CHANNEL_SMS',
      destination: mobile,
      language: 'fr',
    });
    const { userId, personalValidation } = await accept(token, {
      mobile,
      mobileCode: ' 424 242 ',
      evidence: [{ documentType: 'passport', documentNumber: 'X7654321', fileIds: [fileId] }],
    });
    expect(personalValidation).toMatchObject({
      userId,
      email,
      state: 'PERSONAL_VALIDATION_STATE_SUBMITTED',
      version: 1,
      surname: 'Signer',
      mobile,
      evidence: [],
    });
    const file = await identity.gateway.getEvidenceFile(
      { personalValidationId: personalValidation?.id ?? '', fileId },
      officer,
    );
    expect(file.content.toString()).toBe('%PDF-1.7');
    await identity.logIn(email);
    expect(identity.secondFactor.pins.at(-1)).toMatchObject({
      userId,
      channel: 'PIN_CHANNEL_SMS',
      destination: mobile,
    });
    const signer = await identity.token({ userId });
    await expect(identity.remoteSigning.getValidatedPerson({ userId }, signer)).rejects.toMatchObject({
      reason: 'PERSONAL_VALIDATION_REQUIRED',
    });
    const records = await listAudit(identity.db, 'signer-invitations', { after: 0, limit: 100 });
    expect(records.at(-1)).toMatchObject({ action: 'signer_invitation.used', actor: userId, subject: id });
  });

  it('is used once by 20 parallel calls', async () => {
    const { email, token } = await invite();
    expect(await tally(inParallel(20, () => accept(token)))).toMatchObject({ ok: 1 });
    expect(await usersOf(email)).toBe(1);
    for (const again of [accept, describeIt, sendCode]) {
      await expect(again(token)).rejects.toMatchObject({ reason: 'INVITATION_USED', kind: 'conflict' });
    }
  });

  it('is not used up by what is refused, and nothing is left of it', async () => {
    const { email, token } = await invite();
    const { token: other } = await invite();
    const { fileId: foreign } = await identity.gateway.addEvidenceFile({
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF-1.7'),
      invitationToken: other,
    });
    const piece = { documentType: 'passport', documentNumber: 'X7654321' };
    await sendCode(token);
    const refused: [Partial<AcceptSignerInvitationRequest>, string][] = [
      [{ password: 'short' }, 'PASSWORD_TOO_SHORT'],
      [{ surname: '' }, 'NAME_INVALID'],
      [{ country: 'XX' }, 'COUNTRY_INVALID'],
      [{ evidence: [] }, 'EVIDENCE_INVALID'],
      [{ evidence: [{ ...piece, fileIds: [foreign] }] }, 'EVIDENCE_INVALID'],
      [{ mobile: '0155', mobileCode: rightCode }, 'MOBILE_INVALID'],
      [{ mobile }, 'CODE_MALFORMED'],
      [{ mobile, mobileCode: '000000' }, 'CODE_REFUSED'],
      // Sent to another number.
      [{ mobile: '+15550100999', mobileCode: rightCode }, 'CODE_REFUSED'],
    ];
    for (const [over, reason] of refused) {
      await expect(accept(token, over)).rejects.toMatchObject({ reason });
    }
    expect(await usersOf(email)).toBe(0);
    // Only the last two got as far as to look at a code.
    expect(identity.secondFactor.verifiedCodes.filter(({ destination }) => destination.endsWith('999'))).toHaveLength(
      1,
    );
    await expect(accept(token, { mobile, mobileCode: rightCode })).resolves.toBeDefined();
  });

  it('is of no use to somebody who is a user already', async () => {
    const { email } = await identity.register();
    await expect(identity.gateway.inviteSigner({ email, language: '' }, officer)).rejects.toMatchObject({
      reason: 'USER_EXISTS',
    });
    const early = await invite();
    await identity.register({ email: early.email });
    await expect(accept(early.token)).rejects.toMatchObject({ reason: 'USER_EXISTS', kind: 'conflict' });
    expect(await describeIt(early.token)).toMatchObject({ email: early.email });
  });

  it('is dead when it is over, withdrawn, replaced or unknown', async () => {
    const replaced = await invite();
    const { token: newest } = await invite(replaced.email);
    const withdrawn = await invite();
    const withdraw = (invitationId: string, as = officer) =>
      identity.gateway.withdrawSignerInvitation({ invitationId }, as);
    await expect(withdraw(withdrawn.id, stranger)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await withdraw(withdrawn.id);
    await withdraw(withdrawn.id);
    for (const token of [replaced.token, withdrawn.token, '', 'x'.repeat(43)]) {
      for (const use of [describeIt, accept, sendCode]) {
        await expect(use(token)).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND' });
      }
    }
    await expect(withdraw('inv_unknown')).rejects.toMatchObject({ reason: 'INVITATION_NOT_FOUND' });
    identity.clock.advance(weekMs);
    for (const use of [describeIt, accept, sendCode]) {
      await expect(use(newest)).rejects.toMatchObject({ reason: 'INVITATION_EXPIRED' });
    }
  });

  it('replaces the open one of its address, also when 10 officers invite at once', async () => {
    const email = anAddress();
    const made = await Promise.all(inParallel(10, () => invite(email)));
    const outcomes = await tally(made.map(({ token }) => describeIt(token)));
    expect(outcomes).toEqual({ ok: 1, INVITATION_NOT_FOUND: 9 });
  });

  it('is listed to officers, newest first, page by page, with its state', async () => {
    const list = (pageToken: string, as = officer) =>
      identity.gateway.listSignerInvitations({ pageSize: 2, pageToken }, as);
    await expect(list('', stranger)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    await expect(list('nonsense')).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
    // Later than all that other tests made.
    identity.clock.set(new Date(noon.getTime() + 1_000));
    const used = await invite();
    await accept(used.token);
    const withdrawn = await invite();
    await identity.gateway.withdrawSignerInvitation({ invitationId: withdrawn.id }, officer);
    const open = await invite();
    const first = await list('');
    const second = await list(first.nextPageToken);
    const seen = [...first.invitations, ...second.invitations].slice(0, 3);
    expect(seen.map(({ id, state }) => [id, state])).toEqual([
      [open.id, 'open'],
      [withdrawn.id, 'withdrawn'],
      [used.id, 'used'],
    ]);
    identity.clock.advance(weekMs);
    expect((await list('')).invitations[0]).toMatchObject({ id: open.id, state: 'expired' });
    expect(JSON.stringify(seen)).not.toContain(open.token);
  });

  it('keeps its token out of rows, jobs, audit and logs', async () => {
    const { id, email, token } = await invite();
    const announced: unknown[] = [];
    await relayOutbox(identity.db, async (rows) => void announced.push(...rows));
    expect(announced).toContainEqual(
      expect.objectContaining({ topic: 'signer-invitation-mail', payload: { signerInvitationId: id } }),
    );
    const audit = await listAudit(identity.db, 'signer-invitations', { after: 0, limit: 500 });
    const rows = await identity.db.selectFrom('signerInvitations').selectAll().where('id', '=', id).execute();
    expect(JSON.stringify([announced, rows, audit, identity.lines])).not.toContain(token);
    expect(JSON.stringify([announced, audit, identity.lines])).not.toContain(email);
  });
});
