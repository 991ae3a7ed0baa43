import { createHash } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sweepEvidence } from '../src/personal-validation/evidence-retention.ts';
import { type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
let officer: Awaited<ReturnType<IdentityUnderTest['token']>>;
let officerId: string;
beforeAll(async () => {
  identity = await startIdentity({ EVIDENCE_RETENTION_DAYS: 30 });
  officerId = (await identity.register()).userId;
  officer = await identity.token({ userId: officerId, staffRoles: ['registration_officer'] });
});
afterAll(() => identity.close());

const noon = new Date('2026-11-21T12:00:00Z');
const dayMs = 86_400_000;
beforeEach(() => identity.clock.set(noon));

const pdf = Buffer.from('%PDF-1.7\nwho I am\n');

async function aUser() {
  const { userId } = await identity.register();
  return { userId, actor: await identity.token({ userId }) };
}
type User = Awaited<ReturnType<typeof aUser>>;

const add = async ({ actor }: User, content = pdf) =>
  await identity.gateway.addEvidenceFile({ mediaType: 'application/pdf', content, invitationToken: '' }, actor);

async function submit({ actor }: User, ...files: (readonly string[])[]) {
  const { personalValidation } = await identity.gateway.submitPersonalValidation(
    {
      givenName: 'Ada',
      surname: 'Sample',
      mobile: '',
      country: 'FR',
      evidence: files.map((fileIds) => ({
        documentType: 'passport',
        documentNumber: 'X1234567',
        fileIds: [...fileIds],
      })),
    },
    actor,
  );
  if (personalValidation === undefined) throw new Error('no validation');
  return personalValidation;
}

const read = (personalValidationId: string, fileId: string, as = officer) =>
  identity.gateway.getEvidenceFile({ personalValidationId, fileId }, as);
const decide = (personalValidationId: string, approved: boolean, version = 1) =>
  identity.gateway.decidePersonalValidation(
    { personalValidationId, version, approved, reason: approved ? '' : 'not legible' },
    officer,
  );
const filesOf = ({ userId }: User) =>
  identity.db.selectFrom('evidenceFiles').select(['id', 'contentSealed']).where('userId', '=', userId).execute();

describe('a file of evidence', () => {
  it('is stored sealed, and read by an officer once it is part of a validation, which is recorded', async () => {
    const user = await aUser();
    const { fileId, digest } = await add(user);
    expect(fileId).toMatch(/^evf_/);
    expect(digest).toEqual(createHash('sha256').update(pdf).digest());
    const [stored] = await filesOf(user);
    expect(stored?.contentSealed.includes('who I am')).toBe(false);
    const { id } = await submit(user, [fileId]);
    expect(await read(id, fileId)).toEqual({ mediaType: 'application/pdf', content: pdf });
    const records = await listAudit(identity.db, user.userId, { after: 0, limit: 10 });
    expect(records.at(-1)).toMatchObject({
      actor: officerId,
      action: 'evidence_file.read',
      subject: fileId,
      detail: { personalValidationId: id },
    });
    const { personalValidations } = await identity.gateway.listPersonalValidations(
      { state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pageSize: 100, pageToken: '' },
      officer,
    );
    expect(personalValidations.find((each) => each.id === id)?.evidence).toEqual([
      { documentType: 'passport', documentNumber: 'X1234567', fileIds: [fileId] },
    ]);
  });

  it('is shown to officers only, and only as part of its own validation', async () => {
    const user = await aUser();
    const { fileId } = await add(user);
    const { fileId: unused } = await add(user);
    const { id } = await submit(user, [fileId]);
    await expect(read(id, fileId, user.actor)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    const operator = await identity.token({ userId: officerId, staffRoles: ['operator'] });
    await expect(read(id, fileId, operator)).rejects.toMatchObject({ reason: 'ROLE_REQUIRED' });
    const before = await listAudit(identity.db, user.userId, { after: 0, limit: 100 });
    for (const [validation, file] of [
      ['pvl_unknown', fileId],
      [id, 'evf_unknown'],
      [id, unused],
    ] as const) {
      await expect(read(validation, file)).rejects.toMatchObject({ reason: 'EVIDENCE_FILE_NOT_FOUND' });
    }
    expect(await listAudit(identity.db, user.userId, { after: 0, limit: 100 })).toEqual(before);
  });

  it('of somebody else, used before or unknown is refused with the piece that names it, and nothing is submitted', async () => {
    const user = await aUser();
    const { fileId: foreign } = await add(await aUser());
    const { fileId: own } = await add(user);
    const refused = (pointer: string) => ({ reason: 'EVIDENCE_INVALID', fields: [{ pointer }] });
    await expect(submit(user, [own], [foreign])).rejects.toMatchObject(refused('/evidence/1/fileIds/0'));
    await expect(submit(user, [own, 'evf_unknown'])).rejects.toMatchObject(refused('/evidence/0/fileIds/1'));
    const { id } = await submit(user, [own]);
    await decide(id, false);
    await expect(submit(user, [own])).rejects.toMatchObject(refused('/evidence/0/fileIds/0'));
    expect((await identity.gateway.getPersonalValidation({}, user.actor)).personalValidation).toMatchObject({
      version: 1,
      state: 'PERSONAL_VALIDATION_STATE_REJECTED',
    });
  });

  it('is refused beyond ten that wait, also by 20 parallel calls', async () => {
    const user = await aUser();
    expect(await tally(inParallel(20, () => add(user)))).toEqual({ ok: 10, EVIDENCE_LIMIT_REACHED: 10 });
    const [first] = await filesOf(user);
    await submit(user, [first?.id ?? '']);
    expect(await tally(inParallel(2, () => add(user)))).toEqual({ ok: 1, EVIDENCE_LIMIT_REACHED: 1 });
  });

  it('needs a full session, or an invitation', async () => {
    const file = { mediaType: 'application/pdf', content: pdf, invitationToken: '' };
    await expect(identity.gateway.addEvidenceFile(file)).rejects.toMatchObject({ reason: 'AUTHENTICATION_REQUIRED' });
    const early = await identity.token({ userId: officerId, scope: 'set-up' });
    await expect(identity.gateway.addEvidenceFile(file, early)).rejects.toMatchObject({ reason: 'SET_UP_REQUIRED' });
    await expect(identity.gateway.addEvidenceFile({ ...file, invitationToken: 'x' })).rejects.toMatchObject({
      reason: 'INVITATION_NOT_FOUND',
    });
    await expect(add(await aUser(), Buffer.from('<html>'))).rejects.toMatchObject({ reason: 'EVIDENCE_FILE_INVALID' });
  });
});

describe('the end of evidence', () => {
  const sweep = () => sweepEvidence(identity.db, { at: identity.clock.now(), retentionMs: 30 * dayMs });

  it('comes as long after a decision as policy says: names and decision stay', async () => {
    const user = await aUser();
    const { fileId } = await add(user);
    const { id } = await submit(user, [fileId]);
    const { personalValidation } = await decide(id, true);
    const until = new Date(noon.getTime() + 30 * dayMs);
    expect(personalValidation?.evidenceUntil).toEqual(until);
    identity.clock.set(new Date(until.getTime() - 1));
    await sweep();
    expect(await read(id, fileId)).toMatchObject({ content: pdf });

    identity.clock.set(until);
    await sweep();
    await expect(read(id, fileId)).rejects.toMatchObject({ reason: 'EVIDENCE_FILE_NOT_FOUND' });
    expect(await filesOf(user)).toEqual([]);
    const row = await identity.db.selectFrom('personalValidations').selectAll().where('id', '=', id).executeTakeFirst();
    expect(row).toMatchObject({ evidenceSealed: Buffer.alloc(0), state: 'approved', givenName: 'Ada' });
    expect(await identity.remoteSigning.getValidatedPerson({ userId: user.userId }, user.actor)).toMatchObject({
      surname: 'Sample',
    });
    const { personalValidations } = await identity.gateway.listPersonalValidations(
      { state: 'PERSONAL_VALIDATION_STATE_APPROVED', pageSize: 100, pageToken: '' },
      officer,
    );
    expect(personalValidations.find((each) => each.id === id)?.evidence).toEqual([]);
    await sweep();
    const records = await listAudit(identity.db, user.userId, { after: 0, limit: 100 });
    expect(records.filter(({ action }) => action === 'personal_validation.evidence_erased')).toHaveLength(1);
    expect(await verifyAudit(identity.db, user.userId)).toEqual({ ok: true });
  });

  it('does not come while a version waits, and comes for what was decided before it was given an end', async () => {
    const waiting = await aUser();
    await submit(waiting, [(await add(waiting)).fileId]);
    const older = await aUser();
    const { id: olderId } = await submit(older, [(await add(older)).fileId]);
    await decide(olderId, false);
    await identity.db
      .updateTable('personalValidations')
      .set({ evidenceUntil: null })
      .where('id', '=', olderId)
      .execute();
    identity.clock.advance(400 * dayMs);
    await sweep();
    expect(await filesOf(waiting)).toHaveLength(1);
    expect(await filesOf(older)).toEqual([]);
  });

  it('comes after a day for a file that no submission refers to', async () => {
    const user = await aUser();
    await add(user);
    identity.clock.advance(dayMs - 1);
    await sweep();
    expect(await filesOf(user)).toHaveLength(1);
    identity.clock.advance(1);
    await sweep();
    expect(await filesOf(user)).toEqual([]);
  });
});
