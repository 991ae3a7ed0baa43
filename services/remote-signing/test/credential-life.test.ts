import { X509Certificate } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { conflict, unavailable } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { KeyPolicy } from '../src/credential/policy.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';

const dayMs = 86_400_000;
const down = unavailable('SERVICE_UNAVAILABLE', 'down');
const officer = { userId: 'usr_officer', sessionId: 'ses_officer', staffRoles: ['registration_officer'] };
const operator = { ...officer, userId: 'usr_operator', staffRoles: ['operator'] };
let house: Harness;

beforeAll(async () => {
  house = await createHarness();
});

afterAll(() => house.close());

beforeEach(() => {
  house.outside.licences.available = 1;
});

afterEach(async () => {
  house.faults.heal();
  await house.round();
  Reflect.deleteProperty(house.outside.replacement, 'at');
  Reflect.deleteProperty(house.outside.approval, 'at');
  Reflect.deleteProperty(house.outside.licenceTerm, 'until');
  Object.assign(house.outside.licenceTerm, { withdrawn: false, held: false });
});

async function create(over: { keyAlgorithm?: string; policy?: KeyPolicy } = {}) {
  const request = { accountId: alice.accountId, idempotencyKey: newId('key'), keyAlgorithm: '', policy: undefined };
  const { credential } = await house.api.createCredential({ ...request, ...over }, await house.as(alice));
  if (credential === undefined) throw new Error('no credential');
  return credential;
}

const get = async (credentialId: string) => {
  const { credential } = await house.api.getCredential({ credentialId }, await house.as(alice));
  if (credential === undefined) throw new Error('no credential');
  return credential;
};
const stateOf = async (id: string) => (await get(id)).state.replace('CREDENTIAL_STATE_', '').toLowerCase();
const suspend = async (credentialId: string, actor: Parameters<Harness['as']>[0] = alice) =>
  await house.api.suspendCredential(
    { credentialId, asStaff: actor !== alice && actor !== mallory },
    await house.as(actor),
  );
const resume = async (credentialId: string, actor: Parameters<Harness['as']>[0] = alice) =>
  await house.api.resumeCredential(
    { credentialId, asStaff: actor !== alice && actor !== mallory },
    await house.as(actor),
  );
const revoke = async (credentialId: string, reason = 'keyCompromise', actor: Parameters<Harness['as']>[0] = alice) =>
  await house.api.revokeCredential(
    { credentialId, reason, asStaff: actor !== alice && actor !== mallory },
    await house.as(actor),
  );
const rekey = async (credentialId: string, over: { idempotencyKey?: string; keyAlgorithm?: string } = {}) => {
  const request = { credentialId, idempotencyKey: newId('key'), keyAlgorithm: '', ...over };
  const { credential } = await house.api.rekeyCredential(request, await house.as(alice));
  if (credential === undefined) throw new Error('no credential');
  return credential;
};
const keyStateOf = async (id: string) =>
  (await house.signerDb.selectFrom('keys').select('state').where('id', '=', id).executeTakeFirst())?.state;
const standingOf = ({ serialNumber }: { serialNumber: string }) => house.outside.standings.get(serialNumber);
const actionsOf = async (id: string) =>
  (await listAudit(house.db, id, { after: 0, limit: 50 })).map(({ action }) => action.replace('credential.', ''));
const sign = async (credentialId: string) =>
  await house.api.createSignatureRequest(
    {
      credentialId,
      idempotencyKey: newId('key'),
      content: {
        $case: 'digests',
        value: { digests: [{ digest: Buffer.alloc(32, 7), label: 'contract.pdf' }], hashAlgorithm: '' },
      },
    },
    await house.as(alice),
  );
const stored = async (id: string) =>
  await house.db.selectFrom('credentials').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const dueOf = async (id: string) => {
  const { signerDue, authorityDue, licenceDue } = await stored(id);
  return [signerDue, authorityDue, licenceDue];
};
const none = [false, false, false];
const openNone = { openSignatures: 0, openSeconds: 0 };
const usual = { ...openNone, factorKinds: [], contentBound: false, maxDigests: 100 };

describe('what a credential is asked for with', () => {
  it('has the algorithm and policy that were asked for, and says which level of control they give', async () => {
    const policy = { ...openNone, factorKinds: ['totp', 'soft_token'], contentBound: true, maxDigests: 0 };
    const credential = await create({ keyAlgorithm: 'P-384', policy });
    expect(credential).toMatchObject({
      keyAlgorithm: 'P-384',
      custody: 'sealed',
      soleControlLevel: 2,
      policy: { ...openNone, factorKinds: ['soft_token', 'totp'], contentBound: true, maxDigests: 100 },
      userId: alice.userId,
      accountId: alice.accountId,
    });
    expect(new X509Certificate(credential.certificatePem).publicKey.asymmetricKeyDetails?.namedCurve).toBe('secp384r1');
    house.outside.licences.available = 1;
    expect(await create()).toMatchObject({ keyAlgorithm: 'P-256', soleControlLevel: 1 });
  });

  it.each([
    ['KEY_ALGORITHM_UNSUPPORTED', { keyAlgorithm: 'P-521' }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, factorKinds: ['questions'] } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, factorKinds: ['emergency_code'] } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, factorKinds: ['sms'], contentBound: true } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, maxDigests: 1001 } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, openSignatures: 1_000_001 } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, openSignatures: 1, openSeconds: 95 * 86_400 + 1 } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, openSeconds: 60 } }],
    ['KEY_POLICY_INVALID', { policy: { ...usual, openSignatures: 1, contentBound: true } }],
  ])('is refused with %s for %j, and nothing is kept', async (reason, over) => {
    expect(await refusal(create(over))).toBe(reason);
    expect(house.outside.licences.available).toBe(1);
  });

  it('must be the same when its key comes again', async () => {
    const idempotencyKey = newId('key');
    const request = { accountId: alice.accountId, idempotencyKey, keyAlgorithm: '', policy: undefined };
    await house.api.createCredential(request, await house.as(alice));
    const others = [
      { keyAlgorithm: 'P-384' },
      { policy: { ...usual, factorKinds: ['totp'] } },
      { policy: { ...usual, openSignatures: 5 } },
      { policy: { ...usual, openSignatures: 5, openSeconds: 60 } },
    ];
    for (const other of others) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(house.api.createCredential({ ...request, ...other }, await house.as(alice)))).toBe(
        'IDEMPOTENCY_KEY_REUSED',
      );
    }
  });

  it('needs a second factor that was shown a moment ago, as do all changes that give something away', async () => {
    const { id: credentialId } = await create();
    const stale = await house.as({ ...alice, authenticatedAt: new Date(house.clock.now().getTime() - 601_000) });
    const key = { idempotencyKey: newId('key'), keyAlgorithm: '' };
    const calls = [
      house.api.createCredential({ ...key, accountId: alice.accountId, policy: undefined }, stale),
      house.api.rekeyCredential({ ...key, credentialId }, stale),
      house.api.resumeCredential({ credentialId, asStaff: false }, stale),
      house.api.setCredentialPolicy({ credentialId, policy: undefined }, stale),
    ];
    expect(await Promise.all(calls.map(refusal))).toEqual(calls.map(() => 'INSUFFICIENT_USER_AUTHENTICATION'));
    // Whoever must stop something must not be kept from it.
    await house.api.suspendCredential({ credentialId, asStaff: false }, stale);
    expect(await stateOf(credentialId)).toBe('suspended');
  });
});

describe('a suspended credential', () => {
  it('rests at signer and authority, signs nothing, and signs again once its owner resumed it', async () => {
    const credential = await create();
    const { id } = credential;
    const { credential: resting } = await suspend(id);
    expect(resting).toMatchObject({
      state: 'CREDENTIAL_STATE_SUSPENDED',
      suspensionCause: 'by_owner',
      suspendedAt: house.clock.now(),
    });
    expect([await keyStateOf(id), standingOf(credential)]).toEqual(['suspended', 'hold']);
    expect(await refusal(sign(id))).toBe('CREDENTIAL_NOT_ACTIVE');
    expect((await suspend(id)).credential).toEqual(resting);

    const { credential: awake } = await resume(id);
    expect(awake).toMatchObject({ state: 'CREDENTIAL_STATE_ACTIVE', suspensionCause: '', suspendedAt: undefined });
    expect([await keyStateOf(id), standingOf(credential)]).toEqual(['active', 'good']);
    expect((await sign(id)).signatureRequest?.state).toBe('SIGNATURE_REQUEST_STATE_AWAITING_AUTHORISATION');
    expect((await resume(id)).credential).toEqual(awake);
    expect((await actionsOf(id)).slice(0, 3)).toEqual(['created', 'suspended', 'resumed']);
    expect(await verifyAudit(house.db, id)).toEqual({ ok: true });
    expect(await dueOf(id)).toEqual(none);
    await house.round();
    expect(house.mails.filter(({ messageId }) => messageId.includes(id))).toEqual([]);
  });

  it('is nobody else’s to suspend, resume, revoke, make anew, change or read', async () => {
    const { id: credentialId } = await create();
    const theirs = await house.as(mallory);
    const key = { idempotencyKey: newId('key'), keyAlgorithm: '' };
    const calls = (id: string) => [
      house.api.suspendCredential({ credentialId: id, asStaff: false }, theirs),
      house.api.resumeCredential({ credentialId: id, asStaff: false }, theirs),
      house.api.revokeCredential({ credentialId: id, reason: 'unspecified', asStaff: false }, theirs),
      house.api.rekeyCredential({ ...key, credentialId: id }, theirs),
      house.api.setCredentialPolicy({ credentialId: id, policy: undefined }, theirs),
      house.api.listCredentialHistory({ credentialId: id, after: 0n, limit: 0 }, theirs),
    ];
    for (const id of [credentialId, 'crd_none']) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await Promise.all(calls(id).map(refusal))).toEqual(
        Array.from({ length: 6 }, () => 'CREDENTIAL_NOT_FOUND'),
      );
    }
    const asStaff = { credentialId, asStaff: true };
    const staffCalls = [
      house.api.suspendCredential(asStaff, theirs),
      house.api.resumeCredential(asStaff, theirs),
      house.api.revokeCredential({ ...asStaff, reason: 'unspecified' }, theirs),
      house.api.listCredentialsOfUser({ userId: alice.userId }, theirs),
    ];
    expect(await Promise.all(staffCalls.map(refusal))).toEqual(staffCalls.map(() => 'ROLE_REQUIRED'));
    expect(await stateOf(credentialId)).toBe('active');
  });

  it('is released by staff who suspended it before its owner can resume it, and he is told', async () => {
    const { id, serialNumber } = await create();
    const listed = await house.api.listCredentialsOfUser({ userId: alice.userId }, await house.as(operator));
    expect(listed.credentials.map((each) => each.id)).toContain(id);
    await suspend(id);
    await suspend(id, officer);
    expect((await get(id)).suspensionCause).toBe('by_staff');
    expect(await refusal(resume(id))).toBe('SUSPENDED_BY_STAFF');
    expect(await refusal(rekey(id))).toBe('SUSPENDED_BY_STAFF');
    const { credential } = await resume(id, operator);
    expect(credential).toMatchObject({ state: 'CREDENTIAL_STATE_SUSPENDED', suspensionCause: 'released' });
    expect(await keyStateOf(id)).toBe('suspended');
    expect((await resume(id)).credential?.state).toBe('CREDENTIAL_STATE_ACTIVE');
    expect(await actionsOf(id)).toEqual(['created', 'suspended', 'suspended', 'released', 'resumed']);
    const before = house.mails.length;
    await house.round();
    const [mail, ...others] = house.mails.slice(before);
    expect(others).toEqual([]);
    expect(mail?.to).toBe('zoe@example.com');
    expect(mail?.text).toContain(serialNumber);
    expect(mail?.text).toContain('suspended by a member of staff');
    await house.round();
    expect(house.mails).toHaveLength(before + 1);
  });

  it('is not for staff to change who own it, or who proved their factors long ago', async () => {
    const { id: credentialId } = await create();
    const asStaff = { credentialId, asStaff: true };
    const own = await house.as({ ...alice, staffRoles: ['operator'] });
    const old = await house.as({ ...officer, authenticatedAt: new Date(house.clock.now().getTime() - 901_000) });
    expect(await refusal(house.api.suspendCredential(asStaff, own))).toBe('OWN_DECISION_FORBIDDEN');
    expect(await refusal(house.api.suspendCredential(asStaff, old))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    expect(
      await refusal(house.api.suspendCredential({ ...asStaff, credentialId: 'crd_none' }, await house.as(officer))),
    ).toBe('CREDENTIAL_NOT_FOUND');
    expect(await stateOf(credentialId)).toBe('active');
  });
});

describe('a revoked credential', () => {
  it('has no key and no certificate any more, for good, and its licence is free', async () => {
    const credential = await create();
    const { id } = credential;
    await suspend(id);
    const { credential: revoked } = await revoke(id);
    expect(revoked).toMatchObject({
      state: 'CREDENTIAL_STATE_REVOKED',
      revocationReason: 'keyCompromise',
      revokedAt: house.clock.now(),
      suspensionCause: '',
    });
    expect([await keyStateOf(id), standingOf(credential)]).toEqual(['destroyed', 'keyCompromise']);
    expect(house.outside.licences.available).toBe(1);
    expect((await revoke(id, 'unspecified')).credential).toEqual(revoked);
    expect(await refusal(sign(id))).toBe('CREDENTIAL_NOT_ACTIVE');
    for (const call of [suspend, resume, rekey]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(call(id))).toBe('CREDENTIAL_WRONG_STATE');
    }
    const set = house.api.setCredentialPolicy({ credentialId: id, policy: undefined }, await house.as(alice));
    expect(await refusal(set)).toBe('CREDENTIAL_WRONG_STATE');
    expect(await actionsOf(id)).toEqual(['created', 'suspended', 'revoked']);
  });

  it('is revoked for a reason that whoever does it may give', async () => {
    const { id } = await create();
    const reasons = ['', 'certificateHold', 'privilegeWithdrawn', 'cACompromise'];
    expect(await Promise.all(reasons.map(async (reason) => await refusal(revoke(id, reason))))).toEqual(
      reasons.map(() => 'REVOCATION_REASON_INVALID'),
    );
    const { credential } = await revoke(id, 'privilegeWithdrawn', officer);
    expect(credential?.revocationReason).toBe('privilegeWithdrawn');
    const before = house.mails.length;
    await house.round();
    expect(house.mails.slice(before).map(({ text }) => text.includes('revoked by a member of staff'))).toEqual([true]);
  });
});

describe('who cannot be told at once', () => {
  it.each(['suspendKey', 'holdCertificate'])(
    'is told later when %s fails, and nothing signs until then',
    async (method) => {
      const credential = await create();
      const { id } = credential;
      house.faults.fail(method, down);
      await suspend(id);
      expect(await stateOf(id)).toBe('suspended');
      expect(await refusal(sign(id))).toBe('CREDENTIAL_NOT_ACTIVE');
      expect(await dueOf(id)).toEqual([method === 'suspendKey', method === 'holdCertificate', false]);
      await house.round();
      expect(await dueOf(id)).not.toEqual(none);
      house.faults.heal();
      await house.round();
      expect([await keyStateOf(id), standingOf(credential), await dueOf(id)]).toEqual(['suspended', 'hold', none]);
    },
  );

  it.each(['destroyKey', 'revokeCertificate', 'releaseLicence'])(
    'is told of a revocation later when %s fails or its answer is lost',
    async (method) => {
      const credential = await create();
      const { id } = credential;
      house.faults.fail(method, down);
      await revoke(id);
      expect(await stateOf(id)).toBe('revoked');
      expect(await dueOf(id)).not.toEqual(none);
      house.faults.heal();
      house.faults.lose(method, down, 1);
      await house.round();
      await house.round();
      expect([await keyStateOf(id), standingOf(credential), await dueOf(id)]).toEqual([
        'destroyed',
        'keyCompromise',
        none,
      ]);
      expect(house.outside.licences.available).toBe(1);
    },
  );

  it('is told where the credential stands now, not where it stood', async () => {
    const credential = await create();
    const { id } = credential;
    house.faults.fail('suspendKey', down);
    house.faults.fail('holdCertificate', down);
    await suspend(id);
    await revoke(id, 'superseded');
    house.faults.heal();
    await house.round();
    expect([await keyStateOf(id), standingOf(credential)]).toEqual(['destroyed', 'superseded']);
  });

  it('leaves a key at rest when its resumption broke off, and it can be resumed again', async () => {
    const credential = await create();
    const { id } = credential;
    await suspend(id);
    house.faults.lose('resumeKey', down, 1);
    expect(await refusal(resume(id))).toBe('SERVICE_UNAVAILABLE');
    expect([await stateOf(id), await keyStateOf(id)]).toEqual(['suspended', 'active']);
    expect(await refusal(sign(id))).toBe('CREDENTIAL_NOT_ACTIVE');
    await house.round();
    expect([await stateOf(id), await keyStateOf(id)]).toEqual(['suspended', 'suspended']);
    house.faults.fail('holdCertificate', down);
    expect((await resume(id)).credential?.state).toBe('CREDENTIAL_STATE_ACTIVE');
    expect(standingOf(credential)).toBe('hold');
    house.faults.heal();
    await house.round();
    expect([await keyStateOf(id), standingOf(credential), await dueOf(id)]).toEqual(['active', 'good', none]);
  });
});

describe('a credential that is made anew', () => {
  it('has another key on the same licence, and the old one is revoked once the new one is there', async () => {
    const policy = { ...openNone, factorKinds: ['soft_token'], contentBound: true, maxDigests: 5 };
    const old = await create({ policy });
    const idempotencyKey = newId('key');
    const fresh = await rekey(old.id, { idempotencyKey, keyAlgorithm: 'P-384' });
    expect(fresh).toMatchObject({ state: 'CREDENTIAL_STATE_ACTIVE', replaces: old.id, keyAlgorithm: 'P-384', policy });
    expect(await get(old.id)).toMatchObject({ state: 'CREDENTIAL_STATE_REVOKED', revocationReason: 'superseded' });
    expect([await keyStateOf(old.id), standingOf(old), standingOf(fresh)]).toEqual([
      'destroyed',
      'superseded',
      undefined,
    ]);
    expect(house.outside.licences.available).toBe(0);
    expect(house.outside.reservations.has(fresh.id)).toBe(false);
    expect(await rekey(old.id, { idempotencyKey, keyAlgorithm: 'P-384' })).toEqual(fresh);
    expect(await refusal(rekey(old.id, { idempotencyKey, keyAlgorithm: 'P-256' }))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await refusal(rekey(old.id))).toBe('CREDENTIAL_WRONG_STATE');
    const told = [alice.accountId, `${fresh.id}/1`, 'credential.rekeyed', fresh.id];
    expect(await house.toldOf(fresh.id)).toEqual([told]);

    // The licence stays that of the first one, and is free when the last one ends.
    const third = await rekey(fresh.id);
    expect(third.keyAlgorithm).toBe('P-384');
    await revoke(third.id);
    expect(house.outside.licences.available).toBe(1);
    const before = house.mails.length;
    await house.round();
    expect(house.mails.slice(before)).toHaveLength(3);
  });

  it.each(['getReservation', 'generateKey', 'issueSigningCertificate'])(
    'goes on after %s could not be reached or its answer was lost; the old one signs until then',
    async (method) => {
      const old = await create();
      const idempotencyKey = newId('key');
      house.faults.fail(method, down);
      expect(await refusal(rekey(old.id, { idempotencyKey }))).toBe('SERVICE_UNAVAILABLE');
      expect(await stateOf(old.id)).toBe('active');
      house.faults.heal();
      house.faults.lose(method, down, 1);
      expect(await refusal(rekey(old.id, { idempotencyKey }))).toBe('SERVICE_UNAVAILABLE');
      expect(await stateOf(old.id)).toBe('active');
      house.faults.fail('revokeCertificate', down);
      const fresh = await rekey(old.id, { idempotencyKey });
      expect([fresh.state, await stateOf(old.id), standingOf(old)]).toEqual([
        'CREDENTIAL_STATE_ACTIVE',
        'revoked',
        undefined,
      ]);
      house.faults.heal();
      await house.round();
      expect(standingOf(old)).toBe('superseded');
    },
  );

  it('is one of several that are asked for at the same time; the certificates of the others are revoked', async () => {
    const old = await create();
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => rekey(old.id)));
    const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : []));
    expect(won).toHaveLength(1);
    await house.round();
    const rows = await house.db.selectFrom('credentials').selectAll().where('replaces', '=', old.id).execute();
    expect(rows.filter(({ state }) => state === 'active').map(({ id }) => id)).toEqual(won);
    for (const row of rows.filter(({ state }) => state !== 'active')) {
      const { certificate } = row;
      if (certificate === null) continue;
      const serialNumber = new X509Certificate(certificate).serialNumber.toLowerCase();
      expect([row.state, standingOf({ serialNumber })]).toEqual(['failed', 'cessationOfOperation']);
    }
    expect(house.outside.reservations.get(old.id)).toBe('consumed');
  });

  it('is not made when the old one was stopped by staff meanwhile', async () => {
    const old = await create();
    const idempotencyKey = newId('key');
    house.faults.fail('issueSigningCertificate', down);
    await refusal(rekey(old.id, { idempotencyKey }));
    house.faults.heal();
    await suspend(old.id, officer);
    expect(await refusal(rekey(old.id, { idempotencyKey }))).toBe('SUSPENDED_BY_STAFF');
    expect(house.outside.reservations.get(old.id)).toBe('consumed');
    expect(await stateOf(old.id)).toBe('suspended');
  });

  it.each([
    ['was taken back', { withdrawn: true }],
    ['is withheld', { held: true }],
    ['has ended', { until: new Date('2020-01-01T00:00:00Z') }],
  ])('is not made under a licence that %s', async (_what, term) => {
    const old = await create();
    Object.assign(house.outside.licenceTerm, term);
    expect(await refusal(rekey(old.id))).toBe('LICENCE_NOT_AVAILABLE');
    expect(await stateOf(old.id)).toBe('active');
  });
});

describe('whoever replaced lost factors', () => {
  it('signs and makes nothing until his identity was validated again; then he resumes by himself', async () => {
    const credential = await create();
    const { id } = credential;
    const now = house.clock.now();
    house.outside.approval.at = new Date(now.getTime() - dayMs);
    house.outside.replacement.at = now;
    // Even before the news of it arrived.
    expect(await refusal(sign(id))).toBe('VALIDATION_OUTDATED');
    await house.job('factors-replaced', { userId: alice.userId });
    expect(await get(id)).toMatchObject({ state: 'CREDENTIAL_STATE_SUSPENDED', suspensionCause: 'factor_replaced' });
    expect([await keyStateOf(id), standingOf(credential)]).toEqual(['suspended', 'hold']);
    house.outside.licences.available = 1;
    for (const call of [() => sign(id), () => resume(id), () => rekey(id), () => create()]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(call())).toBe('VALIDATION_OUTDATED');
    }
    const before = house.mails.length;
    await house.round();
    expect(house.mails.slice(before).some(({ text }) => text.includes('second factor was replaced'))).toBe(true);

    house.outside.approval.at = new Date(now.getTime() + 1);
    expect(await stateOf(id)).toBe('suspended');
    expect((await resume(id)).credential?.state).toBe('CREDENTIAL_STATE_ACTIVE');
    await house.job('factors-replaced', { userId: alice.userId });
    expect(await stateOf(id)).toBe('active');
  });

  it('is not believed to have by a job alone, and keeps the stronger cause', async () => {
    const { id } = await create();
    await house.job('factors-replaced', { userId: alice.userId });
    expect(await stateOf(id)).toBe('active');
    await suspend(id, officer);
    house.outside.approval.at = new Date(0);
    house.outside.replacement.at = house.clock.now();
    await house.job('factors-replaced', { userId: alice.userId });
    expect((await get(id)).suspensionCause).toBe('by_staff');
    await house.job('factors-replaced', { userId: 'usr_nobody' });
  });
});

describe('a licence that was paid back', () => {
  it('takes its credential with it, the one in its place included, and says why', async () => {
    const first = await create();
    const second = await rekey(first.id);
    await house.job('licence-ended', { accountId: alice.accountId, reservationId: first.id });
    expect(await stateOf(second.id)).toBe('active');
    house.outside.licenceTerm.withdrawn = true;
    await house.job('licence-ended', { accountId: alice.accountId, reservationId: first.id });
    expect(await get(second.id)).toMatchObject({
      state: 'CREDENTIAL_STATE_REVOKED',
      revocationReason: 'cessationOfOperation',
      suspensionCause: 'licence_ended',
    });
    expect(standingOf(second)).toBe('cessationOfOperation');
    expect(house.outside.reservations.has(first.id)).toBe(false);
    await house.job('licence-ended', { accountId: alice.accountId, reservationId: first.id });
    await house.job('licence-ended', { accountId: alice.accountId, reservationId: 'crd_none' });
  });
});

describe('a policy', () => {
  it('is the signer’s before it is shown, and is changed again after its answer was lost', async () => {
    const { id: credentialId } = await create();
    const policy = { ...openNone, factorKinds: ['soft_token'], contentBound: true, maxDigests: 7 };
    house.faults.lose('setKeyPolicy', down, 1);
    const set = async () => await house.api.setCredentialPolicy({ credentialId, policy }, await house.as(alice));
    expect(await refusal(set())).toBe('SERVICE_UNAVAILABLE');
    expect((await get(credentialId)).soleControlLevel).toBe(1);
    expect((await set()).credential).toMatchObject({ policy, soleControlLevel: 2 });
    const { history } = await house.api.listCredentialHistory(
      { credentialId, after: 0n, limit: 0 },
      await house.as(alice),
    );
    expect(history?.records.map(({ action }) => action)).toEqual(['key.generated', 'key.policy_set']);
    expect(await actionsOf(credentialId)).toEqual(['created', 'policy_set']);
    expect(JSON.parse((await house.api.getVerificationKeys({}, await house.as(alice))).jwks)).toHaveProperty('keys');
  });
});

describe('in the course of time', () => {
  it('a credential that nobody finished within a day is ended, and its licence is free', async () => {
    const request = { accountId: alice.accountId, idempotencyKey: newId('key'), keyAlgorithm: '', policy: undefined };
    house.faults.lose('issueSigningCertificate', down, 1);
    expect(await refusal(house.api.createCredential(request, await house.as(alice)))).toBe('SERVICE_UNAVAILABLE');
    house.clock.advance(dayMs);
    await house.round();
    expect(house.outside.licences.available).toBe(0);
    house.clock.advance(1);
    house.faults.fail('destroyKey', down);
    await house.round();
    expect(house.outside.licences.available).toBe(0);
    house.faults.heal();
    await house.round();
    expect(house.outside.licences.available).toBe(1);
    expect(await refusal(house.api.createCredential(request, await house.as(alice)))).toBe('CREDENTIAL_ABANDONED');
  });

  it('its owner is told 30 and 7 days before its end, once each, and it signs nothing after it', async () => {
    const credential = await create();
    const { id } = credential;
    const end = credential.notAfter?.getTime() ?? 0;
    // As one of before ends were noted.
    await house.db.updateTable('credentials').set({ notAfter: null }).where('id', '=', id).execute();
    const told = async (msBefore: number) => {
      house.clock.set(new Date(end - msBefore));
      const before = house.mails.length;
      await house.round();
      await house.round();
      return house.mails.slice(before).filter(({ text }) => text.includes(credential.serialNumber)).length;
    };
    expect([
      await told(31 * dayMs),
      await told(30 * dayMs),
      await told(20 * dayMs),
      await told(7 * dayMs),
      await told(1),
    ]).toEqual([0, 1, 0, 1, 0]);
    expect(await stateOf(id)).toBe('active');
    expect(await told(-1_000)).toBe(0);
    expect(await stateOf(id)).toBe('expired');
    expect(await refusal(sign(id))).toBe('CREDENTIAL_NOT_ACTIVE');
    expect(await refusal(suspend(id))).toBe('CREDENTIAL_WRONG_STATE');
    expect(await refusal(resume(id))).toBe('CREDENTIAL_WRONG_STATE');
    expect(await actionsOf(id)).toEqual(['created', 'expired']);
    const fresh = await rekey(id);
    expect([fresh.state, await stateOf(id)]).toEqual(['CREDENTIAL_STATE_ACTIVE', 'revoked']);
  });
});

describe('races', () => {
  it('between suspension and resumption end at rest or awake, and signer and authority agree with it', async () => {
    const credential = await create();
    const { id } = credential;
    await suspend(id);
    await Promise.allSettled([resume(id), suspend(id, officer), resume(id), suspend(id), resume(id)]);
    await house.round();
    const state = await stateOf(id);
    expect([await keyStateOf(id), standingOf(credential), await dueOf(id)]).toEqual(
      state === 'active' ? ['active', 'good', none] : ['suspended', 'hold', none],
    );
    // What staff stopped stays stopped.
    expect(state).toBe('suspended');
  });

  it('between 20 revocations revoke once', async () => {
    const credential = await create();
    await Promise.all(Array.from({ length: 20 }, () => revoke(credential.id)));
    await house.round();
    expect(await actionsOf(credential.id)).toEqual(['created', 'revoked']);
    expect(house.outside.licences.available).toBe(1);
    house.faults.fail('revokeCertificate', conflict('CERTIFICATE_REVOKED', 'for another reason'));
    await house.round();
    expect(await dueOf(credential.id)).toEqual(none);
  });
});
