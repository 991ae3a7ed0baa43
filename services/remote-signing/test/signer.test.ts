import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { runMigrations } from '@countersign/db';
import { DomainError } from '@countersign/errors';
import { type CallContext, type Caller, implement, newContext } from '@countersign/grpc';
import { SignerServiceService } from '@countersign/proto/signer';
import { createMetrics } from '@countersign/runtime';
import {
  createTestTrust,
  fakeClock,
  findAccessFaults,
  startTestService,
  type TestActor,
  type TestDatabase,
  type TestService,
  type TestTrust,
  testDatabase,
} from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { access } from '../src/signer/access.ts';
import { createAssertionVerifier } from '../src/signer/assertion.ts';
import { authoriseDigest } from '../src/signer/authorisation.ts';
import { reserve } from '../src/signer/authorisation-store.ts';
import type { SignerDatabase } from '../src/signer/database.ts';
import { migrations } from '../src/signer/migrations/index.ts';
import { createSignerService } from '../src/signer/signer-service.ts';
import {
  type AssertionClaims,
  createSecondFactorKeys,
  randomKeyring,
  type SecondFactorKeys,
} from './second-factor-keys.ts';

const alice = { userId: 'usr_alice', sessionId: 'ses_alice' };
const mallory = { userId: 'usr_mallory', sessionId: 'ses_mallory' };
const clock = fakeClock();
const macKeyring = randomKeyring();
/** An assertion that says nothing of how it was proved. */
const unsaid = { amr: null, factorId: null, factorKind: null, bound: null, authenticatedAt: null };
let trust: TestTrust;
let database: TestDatabase<SignerDatabase>;
let secondFactor: SecondFactorKeys;
let service: TestService;
let signer: Caller<typeof SignerServiceService>;
let count = 0;

beforeAll(async () => {
  [trust, secondFactor, database] = await Promise.all([
    createTestTrust(),
    createSecondFactorKeys(),
    testDatabase<SignerDatabase>({ migrate: (db) => runMigrations(db, migrations) }),
  ]);
  const handlers = createSignerService({
    db: database.db,
    clock,
    keyring: randomKeyring(),
    macKeyring,
    verifyAssertion: createAssertionVerifier(secondFactor.jwks, clock),
    metrics: createMetrics('signer'),
  });
  service = await startTestService('signer', implement(SignerServiceService, handlers, access), trust);
  signer = service.caller(SignerServiceService, 'remote-signing');
});

afterAll(async () => {
  await service.close();
  await database.destroy();
});

async function as(actor: TestActor): Promise<{ context: CallContext }> {
  return { context: newContext({ actorToken: await trust.tokenFor(actor) }) };
}

/** A key of Alice, a message with its digest, and the assertion of her second factor over it. */
async function aSigning(over: { messages?: Buffer[]; claims?: Partial<AssertionClaims>; at?: Date } = {}) {
  count += 1;
  const keyId = `crd_${count}`;
  const { publicKey } = await signer.generateKey(
    { keyId, algorithm: 'P-256', nonce: randomBytes(32) },
    await as(alice),
  );
  const messages = over.messages ?? [Buffer.from(`contract ${count}`)];
  const digests = messages.map((message) => createHash('sha256').update(message).digest());
  const claims: AssertionClaims = {
    sub: alice.userId,
    sid: alice.sessionId,
    jti: `chl_${count}`,
    credential_id: keyId,
    digests: digests.map((digest) => digest.toString('base64url')),
    ...over.claims,
  };
  const assertion = await secondFactor.assert(claims, over.at ?? clock.now());
  return { keyId, publicKey, messages, digests, claims, assertion, request: { keyId, digests, assertion } };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof DomainError ? error.reason : `no refusal: ${String(error)}`;
}

async function evidenceOf(jti: string) {
  return await database.db
    .selectFrom('authorisations')
    .select(['amr', 'factorId', 'factorKind', 'bound', 'authenticatedAt'])
    .where('jti', '=', jti)
    .executeTakeFirst();
}

function isSignature(publicKey: Buffer, message: Buffer, signature: Buffer | undefined): boolean {
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  return signature !== undefined && verify('sha256', message, key, signature);
}

describe('a key', () => {
  it('is proved by a signature over the nonce', async () => {
    const nonce = randomBytes(32);
    const request = { keyId: 'crd_pop', algorithm: 'P-256', nonce };
    const { publicKey, proofOfPossession } = await signer.generateKey(request, await as(alice));
    expect(
      isSignature(publicKey, Buffer.concat([Buffer.from('countersign-key-possession'), nonce]), proofOfPossession),
    ).toBe(true);
    expect(createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).asymmetricKeyDetails).toEqual({
      namedCurve: 'prime256v1',
    });
  });

  it('is made once per id, also by 20 calls at the same time', async () => {
    const request = { keyId: 'crd_once', algorithm: 'P-256', nonce: randomBytes(16) };
    const context = await as(alice);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signer.generateKey(request, context)));
    expect(new Set(answers.map(({ publicKey }) => publicKey.toString('hex'))).size).toBe(1);
    expect(await listAudit(database.db, 'crd_once', { after: 0, limit: 9 })).toHaveLength(1);
  });

  it('cannot be taken over by asking for its id', async () => {
    const request = { keyId: 'crd_alices', algorithm: 'P-256', nonce: randomBytes(16) };
    await signer.generateKey(request, await as(alice));
    expect(await refusal(signer.generateKey(request, await as(mallory)))).toBe('KEY_EXISTS');
  });

  it.each([
    ['KEY_ALGORITHM_UNSUPPORTED', { algorithm: 'RSA-2048' }],
    ['NONCE_INVALID', { nonce: Buffer.alloc(15) }],
    ['NONCE_INVALID', { nonce: Buffer.alloc(65) }],
    ['KEY_ID_INVALID', { keyId: '' }],
  ])('is refused with %s for %o', async (reason, fault) => {
    const request = { keyId: 'crd_refused', algorithm: 'P-256', nonce: randomBytes(16), ...fault };
    expect(await refusal(signer.generateKey(request, await as(alice)))).toBe(reason);
  });

  it('lies sealed in the database', async () => {
    const { keyId } = await aSigning();
    const row = await database.db
      .selectFrom('keys')
      .select('sealedPrivateKey')
      .where('id', '=', keyId)
      .executeTakeFirstOrThrow();
    expect(row.sealedPrivateKey.toString('latin1')).not.toMatch(/"d"|P-256|kty/);
  });

  it('is destroyed for good: blob gone, record kept, no signature any more', async () => {
    const { keyId, request } = await aSigning();
    expect(await refusal(signer.destroyKey({ keyId }, await as(mallory)))).toBe('KEY_NOT_FOUND');
    await signer.destroyKey({ keyId }, await as(alice));
    await signer.destroyKey({ keyId }, await as(alice));
    const row = await database.db.selectFrom('keys').selectAll().where('id', '=', keyId).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'destroyed', version: 2, sealedPrivateKey: Buffer.alloc(0) });
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe('KEY_NOT_FOUND');
    const nonce = randomBytes(16);
    expect(await refusal(signer.generateKey({ keyId, algorithm: 'P-256', nonce }, await as(alice)))).toBe('KEY_EXISTS');
    expect((await listAudit(database.db, keyId, { after: 0, limit: 9 })).map(({ action }) => action)).toEqual([
      'key.generated',
      'key.destroyed',
    ]);
  });
});

describe('a signing', () => {
  it('signs every digest as it is, in order', async () => {
    const messages = Array.from({ length: 100 }, (_, index) => Buffer.from(`page ${index}`));
    const { request, publicKey, keyId } = await aSigning({ messages });
    const { signatures } = await signer.signDigests(request, await as(alice));
    expect(signatures).toHaveLength(100);
    messages.forEach((message, index) => expect(isSignature(publicKey, message, signatures[index])).toBe(true));
    expect(await verifyAudit(database.db, keyId)).toEqual({ ok: true });
  });

  it('keeps how it was proved with the authorisation, and in the chain of the key', async () => {
    const authTime = Math.floor(clock.now().getTime() / 1000) - 5;
    const claims = {
      amr: ['otp', 'pin'],
      factor: { id: 'aut_1', kind: 'soft_token' },
      bound: true,
      auth_time: authTime,
    };
    const { request, claims: all, keyId } = await aSigning({ claims });
    await signer.signDigests(request, await as(alice));
    expect(await evidenceOf(all.jti)).toEqual({
      amr: ['otp', 'pin'],
      factorId: 'aut_1',
      factorKind: 'soft_token',
      bound: true,
      authenticatedAt: new Date(authTime * 1000),
    });
    const records = await listAudit(database.db, keyId, { after: 0, limit: 9 });
    expect(records.at(-1)?.detail).toEqual({
      challenge: all.jti,
      digests: 1,
      amr: ['otp', 'pin'],
      factor: 'aut_1',
      kind: 'soft_token',
      bound: true,
      authenticatedAt: new Date(authTime * 1000).toISOString(),
    });
  });

  it('takes an assertion that says nothing of it, as they were made before', async () => {
    const { request, claims, keyId } = await aSigning({ claims: { amr: undefined } });
    await signer.signDigests(request, await as(alice));
    expect(await evidenceOf(claims.jti)).toEqual(unsaid);
    const records = await listAudit(database.db, keyId, { after: 0, limit: 9 });
    expect(records.at(-1)?.detail).toEqual({ challenge: claims.jti, digests: 1 });
  });

  it('answers an identical call within a minute with the stored signatures, and none after it', async () => {
    const { request } = await aSigning();
    const { signatures } = await signer.signDigests(request, await as(alice));
    clock.advance(60_000);
    expect((await signer.signDigests(request, await as(alice))).signatures).toEqual(signatures);
    clock.advance(1);
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe('AUTHORISATION_USED');
  });

  it('happens once when 20 identical calls come at the same time; all get the same signature', async () => {
    const { request, keyId } = await aSigning();
    const context = await as(alice);
    const answers = await Promise.all(Array.from({ length: 20 }, () => signer.signDigests(request, context)));
    expect(new Set(answers.map(({ signatures }) => signatures[0]?.toString('hex'))).size).toBe(1);
    const records = await listAudit(database.db, keyId, { after: 0, limit: 99 });
    expect(records.filter(({ action }) => action === 'digests.signed')).toHaveLength(1);
  });

  it('that was reserved before a crash counts as used and is not made again', async () => {
    const { request, claims, keyId, digests } = await aSigning();
    // What a crash between reserving and storing leaves.
    const authorisation = { jti: claims.jti, keyId, owner: alice.userId, reservedAt: clock.now() };
    const rows = digests.map((digest, ord) => authoriseDigest(macKeyring, authorisation, { ord, digest }));
    expect(await reserve(database.db, { ...authorisation, ...unsaid }, rows)).toBe(true);
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe('AUTHORISATION_USED');
    expect(await listAudit(database.db, keyId, { after: 0, limit: 9 })).toHaveLength(1);
  });

  it('whose row was set back to reserved by hand is not believed', async () => {
    const { request, claims } = await aSigning();
    await signer.signDigests(request, await as(alice));
    await database.db
      .updateTable('authorisedDigests')
      .set({ state: 'reserved', signature: null })
      .where('jti', '=', claims.jti)
      .execute();
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe('KEY_RECORD_BROKEN');
  });

  it.each<[string, string, Partial<AssertionClaims>]>([
    ['ASSERTION_INVALID', 'another user', { sub: mallory.userId }],
    ['ASSERTION_INVALID', 'another session', { sid: 'ses_other' }],
    ['ASSERTION_INVALID', 'another credential', { credential_id: 'crd_other' }],
    ['ASSERTION_INVALID', 'another issuer', { iss: 'identity' }],
    ['ASSERTION_INVALID', 'another audience', { aud: 'countersign' }],
    ['ASSERTION_INVALID', 'an end in the past', { exp: Math.floor(Date.parse('2026-11-21T11:59:00Z') / 1000) }],
    ['ASSERTION_INVALID', 'no challenge', { jti: '' }],
    ['ASSERTION_INVALID', 'answers to questions', { amr: ['pwd', 'kba'] }],
    ['ASSERTION_INVALID', 'an emergency code', { amr: ['emergency'] }],
    ['ASSERTION_INVALID', 'a factor that is an emergency code', { factor: { id: 'aut_1', kind: 'emergency_code' } }],
    ['ASSERTION_INVALID', 'no method', { amr: [] }],
    ['ASSERTION_INVALID', 'a method that is no word', { amr: ['otp', 7] }],
    ['ASSERTION_INVALID', 'methods that are no list', { amr: 'otp' }],
    ['ASSERTION_INVALID', 'a factor without a kind', { factor: { id: 'aut_1' } }],
    ['ASSERTION_INVALID', 'a factor that is a word', { factor: 'aut_1' }],
    ['ASSERTION_INVALID', 'a binding that is no yes or no', { bound: 'yes' }],
    ['ASSERTION_INVALID', 'a time of proof that is no time', { auth_time: '2026-11-21' }],
    ['DIGESTS_NOT_AUTHORISED', 'other digests', { digests: [randomBytes(32).toString('base64url')] }],
    ['DIGESTS_NOT_AUTHORISED', 'no digests', { digests: [] }],
  ])('is refused with %s for an assertion with %s', async (reason, _fault, claims) => {
    const { request } = await aSigning({ claims });
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe(reason);
  });

  it('is refused for an assertion that is too old whatever its own end says, or from the future', async () => {
    const exp = Math.floor(clock.now().getTime() / 1000) + 86_400;
    const old = await aSigning({ at: new Date(clock.now().getTime() - 400_000), claims: { exp } });
    expect(await refusal(signer.signDigests(old.request, await as(alice)))).toBe('ASSERTION_INVALID');
    const future = await aSigning({ at: new Date(clock.now().getTime() + 60_000), claims: { exp } });
    expect(await refusal(signer.signDigests(future.request, await as(alice)))).toBe('ASSERTION_INVALID');
  });

  it('is refused for an assertion under another key, cut, unsigned or empty', async () => {
    const { request, claims } = await aSigning();
    const forger = await createSecondFactorKeys();
    const [, payload = ''] = request.assertion.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forgeries = [
      await forger.assert(claims, clock.now()),
      request.assertion.slice(0, -4),
      `${none}.${payload}.`,
      '',
      'a.b.c',
    ];
    const context = await as(alice);
    const reasons = await Promise.all(
      forgeries.map((assertion) => refusal(signer.signDigests({ ...request, assertion }, context))),
    );
    expect(reasons).toEqual(forgeries.map(() => 'ASSERTION_INVALID'));
  });

  it('is refused for more, fewer, swapped or repeated digests than were authorised', async () => {
    const { request } = await aSigning({ messages: [Buffer.from('a'), Buffer.from('b')] });
    const [a, b] = request.digests as [Buffer, Buffer];
    const context = await as(alice);
    for (const digests of [[a], [b, a], [a, a], [a, b, b]]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(signer.signDigests({ ...request, digests }, context))).toBe('DIGESTS_NOT_AUTHORISED');
    }
    for (const digests of [[], [a.subarray(1)], Array.from({ length: 101 }, () => a)]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(signer.signDigests({ ...request, digests }, context))).toBe('DIGEST_INVALID');
    }
    expect((await signer.signDigests(request, context)).signatures).toHaveLength(2);
  });

  it('is refused to another user, to nobody, to a set-up session and to a login with one factor', async () => {
    const { request } = await aSigning();
    expect(await refusal(signer.signDigests(request, await as(mallory)))).toBe('KEY_NOT_FOUND');
    expect(await refusal(signer.signDigests(request, { context: newContext() }))).toBe('AUTHENTICATION_REQUIRED');
    const setUp = await as({ ...alice, scope: 'set-up' });
    expect(await refusal(signer.signDigests(request, setUp))).toBe('SET_UP_REQUIRED');
    const weak = await as({ ...alice, acr: 'urn:countersign:aal1' });
    expect(await refusal(signer.signDigests(request, weak))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    const forged = { context: newContext({ actorToken: await (await createTestTrust()).tokenFor(alice) }) };
    expect(await refusal(signer.signDigests(request, forged))).toBe('TOKEN_INVALID');
  });
});

describe('a record changed in the database', () => {
  const changes: [string, (keyId: string, otherId: string) => Promise<unknown>][] = [
    ['its owner', (keyId) => set(keyId, { owner: alice.userId })],
    ['its authentication code', (keyId) => set(keyId, { owner: alice.userId, mac: randomBytes(36) })],
    [
      'the blob and public key of another key',
      async (keyId, otherId) => {
        const other = await database.db
          .selectFrom('keys')
          .selectAll()
          .where('id', '=', otherId)
          .executeTakeFirstOrThrow();
        const { sealedPrivateKey, publicKey, mac } = other;
        await set(keyId, { owner: alice.userId, sealedPrivateKey, publicKey, mac });
      },
    ],
  ];
  const set = (keyId: string, values: Partial<SignerDatabase['keys']>) =>
    database.db.updateTable('keys').set(values).where('id', '=', keyId).execute();

  it.each(changes)('in %s signs nothing', async (_what, change) => {
    count += 1;
    const keyId = `crd_victim_${count}`;
    const nonce = randomBytes(16);
    await signer.generateKey({ keyId, algorithm: 'P-256', nonce }, await as(mallory));
    const own = await aSigning();
    await change(keyId, own.keyId);
    const claims = { ...own.claims, credential_id: keyId, jti: `chl_victim_${count}` };
    const request = { ...own.request, keyId, assertion: await secondFactor.assert(claims, clock.now()) };
    expect(await refusal(signer.signDigests(request, await as(alice)))).toBe('KEY_RECORD_BROKEN');
  });

  it('in a swapped blob alone signs nothing', async () => {
    const [mine, other] = [await aSigning(), await aSigning()];
    const { sealedPrivateKey } = await database.db
      .selectFrom('keys')
      .select('sealedPrivateKey')
      .where('id', '=', other.keyId)
      .executeTakeFirstOrThrow();
    await set(mine.keyId, { sealedPrivateKey });
    expect(await refusal(signer.signDigests(mine.request, await as(alice)))).toBe('KEY_RECORD_BROKEN');
  });
});

it('lets each caller use the methods whose list it is on, and no other', async () => {
  expect(await findAccessFaults(service, SignerServiceService, access)).toEqual([]);
});
