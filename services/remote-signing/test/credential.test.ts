import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { conflict, unavailable } from '@countersign/errors';
import { newContext } from '@countersign/grpc';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';

const calls = ['reserveLicence', 'generateKey', 'issueSigningCertificate', 'consumeLicence'];
const down = unavailable('SERVICE_UNAVAILABLE', 'down');
let house: Harness;
let count = 0;

beforeAll(async () => {
  house = await createHarness();
});

afterAll(() => house.close());

beforeEach(() => {
  house.outside.licences.available = 1;
});

afterEach(() => {
  house.faults.heal();
  for (const lie of Object.keys(house.outside.lies)) Reflect.deleteProperty(house.outside.lies, lie);
});

/** A request with a key of its own. */
function aRequest() {
  count += 1;
  const idempotencyKey = `key-number-${count}`;
  return { accountId: alice.accountId, idempotencyKey, keyAlgorithm: '', policy: undefined };
}

async function create(request = aRequest()) {
  const { credential } = await house.api.createCredential(request, await house.as(alice));
  if (credential === undefined) throw new Error('no credential');
  return credential;
}

/** The only credential that a key led to, as stored. */
async function stored({ idempotencyKey }: { idempotencyKey: string }) {
  return await house.db
    .selectFrom('credentials')
    .selectAll()
    .where('idempotencyKey', '=', idempotencyKey)
    .executeTakeFirstOrThrow();
}

async function signingKey(id: string) {
  return await house.signerDb.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst();
}

describe('a new credential', () => {
  it('has a certificate in the approved names for the key that the signer made, and uses a licence', async () => {
    const credential = await create();
    const certificate = new X509Certificate(credential.certificatePem);
    expect(credential).toMatchObject({
      state: 'CREDENTIAL_STATE_ACTIVE',
      keyAlgorithm: 'P-256',
      subject: 'serialNumber=usr-alice,C=DE,sn=Example,givenName=Zoë,CN=Zoë Example',
      issuer: 'O=Example,CN=Example Signers CA',
      serialNumber: certificate.serialNumber.toLowerCase(),
      notBefore: house.clock.now(),
      notAfter: new Date(certificate.validTo),
    });
    expect(credential.chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(certificate.publicKey.export({ type: 'spki', format: 'der' })).toEqual(
      (await signingKey(credential.id))?.publicKey,
    );
    expect(house.outside.reservations.get(credential.id)).toBe('consumed');
    expect((await listAudit(house.db, credential.id, { after: 0, limit: 9 })).map(({ action }) => action)).toEqual([
      'credential.created',
    ]);
    expect(await verifyAudit(house.db, credential.id)).toEqual({ ok: true });
    const told = [alice.accountId, `${credential.id}/1`, 'credential.created', credential.id];
    expect(await house.toldOf(credential.id)).toEqual([told]);
    expect(house.lines.filter((line) => line.includes('credential created'))).toHaveLength(1);
  });

  it('is read again alone and in the list by its owner, and by nobody else', async () => {
    const credential = await create();
    const mine = await house.as(alice);
    expect(await house.api.getCredential({ credentialId: credential.id }, mine)).toEqual({ credential });
    expect((await house.api.listCredentials({}, mine)).credentials.at(-1)).toEqual(credential);
    const theirs = await house.as(mallory);
    expect(await refusal(house.api.getCredential({ credentialId: credential.id }, theirs))).toBe(
      'CREDENTIAL_NOT_FOUND',
    );
    expect(await refusal(house.api.getCredential({ credentialId: 'crd_none' }, mine))).toBe('CREDENTIAL_NOT_FOUND');
    expect(await house.api.listCredentials({}, theirs)).toEqual({ credentials: [] });
  });

  it('is the same for the same key, and the key serves no other account', async () => {
    const request = aRequest();
    const first = await create(request);
    expect(await create(request)).toEqual(first);
    const other = await house.as({ ...alice, accountId: 'acc_other' });
    expect(await refusal(house.api.createCredential({ ...request, accountId: 'acc_other' }, other))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const bad = { ...request, idempotencyKey: 'short' };
    expect(await refusal(house.api.createCredential(bad, await house.as(alice)))).toBe('IDEMPOTENCY_KEY_INVALID');
  });

  it('is made once by 20 calls with the same key at the same time', async () => {
    house.outside.licences.available = 20;
    const request = aRequest();
    const context = await house.as(alice);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => house.api.createCredential(request, context)),
    );
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.credential?.id] : []));
    const reasons = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [(answer.reason as { reason?: string }).reason] : [],
    );
    expect(new Set(ids)).toEqual(new Set([(await stored(request)).id]));
    expect([...new Set(reasons)].filter((reason) => reason !== 'CREDENTIAL_IN_PROGRESS')).toEqual([]);
    expect(house.outside.licences.available).toBe(19);
  });

  it('needs a member of the account with a login by two factors', async () => {
    const request = aRequest();
    const refused = async (actor: Parameters<Harness['as']>[0]) =>
      await refusal(house.api.createCredential(request, await house.as(actor)));
    expect(await refused(mallory)).toBe('ACCOUNT_NOT_FOUND');
    expect(await refused({ ...alice, scope: 'set-up' })).toBe('SET_UP_REQUIRED');
    expect(await refused({ ...alice, acr: 'urn:countersign:aal1' })).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    expect(await refusal(house.api.createCredential(request, { context: newContext() }))).toBe(
      'AUTHENTICATION_REQUIRED',
    );
    expect(house.outside.licences.available).toBe(1);
  });

  it('needs approved names; without them nothing is kept', async () => {
    const request = { ...aRequest(), accountId: mallory.accountId };
    const context = await house.as(mallory);
    expect(await refusal(house.api.createCredential(request, context))).toBe('PERSONAL_VALIDATION_REQUIRED');
    expect(await house.api.listCredentials({}, context)).toEqual({ credentials: [] });
  });

  it('needs a licence; the same key gets the same refusal, a new one another chance', async () => {
    house.outside.licences.available = 0;
    const request = aRequest();
    expect(await refusal(create(request))).toBe('LICENCE_NOT_AVAILABLE');
    house.outside.licences.available = 1;
    expect(await refusal(create(request))).toBe('LICENCE_NOT_AVAILABLE');
    expect((await create()).state).toBe('CREDENTIAL_STATE_ACTIVE');
  });
});

describe('an interrupted credential', () => {
  it.each(calls)('goes on with the same key after %s could not be reached', async (method) => {
    const request = aRequest();
    house.faults.fail(method, down);
    expect(await refusal(create(request))).toBe('SERVICE_UNAVAILABLE');
    const { id, state } = await stored(request);
    expect(state).toBe('creating');
    house.faults.heal();
    expect(await create(request)).toMatchObject({ id, state: 'CREDENTIAL_STATE_ACTIVE' });
    expect(house.outside.licences.available).toBe(0);
  });

  it.each(calls)('goes on with the same key after the answer of %s was lost', async (method) => {
    const request = aRequest();
    house.faults.lose(method, down, 1);
    expect(await refusal(create(request))).toBe('SERVICE_UNAVAILABLE');
    expect(await create(request)).toMatchObject({ state: 'CREDENTIAL_STATE_ACTIVE' });
    expect(house.outside.licences.available).toBe(0);
    expect([...house.outside.reservations.values()]).not.toContain('reserved');
  });

  it('of a process that died is taken over when its claim has ended', async () => {
    const request = aRequest();
    house.faults.fail('generateKey', down);
    await refusal(create(request));
    house.faults.heal();
    const claimedUntil = new Date(house.clock.now().getTime() + 60_000);
    await house.db
      .updateTable('credentials')
      .set({ claimedUntil })
      .where('idempotencyKey', '=', request.idempotencyKey)
      .execute();
    expect(await refusal(create(request))).toBe('CREDENTIAL_IN_PROGRESS');
    house.clock.advance(60_000);
    expect((await create(request)).state).toBe('CREDENTIAL_STATE_ACTIVE');
  });
});

describe('a credential that cannot be made', () => {
  it.each(calls.slice(1))('because of %s gives the licence back, destroys its key and stays failed', async (method) => {
    const request = aRequest();
    house.faults.fail(method, conflict('SOMETHING_WRONG', 'it will not pass'));
    expect(await refusal(create(request))).toBe('SOMETHING_WRONG');
    house.faults.heal();
    const { id, state } = await stored(request);
    expect(state).toBe('failed');
    expect(house.outside.licences.available).toBe(1);
    expect(house.outside.reservations.has(id)).toBe(false);
    expect((await signingKey(id))?.state ?? 'destroyed').toBe('destroyed');
    expect(await refusal(create(request))).toBe('SOMETHING_WRONG');
    const { credential } = await house.api.getCredential({ credentialId: id }, await house.as(alice));
    expect(credential?.state).toBe('CREDENTIAL_STATE_FAILED');
  });

  it('is undone later when it cannot be undone at once', async () => {
    const request = aRequest();
    house.faults.fail('issueSigningCertificate', conflict('SOMETHING_WRONG', 'it will not pass'));
    house.faults.fail('releaseLicence', down);
    expect(await refusal(create(request))).toBe('SERVICE_UNAVAILABLE');
    expect(house.outside.licences.available).toBe(0);
    house.faults.heal();
    expect(await refusal(create(request))).toBe('SOMETHING_WRONG');
    expect(house.outside.licences.available).toBe(1);
    expect((await stored(request)).state).toBe('failed');
  });

  it.each([
    ['another key', () => ({ publicKey: otherKey() })],
    ['another name', () => ({ surname: 'Mallory' })],
    ['a longer life than its licence', () => ({ notAfter: new Date(house.clock.now().getTime() + 401 * 86_400_000) })],
  ])('is one whose certificate came with %s', async (_what, lie) => {
    Object.assign(house.outside.lies, lie());
    const request = aRequest();
    expect(await refusal(create(request))).toBe('CERTIFICATE_UNEXPECTED');
    expect(house.outside.licences.available).toBe(1);
    expect((await stored(request)).certificate).toBeNull();
  });
});

function otherKey(): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return publicKey.export({ type: 'spki', format: 'der' });
}
