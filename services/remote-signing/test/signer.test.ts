import { createPublicKey, randomBytes } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import type { DomainError } from '@countersign/errors';
import { newContext } from '@countersign/grpc';
import { createTestTrust } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashDigests } from '../src/signer/authorisation.ts';
import { createSecondFactorKeys } from './second-factor-keys.ts';
import {
  alice,
  digestOf,
  isSignature,
  mallory,
  openPolicy,
  refusal,
  startSigner,
  type TestSigner,
} from './signer-harness.ts';

let test: TestSigner;
beforeAll(async () => {
  test = await startSigner();
});
afterAll(() => test.close());

const newKey = (over: object = {}) => ({
  keyId: 'crd_new',
  algorithm: 'P-256',
  nonce: randomBytes(16),
  policy: undefined,
  ...over,
});
const actionsOf = async (keyId: string) =>
  (await listAudit(test.db, keyId, { after: 0, limit: 99 })).map(({ action }) => action);

describe('a key', () => {
  it.each([
    ['P-256', 'sha256', { namedCurve: 'prime256v1' }],
    ['P-384', 'sha384', { namedCurve: 'secp384r1' }],
    ['RSA-3072', 'sha256', { modulusLength: 3072, publicExponent: 65537n }],
  ])('of %s is proved by a signature over the nonce', async (algorithm, hash, details) => {
    const request = newKey({ keyId: `crd_pop_${algorithm}`, algorithm });
    const { publicKey, proofOfPossession, custody } = await test.signer.generateKey(request, await test.as(alice));
    const text = Buffer.concat([Buffer.from('countersign-key-possession'), request.nonce]);
    expect(isSignature(publicKey, text, proofOfPossession, hash)).toBe(true);
    expect(createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).asymmetricKeyDetails).toEqual(details);
    expect(custody).toBe('sealed');
  });

  it('is made once per id, also by 20 calls at the same time', async () => {
    const request = newKey({ keyId: 'crd_once' });
    const context = await test.as(alice);
    const answers = await Promise.all(Array.from({ length: 20 }, () => test.signer.generateKey(request, context)));
    expect(new Set(answers.map(({ publicKey }) => publicKey.toString('hex'))).size).toBe(1);
    expect(await actionsOf('crd_once')).toEqual(['key.generated']);
  });

  it('cannot be taken over by asking for its id, nor be another algorithm', async () => {
    const request = newKey({ keyId: 'crd_alices' });
    await test.signer.generateKey(request, await test.as(alice));
    expect(await refusal(test.signer.generateKey(request, await test.as(mallory)))).toBe('KEY_EXISTS');
    const other = { ...request, algorithm: 'P-384' };
    expect(await refusal(test.signer.generateKey(other, await test.as(alice)))).toBe('KEY_EXISTS');
  });

  const policy = (over: object) => ({ policy: { ...openPolicy, ...over } });
  it.each([
    ['KEY_ALGORITHM_UNSUPPORTED', { algorithm: 'RSA-2048' }],
    ['NONCE_INVALID', { nonce: Buffer.alloc(15) }],
    ['NONCE_INVALID', { nonce: Buffer.alloc(65) }],
    ['KEY_ID_INVALID', { keyId: '' }],
    ['KEY_POLICY_INVALID', policy({ maxDigests: 1001 })],
    ['KEY_POLICY_INVALID', policy({ factorKinds: ['kba'] })],
    ['KEY_POLICY_INVALID', policy({ factorKinds: ['emergency_code'] })],
    ['KEY_POLICY_INVALID', policy({ factorKinds: ['totp', 'totp'] })],
    ['KEY_POLICY_INVALID', policy({ factorKinds: ['Not a kind'] })],
  ])('is refused with %s for %o', async (reason, fault) => {
    expect(await refusal(test.signer.generateKey(newKey(fault), await test.as(alice)))).toBe(reason);
  });

  it('lies sealed in the database', async () => {
    const { keyId } = await test.prepare();
    const row = await test.db.selectFrom('keys').selectAll().where('id', '=', keyId).executeTakeFirstOrThrow();
    const opened = Buffer.from(row.sealedPrivateKey).toString('latin1');
    expect(opened).not.toMatch(/"d"|P-256|kty/);
    // What a PKCS #8 of an elliptic curve holds: id-ecPublicKey.
    expect(row.sealedPrivateKey.includes(Buffer.from('2a8648ce3d0201', 'hex'))).toBe(false);
  });

  it('is destroyed for good, by nobody in particular: blob gone, record kept, no signature any more', async () => {
    const { keyId, sign } = await test.authorised();
    await test.signer.destroyKey({ keyId });
    await test.signer.destroyKey({ keyId });
    const row = await test.db.selectFrom('keys').selectAll().where('id', '=', keyId).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'destroyed', version: 2, sealedPrivateKey: Buffer.alloc(0) });
    const context = await test.as(alice);
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('KEY_NOT_ACTIVE');
    expect(await refusal(test.signer.generateKey(newKey({ keyId }), context))).toBe('KEY_EXISTS');
    expect(await refusal(test.signer.suspendKey({ keyId, cause: 'by_owner' }))).toBe('KEY_NOT_ACTIVE');
    expect(await refusal(test.signer.resumeKey({ keyId }, context))).toBe('KEY_NOT_ACTIVE');
    expect(await refusal(test.signer.setKeyPolicy({ keyId, policy: undefined }, context))).toBe('KEY_NOT_FOUND');
    expect(await refusal(test.signer.destroyKey({ keyId: 'crd_none' }))).toBe('KEY_NOT_FOUND');
    expect(await actionsOf(keyId)).toEqual(['key.generated', 'digests.authorised', 'key.destroyed']);
  });

  it('rests from a suspension until its owner resumes it after a fresh second factor', async () => {
    const { keyId, sign } = await test.authorised();
    const now = test.clock.now().getTime();
    const [fresh, stale] = await Promise.all([
      test.as({ ...alice, authenticatedAt: new Date(now - 600_000) }),
      test.as({ ...alice, authenticatedAt: new Date(now - 601_000) }),
    ]);
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    await test.signer.suspendKey({ keyId, cause: 'factor_replaced' });
    expect(await refusal(test.signer.signDigests(sign, fresh))).toBe('KEY_NOT_ACTIVE');
    const { request } = await test.prepare({ keyId });
    expect(await refusal(test.signer.authorise(request, fresh))).toBe('KEY_NOT_ACTIVE');
    expect(await refusal(test.signer.resumeKey({ keyId }, stale))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    expect(await refusal(test.signer.resumeKey({ keyId }, await test.as(mallory)))).toBe('KEY_NOT_FOUND');
    await test.signer.resumeKey({ keyId }, fresh);
    await test.signer.resumeKey({ keyId }, fresh);
    expect((await test.signer.signDigests(sign, fresh)).signatures).toHaveLength(1);
    expect(await actionsOf(keyId)).toEqual([
      'key.generated',
      'digests.authorised',
      'key.suspended',
      'key.resumed',
      'digests.signed',
    ]);
  });

  it('waits in a pool where it takes long to make; each is given away once', async () => {
    await test.pool.fill();
    expect(await test.pool.count()).toBe(1n);
    const pooled = await test.db.selectFrom('pooledKeys').selectAll().executeTakeFirstOrThrow();
    const { request, publicKey, texts, keyId } = await test.prepare({ algorithm: 'RSA-3072' });
    expect(publicKey).toEqual(pooled.publicKey);
    expect(await test.pool.count()).toBe(0n);
    const { handle } = await test.signer.authorise(request, await test.as(alice));
    const sign = { ...request, keyId, handle, signedAttributes: [] };
    const { signatures } = await test.signer.signDigests(sign, await test.as(alice));
    expect(isSignature(publicKey, texts[0] ?? '', signatures[0])).toBe(true);
    expect(await test.metrics.getSingleMetricAsString('signatures_total')).toMatch(
      /signatures_total\{key_kind="[^"]+",outcome="made",service="signer"\} [1-9]/,
    );
  });

  it('from the pool whose record was changed is given to nobody', async () => {
    await test.pool.fill();
    await test.db
      .updateTable('pooledKeys')
      .set({ publicKey: (await test.prepare()).publicKey })
      .execute();
    const before = await test.db.selectFrom('pooledKeys').select('publicKey').executeTakeFirstOrThrow();
    const { publicKey } = await test.prepare({ algorithm: 'RSA-3072' });
    expect(publicKey).not.toEqual(before.publicKey);
    expect(createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('rsa');
    expect(await test.metrics.getSingleMetricAsString('signer_calls_total')).toContain(
      'operation="take_pooled",outcome="KEY_RECORD_BROKEN"',
    );
  });
});

describe('the policy of a key', () => {
  const bound = { amr: ['otp', 'pin'], factor: { id: 'aut_1', kind: 'soft_token' }, bound: true };
  it.each([
    ['a kind that it lists', 'ok', { factorKinds: ['totp', 'grid'] }, {}],
    ['a kind that it does not list', 'FACTOR_NOT_PERMITTED', { factorKinds: ['soft_token'] }, {}],
    [
      'e-mail, which it does not list',
      'FACTOR_NOT_PERMITTED',
      { factorKinds: ['totp'] },
      { factor: { id: 'a', kind: 'email' } },
    ],
    ['e-mail, which it lists', 'ok', { factorKinds: ['email'] }, { factor: { id: 'a', kind: 'email' } }],
    [
      'a code for anything where one for these digests is asked for',
      'FACTOR_NOT_PERMITTED',
      { contentBound: true },
      {},
    ],
    ['a code for these digests', 'ok', { contentBound: true }, bound],
    ['more digests than it lets pass', 'TOO_MANY_DIGESTS', { maxDigests: 1 }, {}],
  ])('decides on %s', async (_what, outcome, policy, claims) => {
    const { request } = await test.prepare({ policy, claims, texts: ['one', 'two'] });
    const answer = test.signer.authorise(request, await test.as(alice));
    expect(await (outcome === 'ok' ? answer.then(() => 'ok') : refusal(answer))).toBe(outcome);
  });

  it('is changed by its owner after a fresh second factor, and by nobody else', async () => {
    const { keyId, sign } = await test.authorised();
    const { request } = await test.prepare({ keyId });
    const fresh = await test.as(alice);
    const policy = { ...openPolicy, factorKinds: ['soft_token'], contentBound: true, maxDigests: 3 };
    expect(await refusal(test.signer.setKeyPolicy({ keyId, policy }, await test.as(mallory)))).toBe('KEY_NOT_FOUND');
    const stale = await test.as({ ...alice, authenticatedAt: new Date(test.clock.now().getTime() - 601_000) });
    expect(await refusal(test.signer.setKeyPolicy({ keyId, policy }, stale))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    await test.signer.setKeyPolicy({ keyId, policy }, fresh);
    await test.signer.setKeyPolicy({ keyId, policy }, fresh);
    expect(await refusal(test.signer.authorise(request, fresh))).toBe('FACTOR_NOT_PERMITTED');
    // Nor does what was authorised before get around it.
    expect(await refusal(test.signer.signDigests(sign, fresh))).toBe('FACTOR_NOT_PERMITTED');
    const records = await listAudit(test.db, keyId, { after: 0, limit: 9 });
    expect(records.slice(2).map(({ action, detail }) => [action, detail])).toEqual([
      ['key.policy_set', { kinds: ['soft_token'], contentBound: true, maxDigests: 3 }],
    ]);
  });
});

describe('an authorisation', () => {
  it('is level 2 for a code that was made for the digests, and else level 1', async () => {
    const [one, two] = await Promise.all([test.authorised(), test.authorised({ claims: { bound: true } })]);
    expect([one.authorisation.soleControlLevel, two.authorisation.soleControlLevel]).toEqual([1, 2]);
    expect(one.authorisation.handle).toMatch(/^[\w-]{43}$/);
    expect(one.authorisation.authorisationId).toMatch(/^sad_/);
    expect(one.authorisation.expiresAt?.getTime()).toBe(test.clock.now().getTime() + 300_000);
    const rows = await test.db.selectFrom('authorisations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(one.authorisation.handle);
  });

  it('ends with the age of its assertion', async () => {
    const at = new Date(test.clock.now().getTime() - 100_000);
    const { authorisation, sign } = await test.authorised({ at });
    expect(authorisation.expiresAt?.getTime()).toBe(at.getTime() + 300_000);
    test.clock.advance(200_000);
    expect(await refusal(test.signer.signDigests(sign, await test.as(alice)))).toBe('AUTHORISATION_EXPIRED');
  });

  it('is given again within a minute to the same client, and the first handle ends', async () => {
    const { request, sign, authorisation, actor } = await test.authorised({ order: { clientId: 'app_1' } });
    const context = await test.as(alice);
    test.clock.advance(60_000);
    expect(await refusal(test.signer.authorise({ ...request, clientId: 'app_2' }, context))).toBe('AUTHORISATION_USED');
    const second = await test.signer.authorise(request, context);
    expect(second.authorisationId).toBe(authorisation.authorisationId);
    const application = await test.as(actor);
    expect(await refusal(test.signer.signDigests(sign, application))).toBe('AUTHORISATION_NOT_FOUND');
    await test.signer.signDigests({ ...sign, handle: second.handle }, application);
    expect(await refusal(test.signer.authorise(request, context))).toBe('AUTHORISATION_USED');
  });

  it('is not given again later, nor twice by requests at the same time with a handle that works for both', async () => {
    const { request } = await test.authorised();
    const context = await test.as(alice);
    test.clock.advance(60_001);
    expect(await refusal(test.signer.authorise(request, context))).toBe('AUTHORISATION_USED');
    const { request: other } = await test.prepare();
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => test.signer.authorise(other, context)));
    const handles = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.handle] : []));
    const works = await Promise.allSettled(
      handles.map((handle) => test.signer.signDigests({ ...other, handle, signedAttributes: [] }, context)),
    );
    expect(works.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each<[string, string, object]>([
    ['ASSERTION_INVALID', 'another user', { sub: mallory.userId }],
    ['ASSERTION_INVALID', 'another session', { sid: 'ses_other' }],
    ['ASSERTION_INVALID', 'no session', { sid: undefined }],
    ['ASSERTION_INVALID', 'another key', { credential_id: 'crd_other' }],
    ['ASSERTION_INVALID', 'another issuer', { iss: 'identity' }],
    ['ASSERTION_INVALID', 'another audience', { aud: 'countersign' }],
    ['ASSERTION_INVALID', 'an end in the past', { exp: 1 }],
    ['ASSERTION_INVALID', 'no proof', { amr: undefined }],
    ['ASSERTION_INVALID', 'no factor', { factor: undefined }],
    ['ASSERTION_INVALID', 'answers to questions', { amr: ['kba'] }],
    ['ASSERTION_INVALID', 'an emergency code', { amr: ['pwd', 'emergency'] }],
    ['ASSERTION_INVALID', 'an emergency code as the factor', { factor: { id: 'aut_1', kind: 'emergency_code' } }],
    ['ASSERTION_INVALID', 'a proof that is no list', { amr: 'otp' }],
    ['ASSERTION_INVALID', 'no word on whether it is bound', { bound: undefined }],
    ['ASSERTION_INVALID', 'a time that is none', { auth_time: 'now' }],
    ['DIGESTS_NOT_AUTHORISED', 'no digests', { digests: [] }],
    ['DIGESTS_NOT_AUTHORISED', 'another digest', { digests: [digestOf('other').toString('base64url')] }],
  ])('is refused with %s to an assertion for %s', async (reason, _what, claims) => {
    const { request } = await test.prepare({ claims });
    expect(await refusal(test.signer.authorise(request, await test.as(alice)))).toBe(reason);
  });

  it('is refused to an assertion that is older than 300 seconds, or of later than now', async () => {
    const now = test.clock.now().getTime();
    const far = { exp: Math.floor(now / 1000) + 3600 };
    for (const at of [new Date(now - 306_000), new Date(now + 10_000)]) {
      // oxlint-disable-next-line no-await-in-loop
      const { request } = await test.prepare({ at, claims: far });
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.authorise(request, await test.as(alice)))).toBe('ASSERTION_INVALID');
    }
  });

  it('is refused to forged, cut and unsigned assertions', async () => {
    const { request, claims } = await test.prepare();
    const forger = await createSecondFactorKeys();
    const [, payload = ''] = request.assertion.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forgeries = [
      await forger.assert(claims, test.clock.now()),
      request.assertion.slice(0, -4),
      `${none}.${payload}.`,
      '',
      'a.b.c',
    ];
    const context = await test.as(alice);
    const reasons = await Promise.all(
      forgeries.map((assertion) => refusal(test.signer.authorise({ ...request, assertion }, context))),
    );
    expect(reasons).toEqual(forgeries.map(() => 'ASSERTION_INVALID'));
  });

  it('is refused for more, fewer, swapped, repeated or wrong digests than were asserted', async () => {
    const { request } = await test.prepare({ texts: ['a', 'b'] });
    const [a, b] = request.digests as [Buffer, Buffer];
    const context = await test.as(alice);
    const refused = (digests: Buffer[], hashAlgorithm = 'SHA-256') =>
      refusal(test.signer.authorise({ ...request, digests, hashAlgorithm }, context));
    const others = [[a], [b, a], [a, a], [a, b, b], [a, digestOf('c')]];
    expect(await Promise.all(others.map((digests) => refused(digests)))).toEqual(
      others.map(() => 'DIGESTS_NOT_AUTHORISED'),
    );
    const wrong = [[], [a.subarray(1)], [Buffer.alloc(48)], Array.from({ length: 1001 }, () => a)];
    expect(await Promise.all(wrong.map((digests) => refused(digests)))).toEqual(wrong.map(() => 'DIGEST_INVALID'));
    expect(await refused([a, b], 'SHA-384')).toBe('DIGEST_INVALID');
    expect(await refused([a, b], 'SHA-1')).toBe('DIGEST_INVALID');
  });

  it('is refused to another user, to nobody, to a set-up session and to a login with one factor', async () => {
    const { request, sign } = await test.authorised();
    const calls = [
      [await test.as(mallory), 'KEY_NOT_FOUND'],
      [{ context: newContext() }, 'AUTHENTICATION_REQUIRED'],
      [await test.as({ ...alice, scope: 'set-up' }), 'SET_UP_REQUIRED'],
      [await test.as({ ...alice, acr: 'urn:countersign:aal1' }), 'INSUFFICIENT_USER_AUTHENTICATION'],
      [{ context: newContext({ actorToken: await (await createTestTrust()).tokenFor(alice) }) }, 'TOKEN_INVALID'],
    ] as const;
    for (const [context, reason] of calls) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.authorise(request, context))).toBe(reason);
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.signDigests(sign, context))).toBe(reason);
    }
  });
});

describe('a signing', () => {
  it('signs every digest as it is, in order, and keeps how it was proved in the chain of the key', async () => {
    const texts = Array.from({ length: 100 }, (_, index) => `page ${index}`);
    const { sign, publicKey, keyId, authorisation } = await test.authorised({ texts, claims: { bound: true } });
    const { signatures } = await test.signer.signDigests(sign, await test.as(alice));
    expect(signatures).toHaveLength(100);
    texts.forEach((text, index) => expect(isSignature(publicKey, text, signatures[index])).toBe(true));
    expect(await verifyAudit(test.db, keyId)).toEqual({ ok: true });
    const [, given, made] = await listAudit(test.db, keyId, { after: 0, limit: 9 });
    expect(given).toMatchObject({
      action: 'digests.authorised',
      subject: authorisation.authorisationId,
      detail: { digests: 100, level: 2, amr: ['otp'], factor: 'aut_1', kind: 'totp', bound: true },
    });
    expect(made).toMatchObject({
      action: 'digests.signed',
      subject: authorisation.authorisationId,
      detail: { digests: 100 },
    });
  });

  it.each([
    ['P-384', 'SHA-384'],
    ['P-256', 'SHA-512'],
  ])('works with %s and %s', async (algorithm, hash) => {
    const { sign, publicKey, texts } = await test.authorised({ algorithm, hash });
    const { signatures } = await test.signer.signDigests(sign, await test.as(alice));
    expect(isSignature(publicKey, texts[0] ?? '', signatures[0], hash.replace('-', ''))).toBe(true);
  });

  it('may take a part of the digests at a time, each as often as it was authorised', async () => {
    const { sign } = await test.authorised({ texts: ['a', 'b', 'a', 'c'] });
    const [a, b, , c] = sign.digests as [Buffer, Buffer, Buffer, Buffer];
    const context = await test.as(alice);
    const part = (...digests: Buffer[]) => test.signer.signDigests({ ...sign, digests }, context);
    expect(await refusal(part(a, a, a))).toBe('DIGESTS_NOT_AUTHORISED');
    expect(await refusal(part(digestOf('d')))).toBe('DIGESTS_NOT_AUTHORISED');
    expect((await part(c, a)).signatures).toHaveLength(2);
    expect(await refusal(part(b, c))).toBe('AUTHORISATION_USED');
    expect((await part(b)).signatures).toHaveLength(1);
    expect((await part(a)).signatures).toHaveLength(1);
    expect(await refusal(part(a, b))).toBe('AUTHORISATION_USED');
  });

  it('answers an identical call within a minute with the stored bytes, and no other use', async () => {
    const { sign } = await test.authorised({ texts: ['a', 'b'] });
    const context = await test.as(alice);
    const first = await test.signer.signDigests(sign, context);
    test.clock.advance(60_000);
    expect(await test.signer.signDigests(sign, context)).toEqual(first);
    const swapped = { ...sign, digests: sign.digests.toReversed() };
    expect(await refusal(test.signer.signDigests(swapped, context))).toBe('AUTHORISATION_USED');
    expect(await refusal(test.signer.signDigests({ ...sign, clientId: 'app_1' }, context))).toBe(
      'AUTHORISATION_NOT_FOUND',
    );
    test.clock.advance(1);
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('AUTHORISATION_USED');
  });

  it('happens once when 20 identical calls come at the same time; all get the same signature', async () => {
    const { sign, keyId } = await test.authorised({ texts: ['a', 'b', 'c'] });
    const context = await test.as(alice);
    const answers = await Promise.all(Array.from({ length: 20 }, () => test.signer.signDigests(sign, context)));
    expect(new Set(answers.map(({ signatures }) => Buffer.concat(signatures).toString('hex'))).size).toBe(1);
    expect((await actionsOf(keyId)).filter((action) => action === 'digests.signed')).toHaveLength(1);
  });

  it('happens once per digest when calls with other parts come at the same time', async () => {
    const texts = ['a', 'b', 'c', 'd'];
    const { sign } = await test.authorised({ texts });
    const context = await test.as(alice);
    const pairs = sign.digests.flatMap((one, index) => sign.digests.slice(index + 1).map((other) => [one, other]));
    const answers = await Promise.allSettled(
      pairs.map((digests) => test.signer.signDigests({ ...sign, digests }, context)),
    );
    const signed = answers.flatMap((answer, index) => (answer.status === 'fulfilled' ? (pairs[index] ?? []) : []));
    expect(signed.length).toBeGreaterThan(0);
    expect(new Set(signed.map(String)).size).toBe(signed.length);
    const reasons = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [(answer.reason as DomainError).reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['AUTHORISATION_USED']));
    const { count } = await test.db
      .selectFrom('authorisedDigests')
      .innerJoin('authorisations', 'authorisations.jti', 'authorisedDigests.jti')
      .where('keyId', '=', sign.keyId)
      .where('signature', 'is not', null)
      .select(({ fn }) => fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(BigInt(signed.length));
  });

  it('that was reserved before a crash counts as used, is never made, and is told', async () => {
    const { sign, claims, keyId } = await test.authorised({ texts: ['a', 'b'] });
    await test.crashWhileSigning(sign);
    const rows = () => test.db.selectFrom('authorisedDigests').select('state').where('jti', '=', claims.jti).execute();
    expect(await rows()).toEqual([{ state: 'reserved' }, { state: 'reserved' }]);
    const used = await test.as(alice);
    expect(await refusal(test.signer.signDigests(sign, used))).toBe('AUTHORISATION_USED');
    expect(await test.giveUpLost()).toBe(0);
    test.clock.advance(121_000);
    expect(await test.giveUpLost()).toBe(1);
    expect(await test.giveUpLost()).toBe(0);
    expect(await refusal(test.signer.signDigests(sign, used))).toBe('AUTHORISATION_USED');
    expect(await rows()).toEqual([{ state: 'reserved' }, { state: 'reserved' }]);
    const records = await listAudit(test.db, keyId, { after: 2, limit: 9 });
    expect(records.map(({ action, detail }) => [action, detail['digests']])).toEqual([['digests.lost', 2]]);
  }, 15_000);

  it('is refused with another hash, other digests, an unknown handle and the key of another authorisation', async () => {
    const [{ sign }, other] = await Promise.all([test.authorised(), test.authorised()]);
    const context = await test.as(alice);
    const longer = [digestOf('x', 'sha384')];
    const calls = [
      [{ hashAlgorithm: 'SHA-384', digests: longer }, 'SIGN_ALGORITHM_MISMATCH'],
      [{ hashAlgorithm: 'SHA-384' }, 'DIGEST_INVALID'],
      [{ digests: longer }, 'DIGEST_INVALID'],
      [{ digests: [] }, 'DIGEST_INVALID'],
      [{ handle: '' }, 'AUTHORISATION_NOT_FOUND'],
      [{ handle: other.sign.handle }, 'AUTHORISATION_NOT_FOUND'],
      [{ keyId: other.keyId }, 'AUTHORISATION_NOT_FOUND'],
      [{ clientId: 'app_1' }, 'AUTHORISATION_NOT_FOUND'],
      [{ keyId: 'crd_none' }, 'KEY_NOT_FOUND'],
    ] as const;
    for (const [fault, reason] of calls) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.signDigests({ ...sign, ...(fault as object) }, context))).toBe(reason);
    }
    const rows = await test.db
      .selectFrom('authorisations')
      .select('digestsHash')
      .where('keyId', '=', sign.keyId)
      .execute();
    expect(rows).toEqual([{ digestsHash: hashDigests(sign.digests) }]);
    expect((await test.signer.signDigests(sign, context)).signatures).toHaveLength(1);
  });
});

it('lets each caller use the methods whose list it is on, and no other', async () => {
  expect(await test.accessFaults()).toEqual([]);
});
