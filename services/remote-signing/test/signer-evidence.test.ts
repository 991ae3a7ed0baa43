import { createHash, createPublicKey } from 'node:crypto';
import { appendAudit, listAudit, verifyExportedHistory } from '@countersign/audit';
import { readKeyring } from '@countersign/sealing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { sql } from 'kysely';
import { alice, isSignature, mallory, refusal, startSigner, type TestSigner } from './signer-harness.ts';

const secrets = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
const keyringOf = (current: number) =>
  readKeyring(
    JSON.stringify({ current, keys: Object.fromEntries(secrets.slice(0, current).map((key, at) => [at + 1, key])) }),
  );

let test: TestSigner;
beforeAll(async () => {
  test = await startSigner({ keyring: keyringOf(1) });
});
afterAll(() => test.close());

const readKeys = async () => JSON.parse((await test.signer.getVerificationKeys({})).jwks) as JSONWebKeySet;

/** The history of a key as its owner exports it. */
async function exportHistory(keyId: string): Promise<string[]> {
  const { records, root, inclusion } = await test.signer.listKeyHistory(
    { keyId, after: 0n, limit: 0 },
    await test.as(alice),
  );
  const lines = records.map(({ seq, at, actor, action, subject, detail, prevHash, hash }) =>
    JSON.stringify({
      stream: keyId,
      seq: Number(seq),
      at: at?.toISOString(),
      actor,
      action,
      subject,
      detail: JSON.parse(detail) as object,
      prevHash: prevHash.toString('hex'),
      hash: hash.toString('hex'),
    }),
  );
  const trailer = { root, inclusion: JSON.parse(inclusion || 'null') as object | null, keys: await readKeys() };
  return [...lines, JSON.stringify(trailer)];
}

describe('an activation receipt', () => {
  it('says who had what signed, with which proof, when and at which level, and verifies offline', async () => {
    const at = Math.floor(test.clock.now().getTime() / 1000);
    const claims = { amr: ['otp', 'pin'], factor: { id: 'aut_1', kind: 'soft_token' }, bound: true, auth_time: at - 9 };
    const { sign, publicKey, keyId, authorisation, actor } = await test.authorised({
      texts: ['a', 'b'],
      claims,
      order: { clientId: 'app_1' },
    });
    const { signatures, receipt } = await test.signer.signDigests(sign, await test.as(actor));
    const { payload, protectedHeader } = await jwtVerify(receipt, createLocalJWKSet(await readKeys()));
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'activation-receipt+jwt' });
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url');
    expect(payload).toEqual({
      iss: 'signer',
      iat: at,
      jti: expect.stringMatching(/^bat_/),
      sub: alice.userId,
      credential_id: keyId,
      sad: authorisation.authorisationId,
      client_id: 'app_1',
      hash_algorithm: 'SHA-256',
      digest_kind: 'to_be_signed',
      digests: sign.digests.map((digest) => digest.toString('base64url')),
      signatures: 2,
      signatures_sha256: signatures.map(sha256),
      public_key_sha256: sha256(publicKey),
      amr: ['otp', 'pin'],
      factor: { kind: 'soft_token' },
      bound: true,
      shown: false,
      auth_time: at - 9,
      level: 2,
    });
  });

  it('does not verify with any part changed', async () => {
    const { sign } = await test.authorised();
    const { receipt } = await test.signer.signDigests(sign, await test.as(alice));
    const keys = createLocalJWKSet(await readKeys());
    for (const [index, part] of receipt.split('.').entries()) {
      const bytes = Buffer.from(part, 'base64url');
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      const changed = receipt.split('.').with(index, bytes.toString('base64url')).join('.');
      // oxlint-disable-next-line no-await-in-loop
      await expect(jwtVerify(changed, keys)).rejects.toThrow(/./);
    }
  });
});

describe('the history of a key', () => {
  it('is given to its owner alone, page by page', async () => {
    const { keyId, sign } = await test.authorised();
    const context = await test.as(alice);
    await test.signer.signDigests(sign, context);
    const first = await test.signer.listKeyHistory({ keyId, after: 0n, limit: 2 }, context);
    expect(first.records.map(({ action }) => action)).toEqual(['key.generated', 'digests.authorised']);
    const second = await test.signer.listKeyHistory({ keyId, after: 2n, limit: 2 }, context);
    expect([first.hasMore, second.hasMore, second.records.map(({ action }) => action)]).toEqual([
      true,
      false,
      ['digests.signed'],
    ]);
    expect(await refusal(test.signer.listKeyHistory({ keyId, after: 0n, limit: 0 }, await test.as(mallory)))).toBe(
      'KEY_NOT_FOUND',
    );
  });

  it('verifies offline, in trees of every size, and the root of each is the one before it and what changed', async () => {
    const keys = await readKeys();
    const ids: string[] = [];
    for (let size = 0; size < 9; size += 1) {
      // oxlint-disable-next-line no-await-in-loop -- each root comes after the one before
      ids.push((await test.prepare()).keyId);
      // oxlint-disable-next-line no-await-in-loop
      expect([await test.signRoot(), await test.signRoot()]).toEqual([true, false]);
      // oxlint-disable-next-line no-await-in-loop
      const exported = await Promise.all(ids.map(exportHistory));
      // oxlint-disable-next-line no-await-in-loop
      const checks = await Promise.all(exported.map((lines) => verifyExportedHistory(lines, { keys })));
      expect(checks.map(({ ok, fault, covered, pinned }) => ({ ok, fault, covered, pinned }))).toEqual(
        ids.map(() => ({ ok: true, fault: undefined, covered: 1, pinned: true })),
      );
    }
    const roots = await test.db.selectFrom('auditRoots').select('jws').orderBy('seq').execute();
    const claims = await Promise.all(
      roots.map(async ({ jws }) => (await jwtVerify(jws, createLocalJWKSet(keys))).payload),
    );
    expect(claims.slice(1).map(({ previous }) => previous)).toEqual(
      roots.slice(0, -1).map(({ jws }) => createHash('sha256').update(jws).digest('base64url')),
    );
  });

  it('goes on after the root, and each kind of change to what the root covers is found', async () => {
    const { keyId, sign } = await test.authorised();
    await test.signer.signDigests(sign, await test.as(alice));
    // Nobody waits for the next round: who reads gets a root over all that he reads.
    const before = await exportHistory(keyId);
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    const last = (await exportHistory(keyId)).at(-2) ?? '';
    const lines = [...before.slice(0, -1), last, before.at(-1) ?? ''];
    expect(lines).toHaveLength(5);
    const keys = await readKeys();
    const check = (changed: string[]) => verifyExportedHistory(changed, { keys });
    expect(await check(lines)).toMatchObject({ ok: true, records: 4, covered: 3 });
    expect(await verifyExportedHistory(lines)).toMatchObject({ ok: true, pinned: false });

    const [first = '', second = '', third = '', fourth = '', trailer = ''] = lines;
    const other = (await test.prepare()).keyId;
    await test.signRoot();
    const foreign = await exportHistory(other);
    const parsed = JSON.parse(trailer) as { root: string; inclusion: { seq: number; head: string } };
    const root = parsed.root.split('.').with(2, Buffer.alloc(64, 1).toString('base64url')).join('.');
    const faults: [string[], RegExp][] = [
      [[first, third, fourth, trailer], /record 2 is missing/],
      [[first, second, trailer], /the end is missing/],
      [[first, second.replace('"level":1', '"level":2'), third, fourth, trailer], /record 2 is not as it was written/],
      [[first, second, third, fourth], /signed root at the end is missing/],
      [[first, second, third, fourth, JSON.stringify({ ...parsed, root })], /not signed by a key of the signer/],
      [[first, second, third, fourth, foreign.at(-1) ?? ''], /not the one that the root covers|another chain/],
      [
        [first, second, third, fourth, JSON.stringify({ ...parsed, inclusion: { ...parsed.inclusion, seq: 2 } })],
        /does not lead/,
      ],
    ];
    for (const [changed, fault] of faults) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await check(changed)).toMatchObject({ ok: false, fault: expect.stringMatching(fault) });
    }
    // Another key under the same name.
    const { publicKey } = await test.prepare();
    const jwk = createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    const strangers = { keys: keys.keys.map(({ kid = '' }) => ({ ...jwk, kid })) };
    expect(await verifyExportedHistory(lines, { keys: strangers })).toMatchObject({ ok: false });
  });

  it('whose end was cut off, or that was written anew and went on, is vouched for by no later root', async () => {
    const { keyId } = await test.prepare();
    const keyRow = test.db.selectFrom('keys').selectAll().where('id', '=', keyId);
    const { id: _, ...before } = await keyRow.executeTakeFirstOrThrow();
    await test.signer.suspendKey({ keyId, cause: 'by_owner' });
    await test.signRoot();
    // The key is put back together with its chain.
    await test.db.updateTable('keys').set(before).where('id', '=', keyId).execute();
    const cut = async (seq: number, hash: Buffer = Buffer.alloc(32)) => {
      await sql`delete from audit_records where stream = ${keyId} and seq > ${seq}`.execute(test.db);
      await sql`update audit_streams set seq = ${seq}, hash = ${hash} where stream = ${keyId}`.execute(test.db);
    };
    const [first] = await listAudit(test.db, keyId, { after: 0, limit: 1 });
    await cut(1, first?.hash);
    await test.authorised();
    await test.signRoot();
    const keys = await readKeys();
    expect(await verifyExportedHistory(await exportHistory(keyId), { keys })).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/the end is missing/),
    });
    await cut(0);
    for (const action of ['key.generated', 'digests.signed', 'digests.signed']) {
      const entry = { stream: keyId, actor: 'usr_x', action, subject: keyId, detail: {}, at: new Date() };
      // oxlint-disable-next-line no-await-in-loop
      await test.db.transaction().execute((trx) => appendAudit(trx, entry));
    }
    await test.signRoot();
    expect(await verifyExportedHistory(await exportHistory(keyId), { keys })).toMatchObject({ ok: false });
  });

  it('that was written anew together with its head no longer leads to a root that was kept', async () => {
    const { keyId } = await test.prepare();
    await test.signRoot();
    const kept = (await exportHistory(keyId)).at(-1) ?? '';
    await test.db.transaction().execute(async (trx) => {
      await sql`delete from audit_records where stream = ${keyId}`.execute(trx);
      await sql`delete from audit_streams where stream = ${keyId}`.execute(trx);
      await appendAudit(trx, {
        stream: keyId,
        actor: 'usr_x',
        action: 'key.generated',
        subject: keyId,
        detail: {},
        at: new Date(),
      });
    });
    const rewritten = (await exportHistory(keyId)).slice(0, -1);
    const check = await verifyExportedHistory([...rewritten, kept], { keys: await readKeys() });
    expect(check).toMatchObject({ ok: false, fault: 'the chain is not the one that the root covers' });
  });
});

describe('operations', () => {
  it('tell what protects the keys, and put all of them under the current key a page at a time', async () => {
    const { keyId, publicKey, sign, texts } = await test.authorised();
    await test.pool.fill();
    const before = await test.ops.attest({});
    expect(before).toMatchObject({ custody: 'sealed', generation: 1, pooled: 1n, brokenRecords: 0n });
    expect(before.keys).toEqual([{ custody: 'sealed', generation: 1, keys: expect.any(BigInt) }]);
    expect(before.protections.length).toBeGreaterThan(1);

    const { handlers, ownKey } = test.again({ keyring: keyringOf(2) });
    const { context } = await test.as(alice);
    const { keys } = (await handlers.attest({}, context)).keys[0] ?? { keys: 0n };
    const pages: [number, bigint][] = [];
    do {
      // oxlint-disable-next-line no-await-in-loop -- one page after the other
      const { rewrapped, left } = await handlers.rewrapKeys({ limit: 10 }, context);
      pages.push([rewrapped, left]);
    } while ((pages.at(-1)?.[1] ?? 0n) > 0n);
    expect(pages.map(([rewrapped]) => rewrapped).reduce((sum, one) => sum + one, 0)).toBe(Number(keys));
    const after = await handlers.attest({}, context);
    expect(after).toMatchObject({
      generation: 2,
      keys: [{ custody: 'sealed', generation: 2, keys }],
      pooled: 0n,
      brokenRecords: 0n,
    });

    // Without the old key nothing opens that was not rewrapped, and everything does.
    const second = Buffer.from(secrets[1] ?? '', 'base64').toString('base64');
    const onlyNew = readKeyring(JSON.stringify({ current: 2, keys: { 2: second } }));
    const late = test.again({ keyring: onlyNew });
    expect(await late.ownKey.sign('any', {})).not.toBe(await ownKey.sign('any', {}));
    const { signatures } = await late.handlers.signDigests(sign, await test.contextOf(alice));
    expect(isSignature(publicKey, texts[0] ?? '', signatures[0])).toBe(true);
    const records = await listAudit(test.db, keyId, { after: 2, limit: 9 });
    expect(records.map(({ action }) => action)).toEqual(['key.rewrapped', 'digests.signed']);
  });
});
