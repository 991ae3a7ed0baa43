import { createHash } from 'node:crypto';
import { listAudit, verifyAudit } from '@countersign/audit';
import { identifiers, writeAttribute } from '@countersign/cms';
import { writeObjectIdentifier, writeOctetString, writeSequence, writeSetOf } from '@countersign/der';
import { type AuthoriseRequest, DigestKind } from '@countersign/proto/signer';
import type { TestActor } from '@countersign/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Updateable } from 'kysely';
import type { AuthorisationTable } from '../src/signer/database.ts';
import type { AssertionClaims } from './second-factor-keys.ts';
import { alice, digestOf, isSignature, mallory, refusal, startSigner, type TestSigner } from './signer-harness.ts';

let test: TestSigner;
beforeAll(async () => {
  test = await startSigner();
});
afterAll(() => test.close());

const open = { openSignatures: 1_000_000, openSeconds: 86_400 };
type Order = Partial<AuthoriseRequest>;

/** A key that lets digests be named later, and an authorisation of so many signatures, for an application. */
const openFor = (signatures: number, { order = {}, texts = ['a'] }: { order?: Order; texts?: string[] } = {}) =>
  test.authorised({
    texts,
    policy: open,
    claims: { signatures, bound: true },
    order: { clientId: 'app_1', signatures, ...order },
  });

const texts = (count: number, prefix = 'later') => Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
const digestsOf = (count: number, prefix?: string) => texts(count, prefix).map((text) => digestOf(text));
const setHeader = (jti: string, values: Updateable<AuthorisationTable>) =>
  test.db.updateTable('authorisations').set(values).where('jti', '=', jti).execute();
const headerRow = (jti: string) =>
  test.db.selectFrom('authorisations').selectAll().where('jti', '=', jti).executeTakeFirstOrThrow();
const consumed = async (jti: string) =>
  (
    await test.db
      .selectFrom('authorisedDigests')
      .select('digest')
      .where('jti', '=', jti)
      .where('signature', 'is not', null)
      .execute()
  ).length;

/** Signed attributes (RFC 5652 5.3) over a content. */
const attributesOf = (content: Buffer) =>
  writeSetOf(
    writeAttribute(identifiers.contentType, writeObjectIdentifier(identifiers.data)),
    writeAttribute(identifiers.messageDigest, writeOctetString(content)),
    writeAttribute(
      identifiers.signingCertificateV2,
      writeSequence(writeSequence(writeSequence(writeOctetString(Buffer.alloc(32, 7))))),
    ),
  );

describe('a token of an application', () => {
  const service: TestActor = { ...alice, client: { id: 'app_1', scope: 'service' } };
  const asked = { claims: { client_id: 'app_1' } };

  it('of scope service authorises for itself alone, by an assertion that its token asked for', async () => {
    const context = await test.as(service);
    const { request } = await test.prepare(asked);
    const own = { ...request, clientId: 'app_1' };
    expect(await refusal(test.signer.authorise(request, context))).toBe('CLIENT_NOT_PERMITTED');
    expect(await refusal(test.signer.authorise({ ...own, clientId: 'app_2' }, context))).toBe('CLIENT_NOT_PERMITTED');
    // Nor does another application, nor the user himself, use what it asked for; nor it what he did.
    const other = await test.as({ ...alice, client: { id: 'app_2', scope: 'service' } });
    expect(await refusal(test.signer.authorise({ ...own, clientId: 'app_2' }, other))).toBe('ASSERTION_INVALID');
    expect(await refusal(test.signer.authorise(own, await test.as(alice)))).toBe('ASSERTION_INVALID');
    const { request: his } = await test.prepare();
    expect(await refusal(test.signer.authorise({ ...his, clientId: 'app_1' }, context))).toBe('ASSERTION_INVALID');
    const { request: malformed } = await test.prepare({ claims: { client_id: '' } });
    expect(await refusal(test.signer.authorise({ ...malformed, clientId: 'app_1' }, context))).toBe(
      'ASSERTION_INVALID',
    );
    expect((await test.signer.authorise(own, context)).soleControlLevel).toBe(1);
  });

  it('of another scope authorises nothing; only that of an authorisation signs, and only with it', async () => {
    const { sign, request, actor, keyId } = await test.authorised({ order: { clientId: 'app_1' } });
    const second = await test.authorised({ order: { clientId: 'app_1' } });
    const credential = actor.client;
    if (credential === undefined) throw new Error('no application');
    const extend = { ...sign, digests: digestsOf(1) };
    for (const scope of ['service', 'application', 'credential-creation', 'credential-deletion'] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const context = await test.as({ ...alice, client: { ...credential, scope } });
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.signDigests(sign, context))).toBe('CLIENT_NOT_PERMITTED');
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.extendAuthorisation(extend, context))).toBe('CLIENT_NOT_PERMITTED');
    }
    expect(await refusal(test.signer.authorise(request, await test.as(actor)))).toBe('CLIENT_NOT_PERMITTED');
    const others: TestActor[] = [
      alice,
      { ...alice, client: { ...credential, id: 'app_2' } },
      { ...alice, client: { ...credential, credentialId: second.keyId } },
      { ...alice, client: { id: 'app_1', scope: 'credential', credentialId: keyId } },
      second.actor,
    ];
    for (const other of others) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.signDigests(sign, await test.as(other)))).toBe('AUTHORISATION_NOT_FOUND');
    }
    const stolen = await test.as({ ...mallory, client: credential });
    expect(await refusal(test.signer.signDigests(sign, stolen))).toBe('KEY_NOT_FOUND');
    // The name of another application does not help, nor does the lack of one.
    for (const clientId of ['', 'app_2']) {
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await refusal(test.signer.signDigests({ ...sign, clientId }, await test.as(actor)));
      expect(outcome).toBe('AUTHORISATION_NOT_FOUND');
    }
    expect((await test.signer.signDigests(sign, await test.as(actor))).signatures).toHaveLength(1);
  });

  it('makes a key only where that is what it is for', async () => {
    const order = { keyId: 'crd_by_application', algorithm: 'P-256', nonce: Buffer.alloc(16), policy: undefined };
    expect(await refusal(test.signer.generateKey(order, await test.as(service)))).toBe('CLIENT_NOT_PERMITTED');
    const creation = await test.as({ ...alice, client: { id: 'app_1', scope: 'credential-creation' } });
    expect((await test.signer.generateKey(order, creation)).custody).toBe('sealed');
    const change = { keyId: order.keyId, policy: undefined };
    expect(await refusal(test.signer.setKeyPolicy(change, creation))).toBe('CLIENT_NOT_PERMITTED');
    expect(await refusal(test.signer.resumeKey({ keyId: order.keyId }, creation))).toBe('CLIENT_NOT_PERMITTED');
  });
});

describe('the level of sole control', () => {
  it.each<[number, string, Partial<AssertionClaims>, Order]>([
    [1, 'a code for anything', {}, {}],
    [2, 'a code that was made for the digests', { bound: true }, {}],
    [2, 'a code for anything on our own page, which showed them', { shown: true }, {}],
    [2, 'the same for contents', { shown: true }, { digestKind: DigestKind.CONTENT }],
    [1, 'digests of documents', { shown: true, bound: true }, { digestKind: DigestKind.DOCUMENT }],
    [1, 'digests that are named later', { shown: true, bound: true, signatures: 2 }, { signatures: 2 }],
  ])('is %i for %s', async (level, _what, claims, order) => {
    const { authorisation } = await test.authorised({ claims, order, policy: open });
    expect(authorisation.soleControlLevel).toBe(level);
  });

  it('2 is kept by a key that asks for codes which are bound to what is signed', async () => {
    const policy = { contentBound: true };
    const shown = await test.prepare({ policy, claims: { shown: true } });
    expect(await refusal(test.signer.authorise(shown.request, await test.as(alice)))).toBe('FACTOR_NOT_PERMITTED');
    const bound = await test.prepare({ policy, claims: { bound: true } });
    const document = { ...bound.request, digestKind: DigestKind.DOCUMENT };
    expect(await refusal(test.signer.authorise(document, await test.as(alice)))).toBe('DIGEST_INVALID');
    const nonce = Buffer.alloc(16);
    const key = {
      keyId: 'crd_both',
      algorithm: 'P-256',
      nonce,
      policy: { factorKinds: [], maxDigests: 0, ...policy, ...open },
    };
    expect(await refusal(test.signer.generateKey(key, await test.as(alice)))).toBe('KEY_POLICY_INVALID');
  });
});

describe('signatures whose digests are named later', () => {
  it.each<[string, object, Partial<AssertionClaims>, Order]>([
    ['TOO_MANY_DIGESTS', {}, { signatures: 2 }, { signatures: 2 }],
    ['TOO_MANY_DIGESTS', { openSignatures: 1 }, { signatures: 3 }, { signatures: 3 }],
    ['DIGESTS_NOT_AUTHORISED', open, {}, { signatures: 2 }],
    ['DIGESTS_NOT_AUTHORISED', open, { signatures: 3 }, { signatures: 2 }],
    ['DIGESTS_NOT_AUTHORISED', open, { signatures: 2 }, {}],
    ['DIGESTS_NOT_AUTHORISED', open, { signatures: 2 }, { signatures: 2, digests: [] }],
    ['DIGEST_INVALID', open, { signatures: 2, digests: [] }, { digests: [] }],
    ['DIGEST_INVALID', open, { signatures: 2, digests: [] }, { signatures: 2, digests: [], hashAlgorithm: '' }],
    ['DIGEST_INVALID', open, {}, { signatures: 1, digests: digestsOf(2) }],
    ['DIGEST_INVALID', open, {}, { digestKind: DigestKind.UNRECOGNIZED }],
    ['ASSERTION_INVALID', open, { signatures: 0 }, {}],
    ['ASSERTION_INVALID', open, { signatures: 1.5 }, {}],
    ['ASSERTION_INVALID', open, { signatures: '2' }, { signatures: 2 }],
    ['ASSERTION_INVALID', open, { shown: 'yes' }, {}],
  ])(
    'are refused with %s where policy, assertion and request do not agree (%#)',
    async (reason, policy, claims, order) => {
      const { request } = await test.prepare({ policy, claims });
      expect(await refusal(test.signer.authorise({ ...request, ...order }, await test.as(alice)))).toBe(reason);
    },
  );

  it.each([{ openSignatures: 1_000_001 }, { openSeconds: 8_208_001 }])(
    'are refused in a policy with %o',
    async (over) => {
      const policy = {
        factorKinds: [],
        contentBound: false,
        maxDigests: 0,
        openSignatures: 0,
        openSeconds: 0,
        ...over,
      };
      const key = { keyId: 'crd_too_open', algorithm: 'P-256', nonce: Buffer.alloc(16), policy };
      expect(await refusal(test.signer.generateKey(key, await test.as(alice)))).toBe('KEY_POLICY_INVALID');
    },
  );

  it('are made for any digests until so many were, each call once', async () => {
    const { sign, actor, publicKey, keyId, authorisation } = await openFor(4);
    const context = await test.as(actor);
    const later = texts(3);
    const call = { ...sign, digests: [...sign.digests, ...later.slice(0, 2).map((text) => digestOf(text))] };
    const { signatures, receipt } = await test.signer.signDigests(call, context);
    expect(['a', ...later].slice(0, 3).every((text, at) => isSignature(publicKey, text, signatures[at]))).toBe(true);
    const told = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(told).toMatchObject({ signatures: 4, level: 1, client_id: 'app_1', digest_kind: 'to_be_signed' });
    // The identical call gets the same; two more are too many, one is not.
    expect((await test.signer.signDigests(call, context)).receipt).toBe(receipt);
    const rest = { ...sign, digests: digestsOf(2, 'rest') };
    expect(await refusal(test.signer.signDigests(rest, context))).toBe('AUTHORISATION_USED');
    await test.signer.signDigests({ ...sign, digests: digestsOf(1, 'last') }, context);
    expect(await refusal(test.signer.signDigests({ ...sign, digests: digestsOf(1) }, context))).toBe(
      'AUTHORISATION_USED',
    );
    const records = await listAudit(test.db, keyId, { after: 1, limit: 9 });
    const named = { digests: 1, signatures: 4, named: 1, client: 'app_1', level: 1 };
    expect(records.map(({ action, subject, detail }) => [action, subject, detail])).toEqual([
      ['digests.authorised', authorisation.authorisationId, expect.objectContaining(named)],
      ['digests.signed', authorisation.authorisationId, expect.objectContaining({ digests: 3, named: 3 })],
      ['digests.signed', authorisation.authorisationId, expect.objectContaining({ digests: 1, named: 4 })],
    ]);
    expect(await verifyAudit(test.db, keyId)).toEqual({ ok: true });
  });

  it('need no digest at first, and hold as long as the policy lets them', async () => {
    const none = { claims: { signatures: 3, digests: [] }, order: { signatures: 3, digests: [] } };
    const [short, long] = await Promise.all([
      test.authorised({ ...none, policy: { openSignatures: 3 }, order: { ...none.order, openSeconds: 86_400 } }),
      test.authorised({ ...none, policy: open, order: { ...none.order, openSeconds: 100_000 } }),
    ]);
    const now = test.clock.now().getTime();
    expect(short.authorisation.expiresAt?.getTime()).toBe(now + 300_000);
    expect(long.authorisation.expiresAt?.getTime()).toBe(now + 86_400_000);
    test.clock.advance(86_000_000);
    const context = await test.as(alice);
    const one = { ...long.sign, digests: digestsOf(1, 'after a day') };
    expect((await test.signer.signDigests(one, context)).signatures).toHaveLength(1);
    expect(await refusal(test.signer.signDigests({ ...short.sign, digests: one.digests }, context))).toBe(
      'AUTHORISATION_EXPIRED',
    );
    // A policy that became stricter counts at once.
    const policy = { factorKinds: [], contentBound: false, maxDigests: 0, openSignatures: 3, openSeconds: 3_600 };
    await test.signer.setKeyPolicy({ keyId: long.keyId, policy }, context);
    const two = { ...long.sign, digests: digestsOf(1, 'too late') };
    expect(await refusal(test.signer.signDigests(two, context))).toBe('AUTHORISATION_EXPIRED');
    expect(await refusal(test.signer.extendAuthorisation(two, context))).toBe('AUTHORISATION_EXPIRED');
    await test.signer.setKeyPolicy(
      { keyId: long.keyId, policy: { ...policy, openSignatures: 2, openSeconds: 86_400 } },
      context,
    );
    expect(await refusal(test.signer.signDigests(two, context))).toBe('TOO_MANY_DIGESTS');
  });

  it('are never more, whatever comes at the same time; of two calls for the last one is answered', async () => {
    const { sign, actor, claims } = await openFor(10);
    const context = await test.as(actor);
    const call = (digests: Buffer[]) => test.signer.signDigests({ ...sign, digests }, context);
    // One call twenty times is one.
    const same = await Promise.all(Array.from({ length: 20 }, () => call(digestsOf(2, 'same'))));
    expect(new Set(same.map(({ receipt }) => receipt)).size).toBe(1);
    expect(await consumed(claims.jti)).toBe(2);
    const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => call(digestsOf(2, `race ${at}`))));
    // Seven are left beside that of the digest that was named.
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await consumed(claims.jti)).toBe(8);
    const last = await Promise.allSettled([call(digestsOf(1, 'this')), call(digestsOf(1, 'that'))]);
    expect(last.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(last.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { reason: 'AUTHORISATION_USED' },
    });
  });

  it('that were reserved before a crash count as made', async () => {
    const { sign, actor, claims } = await openFor(3);
    const call = { ...sign, digests: digestsOf(2) };
    await test.crashWhileSigning(call, actor);
    const context = await test.as(actor);
    expect(await refusal(test.signer.signDigests(call, context))).toBe('AUTHORISATION_USED');
    expect(await headerRow(claims.jti)).toMatchObject({ named: 3, signatures: 3 });
    test.clock.advance(130_000);
    expect(await test.giveUpLost()).toBe(1);
    expect(await refusal(test.signer.signDigests(call, context))).toBe('AUTHORISATION_USED');
    expect((await test.signer.signDigests(sign, context)).signatures).toHaveLength(1);
  }, 15_000);

  it('are found among thousands', async () => {
    const { sign, actor, claims } = await openFor(3000);
    const context = await test.as(actor);
    const { handle } = await test.signer.extendAuthorisation({ ...sign, digests: digestsOf(1000, 'x') }, context);
    const again = await test.signer.extendAuthorisation({ ...sign, handle, digests: digestsOf(1000, 'y') }, context);
    const digests = [...digestsOf(10, 'y'), ...digestsOf(10, 'x'), ...digestsOf(10, 'z'), ...sign.digests];
    const { signatures } = await test.signer.signDigests({ ...sign, handle: again.handle, digests }, context);
    expect(signatures).toHaveLength(31);
    // What was named is not counted twice.
    expect(await headerRow(claims.jti)).toMatchObject({ named: 2011 });
  });
});

describe('an authorisation is extended', () => {
  it('by digests that it covers, with another handle; the old one signs and extends no more', async () => {
    const { sign, actor, authorisation, keyId } = await openFor(3);
    const context = await test.as(actor);
    const digests = digestsOf(1);
    const extend = { ...sign, digests };
    const wider = await test.signer.extendAuthorisation(extend, context);
    expect(wider).toMatchObject({
      left: 1,
      authorisationId: authorisation.authorisationId,
      expiresAt: authorisation.expiresAt,
    });
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('AUTHORISATION_NOT_FOUND');
    expect(await refusal(test.signer.extendAuthorisation(extend, context))).toBe('AUTHORISATION_NOT_FOUND');
    const { handle } = wider;
    const more = { ...extend, handle, digests: digestsOf(2) };
    expect(await refusal(test.signer.extendAuthorisation(more, context))).toBe('AUTHORISATION_USED');
    const other = { ...more, digests: [digestOf('x', 'sha384')], hashAlgorithm: 'SHA-384' };
    expect(await refusal(test.signer.extendAuthorisation(other, context))).toBe('SIGN_ALGORITHM_MISMATCH');
    expect(await refusal(test.signer.extendAuthorisation({ ...more, digests: [] }, context))).toBe('DIGEST_INVALID');
    expect(await refusal(test.signer.extendAuthorisation({ ...more, handle }, await test.as(alice)))).toBe(
      'AUTHORISATION_NOT_FOUND',
    );
    const call = { ...sign, handle, digests: [...sign.digests, ...digests] };
    expect((await test.signer.signDigests(call, context)).signatures).toHaveLength(2);
    const [, , extended] = await listAudit(test.db, keyId, { after: 0, limit: 9 });
    expect(extended).toMatchObject({ action: 'digests.extended', detail: { digests: 1, named: 2 } });
  });

  it('once of many at the same time, and not at all without open signatures', async () => {
    const { sign, actor } = await openFor(9);
    const context = await test.as(actor);
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        test.signer.extendAuthorisation({ ...sign, digests: digestsOf(1, `${at}`) }, context),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const closed = await test.authorised();
    const extend = { ...closed.sign, digests: digestsOf(1) };
    expect(await refusal(test.signer.extendAuthorisation(extend, await test.as(alice)))).toBe('AUTHORISATION_USED');
  });
});

describe('an authorisation is ended', () => {
  it('by its owner or its application, for good, and by nobody else', async () => {
    const { sign, actor, authorisation, claims, keyId, request } = await openFor(3);
    const { authorisationId } = authorisation;
    const end = async (who: TestActor) => await test.signer.endAuthorisation({ authorisationId }, await test.as(who));
    const client = (id: string, userId = alice.userId) =>
      ({ ...alice, userId, client: { id, scope: userId === id ? 'application' : 'service' } }) as const;
    for (const other of [mallory, client('app_2'), client('app_1', mallory.userId), client('app_2', 'app_2')]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(end(other))).toBe('AUTHORISATION_NOT_FOUND');
    }
    const context = await test.as(actor);
    await test.signer.signDigests(sign, context);
    const { handleHash } = await headerRow(claims.jti);
    await end(client('app_1', 'app_1'));
    await end(client('app_1'));
    await end(alice);
    const next = { ...sign, digests: digestsOf(1) };
    expect(await refusal(test.signer.signDigests(next, context))).toBe('AUTHORISATION_NOT_FOUND');
    expect(await refusal(test.signer.extendAuthorisation(next, context))).toBe('AUTHORISATION_NOT_FOUND');
    expect(await refusal(test.signer.authorise(request, await test.as(alice)))).toBe('AUTHORISATION_USED');
    const records = await listAudit(test.db, keyId, { after: 3, limit: 9 });
    expect(records.map(({ action, detail }) => [action, detail])).toEqual([
      ['authorisation.ended', { client: 'app_1', named: 1 }],
    ]);
    // Nor does it come back with its row.
    await setHeader(claims.jti, { handleHash, ended: false });
    expect(await refusal(test.signer.signDigests(next, context))).toBe('KEY_RECORD_BROKEN');
    // What remote-signing ended by itself, without anybody's token.
    const other = await openFor(3);
    await test.signer.endAuthorisation(other.authorisation);
    const late = await refusal(test.signer.signDigests(other.sign, await test.as(other.actor)));
    expect(late).toBe('AUTHORISATION_NOT_FOUND');
    const [, , told] = await listAudit(test.db, other.keyId, { after: 0, limit: 9 });
    expect(told).toMatchObject({ actor: 'remote-signing', action: 'authorisation.ended' });
    const none = { authorisationId: 'sad_none' };
    expect(await refusal(test.signer.endAuthorisation(none, context))).toBe('AUTHORISATION_NOT_FOUND');
  });
});

describe('somebody who writes to the database gets no more signatures', () => {
  it('by raising their number, nor by setting back how many were made', async () => {
    const { sign, actor, claims } = await openFor(3);
    const context = await test.as(actor);
    const call = (prefix: string) => test.signer.signDigests({ ...sign, digests: digestsOf(1, prefix) }, context);
    await setHeader(claims.jti, { signatures: 1000 });
    expect(await refusal(call('more'))).toBe('KEY_RECORD_BROKEN');
    await setHeader(claims.jti, { signatures: 3 });
    await call('one');
    await call('two');
    // The positions are taken, and the chain tells of them where they were emptied.
    await setHeader(claims.jti, { named: 2 });
    expect(await refusal(call('three'))).toBe('KEY_RECORD_BROKEN');
    await test.db.deleteFrom('authorisedDigests').where('jti', '=', claims.jti).where('ord', '=', 2).execute();
    expect(await refusal(call('three'))).toBe('KEY_RECORD_BROKEN');
    await setHeader(claims.jti, { named: 0 });
    expect(await refusal(call('three'))).toBe('KEY_RECORD_BROKEN');
  });

  it('by taking rows of a reserved call away, or writing others in their place', async () => {
    const { sign, actor, claims } = await openFor(3);
    await test.crashWhileSigning({ ...sign, digests: digestsOf(1) }, actor);
    await setHeader(claims.jti, { named: 1 });
    const context = await test.as(actor);
    const call = { ...sign, digests: digestsOf(1, 'x') };
    expect(await refusal(test.signer.signDigests(call, context))).toBe('KEY_RECORD_BROKEN');
    expect(await refusal(test.signer.extendAuthorisation(call, context))).toBe('KEY_RECORD_BROKEN');
    await setHeader(claims.jti, { named: 2 });
    const forged = {
      jti: claims.jti,
      ord: 2,
      digest: digestOf('x 0'),
      state: 'authorised',
      mac: Buffer.alloc(36),
    } as const;
    await test.db
      .insertInto('authorisedDigests')
      .values({ ...forged, signature: null, batchId: null, batchOrd: null })
      .execute();
    expect(await refusal(test.signer.signDigests(call, context))).toBe('KEY_RECORD_BROKEN');
  });

  it('by calling a closed authorisation an open one, or exchanging what its digests are of', async () => {
    const { sign, claims } = await test.authorised({ policy: open, claims: { shown: true } });
    const context = await test.as(alice);
    const changes: Updateable<AuthorisationTable>[] = [
      { signatures: 9 },
      { digestKind: 'content' },
      { digestKind: 'document' },
      { shown: false },
    ];
    for (const change of changes) {
      // oxlint-disable-next-line no-await-in-loop
      await setHeader(claims.jti, change);
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(test.signer.signDigests(sign, context))).toBe('KEY_RECORD_BROKEN');
      // oxlint-disable-next-line no-await-in-loop
      await setHeader(claims.jti, { signatures: 1, digestKind: 'to_be_signed', shown: true });
    }
    expect((await test.signer.signDigests(sign, context)).signatures).toHaveLength(1);
  });
});

describe('digests of contents and of documents', () => {
  it.each([
    ['P-256', 'SHA-256', 'sha256'],
    ['P-384', 'SHA-256', 'sha384'],
    ['P-256', 'SHA-512', 'sha256'],
  ])('have signed attributes signed by %s, over contents by %s', async (algorithm, hash, own) => {
    const order = { digestKind: DigestKind.CONTENT };
    const { sign, publicKey, digests } = await test.authorised({ algorithm, hash, texts: ['a', 'b'], order });
    const signedAttributes = digests.map(attributesOf);
    const context = await test.as(alice);
    const refused = async (sets: Buffer[]) =>
      await refusal(test.signer.signDigests({ ...sign, signedAttributes: sets }, context));
    const wrong = [
      [],
      signedAttributes.slice(1),
      signedAttributes.toReversed(),
      [...signedAttributes, ...signedAttributes],
    ];
    for (const sets of [...wrong, signedAttributes.map((set) => set.subarray(1))]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refused(sets)).toBe('DIGEST_INVALID');
    }
    const call = { ...sign, signedAttributes };
    const { signatures, receipt } = await test.signer.signDigests(call, context);
    expect(signedAttributes.every((set, at) => isSignature(publicKey, set, signatures[at], own))).toBe(true);
    const told = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(told).toMatchObject({
      digest_kind: 'content',
      hash_algorithm: hash,
      digests: digests.map((digest) => digest.toString('base64url')),
      signed_hash_algorithm: own === 'sha384' ? 'SHA-384' : 'SHA-256',
      signed_digests: signedAttributes.map((set) => createHash(own).update(set).digest('base64url')),
    });
    expect((await test.signer.signDigests(call, context)).receipt).toBe(receipt);
  });

  it('of documents have any attributes signed, once; other attributes are another call', async () => {
    const { sign, publicKey } = await test.authorised({ order: { digestKind: DigestKind.DOCUMENT } });
    const [one, two] = [attributesOf(digestOf('prepared')), attributesOf(digestOf('otherwise'))];
    const context = await test.as(alice);
    expect(await refusal(test.signer.signDigests({ ...sign, signedAttributes: [one.subarray(1)] }, context))).toBe(
      'DIGEST_INVALID',
    );
    const { signatures } = await test.signer.signDigests({ ...sign, signedAttributes: [one] }, context);
    expect(isSignature(publicKey, one, signatures[0])).toBe(true);
    expect(await refusal(test.signer.signDigests({ ...sign, signedAttributes: [two] }, context))).toBe(
      'AUTHORISATION_USED',
    );
    expect((await test.signer.signDigests({ ...sign, signedAttributes: [one] }, context)).signatures).toEqual(
      signatures,
    );
  });

  it('of what is signed itself have no attributes', async () => {
    const { sign } = await test.authorised();
    const call = { ...sign, signedAttributes: sign.digests.map(attributesOf) };
    expect(await refusal(test.signer.signDigests(call, await test.as(alice)))).toBe('DIGEST_INVALID');
  });
});
