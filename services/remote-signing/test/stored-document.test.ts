import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expireDocuments } from '../src/expiry.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { refusal } from './outside-parties.ts';
import { createSigningHouse, documentsOf, type SigningHouse } from './signing-house.ts';

const mebibyte = 1_048_576;
const hourMs = 3_600_000;
let house: Harness;
let signing: SigningHouse;
let count = 0;

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
});

afterAll(() => house.close());

async function start(
  over: Partial<{ name: string; mediaType: string; size: bigint; idempotencyKey: string }> = {},
  actor = alice,
) {
  count += 1;
  const request = { name: 'a.txt', mediaType: 'text/plain', size: 0n, idempotencyKey: `start-${count}-key`, ...over };
  const { document } = await house.api.startDocument(request, await house.as(actor));
  if (document === undefined) throw new Error('no document');
  return document;
}

async function append(documentId: string, ordinal: number, content: Buffer | string): Promise<void> {
  await house.api.appendDocument({ documentId, ordinal, content: Buffer.from(content) }, await house.as(alice));
}

async function finish(documentId: string, sha256 = Buffer.alloc(0)) {
  const { document } = await house.api.finishDocument({ documentId, sha256 }, await house.as(alice));
  return document;
}

async function exists(documentId: string): Promise<boolean> {
  return (await refusal(house.api.getDocument({ documentId }, await house.as(alice)))) !== 'DOCUMENT_NOT_FOUND';
}

describe('a document', () => {
  it('comes in chunks, and is given out chunk by chunk as it came', async () => {
    const content = randomBytes(2 * mebibyte + 17);
    const document = await signing.upload(content, {
      name: 'Vertra\u0308ge.bin',
      mediaType: 'application/octet-stream',
    });
    expect(document).toMatchObject({
      // With the accent in its letter, as names are compared.
      name: 'Vertr\u00e4ge.bin',
      mediaType: 'application/octet-stream',
      size: BigInt(content.length),
      complete: true,
      sha256: createHash('sha256').update(content).digest(),
      expiresAt: new Date(house.clock.now().getTime() + 7 * 24 * hourMs),
      signatureRequestId: '',
    });
    expect((await signing.download(document.id)).equals(content)).toBe(true);
    const beyond = house.api.readDocument({ documentId: document.id, ordinal: 3 }, await house.as(alice));
    expect(await refusal(beyond)).toBe('DOCUMENT_WRONG_STATE');
  });

  it('lies sealed, each chunk to its place', async () => {
    const text = 'This sentence must not be found in any row.';
    const [one, other] = [await signing.upload(Buffer.from(text)), await signing.upload(Buffer.from('Something else'))];
    const rows = await house.db.selectFrom('documentChunks').selectAll().execute();
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ content }) => content.includes(text) || content.includes('sentence'))).toEqual([]);
    const stolen = rows.find(({ documentId }) => documentId === one.id)?.content ?? Buffer.alloc(0);
    await house.db.updateTable('documentChunks').set({ content: stolen }).where('documentId', '=', other.id).execute();
    expect(await refusal(signing.download(other.id))).toMatch(/INTERNAL/);
  });

  it('is not given out, nor prepared to be signed, once its end was cut off in the database', async () => {
    const content = randomBytes(mebibyte + 17);
    const { id } = await signing.upload(content);
    await house.db.deleteFrom('documentChunks').where('documentId', '=', id).where('ordinal', '=', 1).execute();
    const sha256 = createHash('sha256').update(content.subarray(0, mebibyte)).digest();
    const cut = { chunkCount: 1, storedBytes: mebibyte, size: mebibyte, sha256 };
    await house.db.updateTable('documents').set(cut).where('id', '=', id).execute();
    expect(await refusal(signing.download(id))).toMatch(/INTERNAL/);
    const { id: credentialId } = await signing.createCredential();
    expect(await refusal(signing.prepare(documentsOf([id]), { credentialId }))).toMatch(/INTERNAL/);
  });

  it('is nobody else’s: to others its id is unknown, whatever they ask', async () => {
    const { id: documentId } = await signing.upload(Buffer.from('mine'));
    const open = await start();
    const theirs = await house.as(mallory);
    const content = Buffer.from('x');
    for (const call of [
      () => house.api.getDocument({ documentId }, theirs),
      () => house.api.readDocument({ documentId, ordinal: 0 }, theirs),
      () => house.api.deleteDocument({ documentId }, theirs),
      () => house.api.appendDocument({ documentId: open.id, ordinal: 0, content }, theirs),
      () => house.api.finishDocument({ documentId: open.id, sha256: Buffer.alloc(0) }, theirs),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(call())).toBe('DOCUMENT_NOT_FOUND');
    }
    expect((await house.api.listDocuments({ pageSize: 0, pageToken: '' }, theirs)).documents).toEqual([]);
    expect((await signing.download(documentId)).toString()).toBe('mine');
  });

  it('is listed once it is whole, newest first, page by page, and is gone once it is deleted', async () => {
    const names = ['1', '2', '3'];
    const ids: string[] = [];
    for (const name of names) {
      // oxlint-disable-next-line no-await-in-loop
      ids.unshift((await signing.upload(Buffer.from(name), { name })).id);
      house.clock.advance(1_000);
    }
    await start({ name: 'unfinished' });
    const own = await house.as(alice);
    const first = await house.api.listDocuments({ pageSize: 2, pageToken: '' }, own);
    const second = await house.api.listDocuments({ pageSize: 2, pageToken: first.nextPageToken }, own);
    expect([...first.documents, ...second.documents].slice(0, 3).map(({ id }) => id)).toEqual(ids);
    const [newest = ''] = ids;
    await house.api.deleteDocument({ documentId: newest }, own);
    expect(await exists(newest)).toBe(false);
    const rows = await house.db
      .selectFrom('documentChunks')
      .select('ordinal')
      .where('documentId', '=', newest)
      .execute();
    expect(rows).toEqual([]);
    expect(await refusal(house.api.listDocuments({ pageSize: 2, pageToken: 'x' }, own))).toBe('PAGE_TOKEN_INVALID');
  });
});

describe('an upload', () => {
  it('takes the next chunk only; the last one again changes nothing', async () => {
    const { id } = await start();
    await append(id, 0, 'a');
    await append(id, 0, 'a');
    expect(await refusal(append(id, 2, 'c'))).toBe('CHUNK_OUT_OF_ORDER');
    await append(id, 1, 'b');
    expect(await refusal(append(id, 0, 'a'))).toBe('CHUNK_OUT_OF_ORDER');
    expect((await finish(id))?.size).toBe(2n);
    expect((await finish(id))?.complete).toBe(true);
    expect(await refusal(append(id, 2, 'c'))).toBe('DOCUMENT_WRONG_STATE');
    expect((await signing.download(id)).toString()).toBe('ab');
  });

  it('is one for the same key; unfinished it begins again, whole it stays as it is', async () => {
    const idempotencyKey = 'the-same-upload';
    const { id } = await start({ idempotencyKey });
    await append(id, 0, 'half of');
    await append(id, 1, ' it');
    expect((await start({ idempotencyKey })).id).toBe(id);
    await append(id, 0, 'all');
    expect((await finish(id))?.size).toBe(3n);
    expect(await start({ idempotencyKey })).toMatchObject({ id, complete: true });
    expect((await signing.download(id)).toString()).toBe('all');
    expect(await refusal(start({ idempotencyKey, name: 'b.txt' }))).toBe('IDEMPOTENCY_KEY_REUSED');
    const ids = await Promise.all(Array.from({ length: 10 }, () => start({ idempotencyKey: 'ten-at-once' })));
    expect(new Set(ids.map((each) => each.id)).size).toBe(1);
  });

  it('is refused when what arrived is not what was sent, and when nothing did', async () => {
    const { id } = await start();
    expect(await refusal(finish(id))).toBe('DOCUMENT_INVALID');
    await append(id, 0, 'sent');
    expect(await refusal(finish(id, createHash('sha256').update('other').digest()))).toBe('DOCUMENT_INVALID');
    expect(await refusal(house.api.readDocument({ documentId: id, ordinal: 0 }, await house.as(alice)))).toBe(
      'DOCUMENT_WRONG_STATE',
    );
    expect((await finish(id, createHash('sha256').update('sent').digest()))?.complete).toBe(true);
  });

  it.each([
    ['DOCUMENT_INVALID', 'an empty name', { name: ' ' }],
    ['DOCUMENT_INVALID', 'a name of 256 characters', { name: 'x'.repeat(256) }],
    ['DOCUMENT_INVALID', 'a name on two lines', { name: 'a\nb.pdf' }],
    ['DOCUMENT_INVALID', 'a name that turns its direction', { name: 'a\u202efdp.exe' }],
    ['DOCUMENT_INVALID', 'a media type that is none', { mediaType: 'pdf' }],
    ['DOCUMENT_TOO_LARGE', 'more than 50 MiB', { size: 50n * 1_048_576n + 1n }],
  ])('is refused with %s for %s', async (reason, _what, over) => {
    expect(await refusal(start(over))).toBe(reason);
  });

  it('takes no more than was announced, and no chunk that is empty or too large', async () => {
    const { id } = await start({ size: 3n });
    await append(id, 0, 'abc');
    expect(await refusal(append(id, 1, 'd'))).toBe('DOCUMENT_INVALID');
    const open = await start();
    expect(await refusal(append(open.id, 0, ''))).toBe('DOCUMENT_INVALID');
    expect(await refusal(append(open.id, 0, Buffer.alloc(mebibyte + 1)))).toBe('DOCUMENT_TOO_LARGE');
    await house.db
      .updateTable('documents')
      .set({ storedBytes: 50 * mebibyte })
      .where('id', '=', open.id)
      .execute();
    expect(await refusal(append(open.id, 0, 'x'))).toBe('DOCUMENT_TOO_LARGE');
    await house.api.deleteDocument({ documentId: open.id }, await house.as(alice));
  });

  it('is refused when the user’s space is taken; of many at the same time only as many begin as fit', async () => {
    const hoarder = { userId: 'usr_hoarder', accountId: 'acc_hoarder', sessionId: 'ses_hoarder' };
    const { id } = await start({}, hoarder);
    await house.db
      .updateTable('documents')
      .set({ size: 430 * mebibyte })
      .where('id', '=', id)
      .execute();
    const size = 30n * 1_048_576n;
    const begun = await Promise.allSettled(Array.from({ length: 6 }, () => start({ size }, hoarder)));
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const reasons = begun.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { reason: string }).reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['DOCUMENT_SPACE_EXHAUSTED']));
    await house.api.deleteDocument({ documentId: id }, await house.as(hoarder));
    await start({ size }, hoarder);
  });

  it('needs a login by two factors', async () => {
    const weak = await house.as({ ...alice, acr: 'urn:countersign:aal1' });
    const request = { name: 'a', mediaType: 'text/plain', size: 1n, idempotencyKey: 'weak-login' };
    expect(await refusal(house.api.startDocument(request, weak))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
  });
});

describe('what nobody wants any more is deleted', () => {
  it('an hour after an upload began that was never finished, and a week after one that was', async () => {
    await expireDocuments(house.db, house.clock.now());
    const whole = await signing.upload(Buffer.from('whole'));
    const open = await start();
    await append(open.id, 0, 'half');
    house.clock.advance(hourMs - 1);
    await expireDocuments(house.db, house.clock.now());
    expect(await exists(open.id)).toBe(true);
    house.clock.advance(1);
    expect(await exists(open.id)).toBe(false);
    expect(await expireDocuments(house.db, house.clock.now())).toBeGreaterThan(0);
    expect(
      await house.db.selectFrom('documentChunks').select('ordinal').where('documentId', '=', open.id).execute(),
    ).toEqual([]);
    expect(await exists(whole.id)).toBe(true);
    house.clock.advance(7 * 24 * hourMs);
    expect(await exists(whole.id)).toBe(false);
    await expireDocuments(house.db, house.clock.now());
    expect(await house.db.selectFrom('documents').select('id').where('id', '=', whole.id).execute()).toEqual([]);
  });
});
