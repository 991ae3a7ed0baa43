import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { type Keyring, keyedHash, open, seal } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql, type Updateable } from 'kysely';
import type { AuthorisationTable, AuthorisedDigestTable, BatchTable, KeyTable } from '../src/signer/database.ts';
import { randomKeyring } from './second-factor-keys.ts';
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
let keyring: Keyring;
beforeAll(async () => {
  keyring = randomKeyring();
  test = await startSigner({ keyring });
});
afterAll(() => test.close());

const keyRow = (id: string) => test.db.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const setKey = (id: string, values: Updateable<KeyTable>) =>
  test.db.updateTable('keys').set(values).where('id', '=', id).execute();
const headerRow = (jti: string) =>
  test.db.selectFrom('authorisations').selectAll().where('jti', '=', jti).executeTakeFirstOrThrow();

describe('a key whose record was changed in the database signs nothing, nor is it authorised for anything', () => {
  const restless = { contentBound: true, factorKinds: ['totp'] };
  type Change = (keyId: string, otherId: string) => Promise<Updateable<KeyTable>>;
  const changes: [string, Change][] = [
    ['its owner', async () => ({ owner: alice.userId })],
    ['its authentication code', async () => ({ owner: alice.userId, mac: randomBytes(36) })],
    [
      'everything but the id from another key',
      async (_keyId, otherId) => {
        const { id: _, createdAt: __, ...other } = await keyRow(otherId);
        return other;
      },
    ],
  ];
  it.each(changes)('%s', async (_what, change) => {
    const own = await test.authorised();
    const keyId = `crd_victim_${own.keyId}`;
    const nonce = randomBytes(16);
    const theirs = await test.as(mallory);
    await test.signer.generateKey({ keyId, algorithm: 'P-256', nonce, policy: undefined }, theirs);
    await setKey(keyId, await change(keyId, own.keyId));
    const { request } = await test.prepare({ claims: { credential_id: keyId } });
    expect(await refusal(test.signer.authorise({ ...request, keyId }, await test.as(alice)))).toBe('KEY_RECORD_BROKEN');
  });

  const own: [string, Change][] = [
    ['its blob', async (_id, otherId) => ({ sealedPrivateKey: (await keyRow(otherId)).sealedPrivateKey })],
    ['its public key', async (_id, otherId) => ({ publicKey: (await keyRow(otherId)).publicKey })],
    ['its algorithm', async () => ({ algorithm: 'P-384' })],
    ['its version', async () => ({ version: 7 })],
    ['its state', async () => ({ state: 'active' })],
    ['its policy, a kind more', async () => ({ policyKinds: ['grid', 'totp'] })],
    ['its policy, any kind', async () => ({ policyKinds: [] })],
    ['its policy, no binding', async () => ({ policyBound: false })],
    ['its policy, more digests', async () => ({ policyMax: 1000 })],
    ['its policy, none', async () => ({ policyKinds: null, policyBound: null, policyMax: null })],
    [
      'its policy, none, as a record of before',
      async () => ({ policyKinds: null, policyBound: null, policyMax: null, macVersion: 1 }),
    ],
    ['the version of its code', async () => ({ macVersion: 1 })],
    ['its policy, signatures whose digests are named later', async () => ({ policyOpen: 1000 })],
    ['its policy, for longer', async () => ({ policyOpenSeconds: 86_400 })],
    ['its custody', async () => ({ custody: 'pkcs11' })],
  ];
  it.each(own)('%s', async (_what, change) => {
    const other = await test.prepare();
    const { keyId, sign } = await test.authorised({ policy: restless, claims: { bound: true } });
    const { request: next } = await test.prepare({ keyId, policy: restless, claims: { bound: true } });
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    const before = await keyRow(keyId);
    await setKey(keyId, { ...(await change(keyId, other.keyId)), state: 'active' });
    const context = await test.as(alice);
    const calls = () =>
      Promise.all([
        refusal(test.signer.signDigests(sign, context)),
        refusal(test.signer.authorise(next, context)),
        refusal(test.signer.resumeKey({ keyId }, context)),
        refusal(test.signer.setKeyPolicy({ keyId, policy: undefined }, context)),
      ]);
    expect(await calls()).toEqual(Array.from({ length: 4 }, () => 'KEY_RECORD_BROKEN'));
    expect((await test.ops.attest({})).brokenRecords).toBeGreaterThan(0n);
    // The test itself does not break it: with what was there, all is well.
    await setKey(keyId, before);
    await test.signer.resumeKey({ keyId }, context);
    expect((await test.signer.signDigests(sign, context)).signatures).toHaveLength(1);
    // A broken record can be stopped, and that does not mend it.
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    await setKey(keyId, { ...(await change(keyId, other.keyId)), state: 'active' });
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    expect(await refusal(test.signer.resumeKey({ keyId }, context))).toBe('KEY_RECORD_BROKEN');
    await test.signer.destroyKey({ keyId });
    expect((await keyRow(keyId)).sealedPrivateKey).toHaveLength(0);
  });

  it('a record of before is believed as it was, and gets the new code with its next change', async () => {
    const { keyId, request, publicKey, texts } = await test.prepare();
    const row = await keyRow(keyId);
    // What the code of before wrote: a JSON Web Key, sealed, and a code without policy.
    const place = { table: 'keys', row: keyId, column: 'sealed_private_key' };
    const opened = createPrivateKey({ key: open(keyring, row.sealedPrivateKey, place), format: 'der', type: 'pkcs8' });
    const sealedPrivateKey = seal(keyring, Buffer.from(JSON.stringify(opened.export({ format: 'jwk' }))), place);
    const blob = createHash('sha256').update(sealedPrivateKey).digest();
    const parts = [keyId, row.owner, row.algorithm, blob, row.publicKey, row.state, '1'];
    const mac = keyedHash(test.macKeyring, 'signing-key-record', ...parts);
    const none = { policyKinds: null, policyBound: null, policyMax: null, generation: null };
    await setKey(keyId, { ...none, sealedPrivateKey, mac, macVersion: 1 });
    const context = await test.as(alice);
    const { handle } = await test.signer.authorise(request, context);
    const { signatures } = await test.signer.signDigests({ ...request, handle, signedAttributes: [] }, context);
    expect(isSignature(publicKey, texts[0] ?? '', signatures[0])).toBe(true);
    await test.signer.setKeyPolicy({ keyId, policy: { ...openPolicy, factorKinds: ['grid'], maxDigests: 1 } }, context);
    expect(await keyRow(keyId)).toMatchObject({ macVersion: 2, policyKinds: ['grid'], policyMax: 1, version: 2 });
    const { request: next } = await test.prepare({ keyId });
    expect(await refusal(test.signer.authorise(next, context))).toBe('FACTOR_NOT_PERMITTED');
  });
});

describe('an older record of a key that was put back, with its own code, signs nothing', () => {
  const strict = { ...openPolicy, factorKinds: ['soft_token'], contentBound: true, maxDigests: 1 };
  const older: [string, (keyId: string) => Promise<unknown>][] = [
    ['of one that rests', async (keyId) => await test.signer.suspendKey({ keyId, cause: 'factor_replaced' })],
    ['of one that was destroyed', async (keyId) => await test.signer.destroyKey({ keyId })],
    [
      'of one whose policy became stricter',
      async (keyId) => await test.signer.setKeyPolicy({ keyId, policy: strict }, await test.as(alice)),
    ],
  ];
  it.each(older)('%s', async (_which, change) => {
    const { keyId, sign } = await test.authorised();
    const { request } = await test.prepare({ keyId });
    const { id: _, ...before } = await keyRow(keyId);
    await change(keyId);
    await setKey(keyId, before);
    const context = await test.as(alice);
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('KEY_RECORD_BROKEN');
    expect(await refusal(test.signer.authorise(request, context))).toBe('KEY_RECORD_BROKEN');
    expect(await refusal(test.signer.resumeKey({ keyId }, context))).toBe('KEY_RECORD_BROKEN');
    // It can be stopped, and stays broken.
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    expect(await refusal(test.signer.resumeKey({ keyId }, context))).toBe('KEY_RECORD_BROKEN');
  });
});

describe('an authorisation that was changed in the database signs nothing', () => {
  const headers: [string, Updateable<AuthorisationTable>][] = [
    ['its client', { clientId: 'app_2' }],
    ['its level', { level: 2 }],
    ['its end', { expiresAt: new Date('2100-01-01T00:00:00Z') }],
    ['its beginning', { reservedAt: new Date('2100-01-01T00:00:00Z') }],
    ['its hash', { hashAlgorithm: 'SHA-512' }],
    ['its digests', { digestsHash: Buffer.alloc(32) }],
    ['the number of its digests', { digestCount: 2 }],
    ['its id', { id: 'sad_other' }],
    ['the methods', { amr: ['otp', 'pin'] }],
    ['the factor', { factorId: 'aut_2' }],
    ['the kind of the factor', { factorKind: 'soft_token' }],
    ['whether it was bound', { bound: true }],
    ['when the user logged in', { authenticatedAt: new Date('2100-01-01T00:00:00Z') }],
    ['how many it may sign', { signatures: 2 }],
    ['what its digests are of', { digestKind: 'document' }],
    ['whether it was shown', { shown: true }],
    ['its code', { mac: Buffer.alloc(36) }],
  ];
  it.each(headers)('%s', async (_what, forged) => {
    const { sign, claims, request, actor } = await test.authorised({ order: { clientId: 'app_1' } });
    const before = await headerRow(claims.jti);
    await test.db.updateTable('authorisations').set(forged).where('jti', '=', claims.jti).execute();
    const context = await test.as(alice);
    const clientId = forged.clientId === undefined ? 'app_1' : String(forged.clientId);
    const application = await test.as(actor);
    expect(await refusal(test.signer.signDigests({ ...sign, clientId }, application))).toBe('KEY_RECORD_BROKEN');
    expect(await refusal(test.signer.authorise(request, context))).toBe('KEY_RECORD_BROKEN');
    const { usedAt: _, ...whole } = before;
    await test.db.updateTable('authorisations').set(whole).where('jti', '=', claims.jti).execute();
    expect((await test.signer.signDigests(sign, application)).signatures).toHaveLength(1);
  });

  it('while one that the code of before wrote is believed as it was, and that code finds nothing missing in ours', async () => {
    const { sign, claims } = await test.authorised();
    const { usedAt: _, ...row } = await headerRow(claims.jti);
    // It takes a row with a null for one of still before.
    expect(Object.entries(row).filter(([, value]) => value === null)).toEqual([]);
    // What its insert leaves to the defaults.
    const { defaults } = await sql<{ defaults: string[] }>`
      select array_agg(column_name::text order by column_name) as defaults from information_schema.columns
      where table_name = 'authorisations' and column_default is not null`
      .execute(test.db)
      .then(({ rows: [first] }) => first ?? { defaults: [] });
    expect(defaults).toEqual(['digest_kind', 'ended', 'named', 'shown', 'signatures']);
    await sql`
      update authorisations
      set digest_kind = default, ended = default, named = default, shown = default, signatures = default
      where jti = ${claims.jti}`.execute(test.db);
    expect((await test.signer.signDigests(sign, await test.as(alice))).signatures).toHaveLength(1);
  });

  it('its owner and key, for a handle of somebody else', async () => {
    const [mine, theirs] = [await test.authorised(), await test.authorised()];
    await test.db
      .updateTable('authorisations')
      .set({ keyId: theirs.keyId, owner: alice.userId })
      .where('jti', '=', mine.claims.jti)
      .execute();
    const forged = { ...mine.sign, keyId: theirs.keyId };
    expect(await refusal(test.signer.signDigests(forged, await test.as(alice)))).toBe('KEY_RECORD_BROKEN');
  });

  it('a handle that somebody made up and wrote there', async () => {
    const [mine, theirs] = [await test.authorised(), await test.authorised()];
    const { handleHash } = await headerRow(mine.claims.jti);
    await test.db.deleteFrom('authorisedDigests').where('jti', '=', mine.claims.jti).execute();
    await test.db.deleteFrom('authorisations').where('jti', '=', mine.claims.jti).execute();
    await test.db.updateTable('authorisations').set({ handleHash }).where('jti', '=', theirs.claims.jti).execute();
    const forged = { ...theirs.sign, handle: mine.sign.handle };
    expect(await refusal(test.signer.signDigests(forged, await test.as(alice)))).toBe('KEY_RECORD_BROKEN');
  });
});

describe('a digest whose row was changed in the database is not signed', () => {
  const setDigest = (jti: string, ord: number, values: Updateable<AuthorisedDigestTable>) =>
    test.db.updateTable('authorisedDigests').set(values).where('jti', '=', jti).where('ord', '=', ord).execute();
  const digestRows = (jti: string) =>
    test.db.selectFrom('authorisedDigests').selectAll().where('jti', '=', jti).orderBy('ord').execute();

  it('another digest in its place', async () => {
    const { sign, claims } = await test.authorised({ texts: ['a', 'b'] });
    const evil = digestOf('evil');
    await setDigest(claims.jti, 1, { digest: evil });
    const context = await test.as(alice);
    const forged = { ...sign, digests: [sign.digests[0] ?? evil, evil] };
    expect(await refusal(test.signer.signDigests(forged, context))).toBe('KEY_RECORD_BROKEN');
  });

  it('one more digest, with the code of another', async () => {
    const { sign, claims } = await test.authorised({ texts: ['a', 'b'] });
    const [, second] = await digestRows(claims.jti);
    if (second === undefined) throw new Error('no row');
    await test.db
      .insertInto('authorisedDigests')
      .values({ ...second, ord: 2 })
      .execute();
    const [, b = Buffer.alloc(0)] = sign.digests;
    const context = await test.as(alice);
    expect(await refusal(test.signer.signDigests({ ...sign, digests: [b, b] }, context))).toBe('KEY_RECORD_BROKEN');
    await test.db
      .insertInto('authorisedDigests')
      .values({ ...second, ord: 3, digest: digestOf('evil') })
      .execute();
    const evil = { ...sign, digests: [digestOf('evil')] };
    expect(await refusal(test.signer.signDigests(evil, context))).toBe('KEY_RECORD_BROKEN');
  });

  it.each(['consumed', 'reserved'])(
    'set back from %s to authorised, also with the code of one that was not used',
    async (state) => {
      const { sign, claims } = await test.authorised({ texts: ['a', 'b'] });
      const [a = Buffer.alloc(0)] = sign.digests;
      const context = await test.as(alice);
      const one = { ...sign, digests: [a] };
      if (state === 'consumed') await test.signer.signDigests(one, context);
      else await test.crashWhileSigning(one);
      const [, unused] = await digestRows(claims.jti);
      test.clock.advance(60_001);
      const back = { state: 'authorised', signature: null, batchId: null, batchOrd: null } as const;
      await setDigest(claims.jti, 0, back);
      expect(await refusal(test.signer.signDigests(one, context))).toBe('KEY_RECORD_BROKEN');
      await setDigest(claims.jti, 0, { ...back, mac: unused?.mac ?? Buffer.alloc(0) });
      expect(await refusal(test.signer.signDigests(one, context))).toBe('KEY_RECORD_BROKEN');
    },
  );

  const kept: [string, Updateable<AuthorisedDigestTable>, Updateable<BatchTable>][] = [
    ['the signature', { signature: randomBytes(70) }, {}],
    ['the digest', { digest: digestOf('evil') }, {}],
    ['the position', { batchOrd: 5 }, {}],
    ['the receipt', {}, { receipt: 'a.b.c' }],
    ['the moment', {}, { reservedAt: new Date('2026-11-21T12:30:00Z') }],
    ['the moment of the signature', {}, { signedAt: new Date('2026-11-21T12:30:00Z') }],
  ];
  it.each(kept)('nor given again where %s that is kept was changed', async (_what, digest, batch) => {
    const { sign, claims } = await test.authorised({ texts: ['a', 'b'] });
    const context = await test.as(alice);
    await test.signer.signDigests(sign, context);
    if (Object.keys(digest).length > 0) await setDigest(claims.jti, 0, digest);
    else await test.db.updateTable('batches').set(batch).where('jti', '=', claims.jti).execute();
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('KEY_RECORD_BROKEN');
  });

  it('nor again where the batch that signed it was taken away', async () => {
    const { sign, claims } = await test.authorised();
    const context = await test.as(alice);
    await test.signer.signDigests(sign, context);
    await test.db.deleteFrom('batches').where('jti', '=', claims.jti).execute();
    expect(await refusal(test.signer.signDigests(sign, context))).toBe('AUTHORISATION_USED');
  });
});

it('a key of the signer itself whose record was changed signs nothing and is not published', async () => {
  const first = await test.authorised();
  await test.signer.signDigests(first.sign, await test.as(alice));
  const own = await test.db.selectFrom('ownKeys').selectAll().executeTakeFirstOrThrow();
  const { publicKey } = await test.prepare();
  await test.db.updateTable('ownKeys').set({ publicKey }).execute();
  expect(await refusal(test.signer.getVerificationKeys({}))).toBe('KEY_RECORD_BROKEN');
  // As after a restart.
  const { ownKey } = test.again();
  await expect(ownKey.sign('any', {})).rejects.toThrow('damaged');
  await test.db.updateTable('ownKeys').set({ publicKey: own.publicKey }).execute();
  expect(await ownKey.sign('any', {})).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
});
