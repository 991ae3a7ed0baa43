import { listAudit } from '@countersign/audit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IdentityUnderTest, inParallel, startIdentity, tally } from './under-test.ts';

let identity: IdentityUnderTest;
type Options = Awaited<ReturnType<IdentityUnderTest['token']>>;
let first: Options;
let second: Options;
let secondId: string;
beforeAll(async () => {
  identity = await startIdentity({ FOUR_EYES: 'personal_validation' });
  const anOfficer = async () => {
    const { userId } = await identity.register();
    return { userId, token: await identity.token({ userId, staffRoles: ['registration_officer'] }) };
  };
  first = (await anOfficer()).token;
  ({ userId: secondId, token: second } = await anOfficer());
});
afterAll(() => identity.close());

async function submitted(surname = 'Sample') {
  const { userId } = await identity.register();
  const actor = await identity.token({ userId });
  const submit = async (version = 1) => {
    const { personalValidation } = await identity.gateway.submitPersonalValidation(
      {
        givenName: 'Ada',
        surname,
        mobile: '',
        country: 'FR',
        evidence: [{ documentType: 'passport', documentNumber: 'X1234567', fileIds: [] }],
      },
      actor,
    );
    expect(personalValidation?.version).toBe(version);
    return personalValidation?.id ?? '';
  };
  return { userId, actor, id: await submit(), submit };
}

const decide = async (id: string, as: Options, over: { version?: number; approved?: boolean } = {}) => {
  const { version = 1, approved = true } = over;
  const { personalValidation } = await identity.gateway.decidePersonalValidation(
    { personalValidationId: id, version, approved, reason: approved ? '' : 'not legible' },
    as,
  );
  return personalValidation;
};
const confirm = (approvalId: string, as: Options) =>
  identity.gateway.decideApproval({ approvalId, approved: true, reason: '' }, as);
const listed = async (id: string) => {
  const { personalValidations } = await identity.gateway.listPersonalValidations(
    { state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pageSize: 100, pageToken: '' },
    first,
  );
  return personalValidations.find((each) => each.id === id);
};
const person = ({ userId, actor }: { userId: string; actor: Options }) =>
  identity.remoteSigning.getValidatedPerson({ userId }, actor);

describe('where policy wants four eyes', () => {
  it('an approval of one officer waits for another, shown in the list, and names nobody yet', async () => {
    const signer = await submitted();
    const asked = await decide(signer.id, first);
    expect(asked).toMatchObject({
      state: 'PERSONAL_VALIDATION_STATE_SUBMITTED',
      pendingApprovalId: expect.stringMatching(/^apr_/),
    });
    const approvalId = asked?.pendingApprovalId ?? '';
    expect((await listed(signer.id))?.pendingApprovalId).toBe(approvalId);
    expect(await decide(signer.id, second)).toMatchObject({ pendingApprovalId: approvalId });
    const { personalValidation } = await identity.gateway.getPersonalValidation({}, signer.actor);
    expect(personalValidation).toMatchObject({ state: 'PERSONAL_VALIDATION_STATE_SUBMITTED', pendingApprovalId: '' });
    await expect(person(signer)).rejects.toMatchObject({ reason: 'PERSONAL_VALIDATION_REQUIRED' });
  });

  it('is approved by neither the first officer nor the person, and once by 20 parallel calls of the second', async () => {
    const signer = await submitted();
    const approvalId = (await decide(signer.id, first))?.pendingApprovalId ?? '';
    const himself = await identity.token({ userId: signer.userId, staffRoles: ['registration_officer'] });
    for (const wrong of [first, himself]) {
      await expect(confirm(approvalId, wrong)).rejects.toMatchObject({ reason: 'OWN_DECISION_FORBIDDEN' });
    }
    await expect(decide(signer.id, himself)).rejects.toMatchObject({ reason: 'OWN_DECISION_FORBIDDEN' });
    const outcomes = await tally(inParallel(20, () => confirm(approvalId, second)));
    expect(outcomes).toEqual({ ok: 1, APPROVAL_WRONG_STATE: 19 });
    expect(await person(signer)).toMatchObject({ surname: 'Sample', version: 1 });
    const records = await listAudit(identity.db, signer.userId, { after: 1, limit: 10 });
    expect(records.at(-1)).toMatchObject({ action: 'personal_validation.approved', actor: secondId });
  });

  it('is rejected by one officer, which leaves nothing to approve: the next version is asked for anew', async () => {
    const signer = await submitted();
    const stale = (await decide(signer.id, first))?.pendingApprovalId ?? '';
    expect(await decide(signer.id, second, { approved: false })).toMatchObject({
      state: 'PERSONAL_VALIDATION_STATE_REJECTED',
    });
    await expect(confirm(stale, second)).rejects.toMatchObject({ reason: 'APPROVAL_WRONG_STATE' });
    await signer.submit(2);
    await expect(decide(signer.id, first)).rejects.toMatchObject({ reason: 'PERSONAL_VALIDATION_CHANGED' });
    const asked = await decide(signer.id, first, { version: 2 });
    expect(asked?.pendingApprovalId).not.toBe(stale);
    await confirm(asked?.pendingApprovalId ?? '', second);
    expect(await person(signer)).toMatchObject({ version: 2 });
    await expect(decide(signer.id, first, { version: 2 })).rejects.toMatchObject({
      reason: 'PERSONAL_VALIDATION_WRONG_STATE',
    });
  });
});
