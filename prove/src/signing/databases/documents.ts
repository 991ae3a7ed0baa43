import { createHash, randomBytes } from 'node:crypto';
import { prepareSignature, type Signature, uploadDocument } from '../../../../test/src/signing.ts';
import { codeOf } from '../../persistent-client.ts';
import type { Attempts } from '../attempts.ts';
import type { Signer } from '../people.ts';
import type { SigningPlace } from '../place.ts';
import { type Change, group, whileChanged, whileMissing } from './tampering.ts';

const chunkBytes = 1024 * 1024;
const refused = ['INTERNAL', 'cut off'];

/** Stored documents that somebody changes: none is handed out, signed or found valid as what it was. */
export async function attackDocuments(place: SigningPlace, attempts: Attempts): Promise<void> {
  const [alice] = place.signers;
  if (alice === undefined) throw new Error('a signer is needed');
  const { databases } = place;
  const contents = [randomBytes(2 * chunkBytes + 1000), randomBytes(2 * chunkBytes + 1000)];
  const [one = '', other = ''] = await Promise.all(contents.map((content) => store(place, alice, content)));
  const chunkOf = async (id: string, ordinal: number) => {
    const [row] = await databases.query<{ content: Buffer }>(
      'remote-signing',
      'select content from document_chunks where document_id = $1 and ordinal = $2',
      [id, ordinal],
    );
    return row?.content ?? Buffer.alloc(0);
  };
  const chunk = (ordinal: number, content: Buffer): Change => ({
    owner: 'remote-signing',
    table: 'document_chunks',
    where: { document_id: one, ordinal },
    set: { content },
  });
  const flipped = Buffer.from(await chunkOf(one, 1));
  flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100);
  const cases: [string, Change[]][] = [
    ['a changed bit', [chunk(1, flipped)]],
    ['a piece of another document', [chunk(1, await chunkOf(other, 1))]],
    ['all pieces of another document', await swap(chunkOf, chunk, other)],
    ['two pieces in each other’s place', [chunk(0, await chunkOf(one, 1)), chunk(1, await chunkOf(one, 0))]],
    ['a piece that is none', [chunk(0, randomBytes(500))]],
  ];
  for (const [what, changes] of cases) {
    // oxlint-disable-next-line no-await-in-loop
    await tryDocument(place, alice, { id: one, content: contents[0] ?? Buffer.alloc(0), what }, attempts, (work) =>
      whileChanged(databases, changes, work),
    );
  }
  const last = { owner: 'remote-signing', table: 'document_chunks', where: { document_id: one, ordinal: 2 } } as const;
  const whole = contents[0] ?? Buffer.alloc(0);
  await tryDocument(place, alice, { id: one, content: whole, what: 'a missing end' }, attempts, (work) =>
    whileMissing(databases, last, work),
  );
  // Who cuts the end off may as well write down another length and hash.
  const shorter = whole.subarray(0, 2 * chunkBytes);
  const row: Change = {
    owner: 'remote-signing',
    table: 'documents',
    where: { id: one },
    set: {
      size: shorter.length,
      stored_bytes: shorter.length,
      chunk_count: 2,
      sha256: createHash('sha256').update(shorter).digest(),
    },
  };
  const cut = { id: one, content: whole, what: 'a missing end, and a row that says so' };
  await tryDocument(place, alice, cut, attempts, (work) =>
    whileMissing(databases, last, () => whileChanged(databases, [row], work)),
  );
  const good = await download(place, alice, one);
  attempts.require(group, 'document: as it was, it is handed out', good === digestOf(whole));
}

async function swap(
  chunkOf: (id: string, ordinal: number) => Promise<Buffer>,
  chunk: (ordinal: number, content: Buffer) => Change,
  other: string,
): Promise<Change[]> {
  return await Promise.all([0, 1, 2].map(async (ordinal) => chunk(ordinal, await chunkOf(other, ordinal))));
}

/** Downloads it, signs what was prepared of it before, and has it prepared, all while it is changed. */
async function tryDocument(
  place: SigningPlace,
  alice: Signer,
  { id, content, what }: { id: string; content: Buffer; what: string },
  attempts: Attempts,
  changed: (work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { api } = place;
  const [credentialId = ''] = alice.credentialIds;
  const wish = { credentialId, documents: [{ documentId: id, format: 'cades', level: 'B-B' }] };
  const prepared = await prepareSignature(api, { token: await alice.token() }, wish);
  const { code } = await alice.app.confirm(prepared.transactionUri ?? '');
  await changed(async () => {
    const got = await download(place, alice, id);
    const outcome = got === digestOf(content) ? 'as it was' : got;
    attempts.note(group, `document with ${what}: download`, outcome, refused);
    const path = `/v1/signatures/${prepared.id}/authorisation`;
    const token = await alice.token();
    const answer = await api.sendOnce<Signature>('POST', path, { token, body: { code } });
    const signed = answer.status === 200 ? answer.body.state : codeOf(answer.body);
    attempts.note(group, `document with ${what}: signing what was prepared`, signed, refused);
    const anew = await api.sendOnce('POST', '/v1/signatures', { token, body: wish, idempotent: true });
    const outcomeAnew = anew.status < 300 ? 'ok' : codeOf(anew.body);
    attempts.note(group, `document with ${what}: preparing it anew`, outcomeAnew, refused);
  });
}

async function store({ api }: SigningPlace, alice: Signer, content: Buffer): Promise<string> {
  const file = { name: 'ledger.bin', content, type: 'application/octet-stream' };
  return await uploadDocument(api, { token: await alice.token() }, file);
}

/** SHA-256 of what is handed out, or how it is refused. */
async function download({ api }: SigningPlace, alice: Signer, id: string): Promise<string> {
  try {
    const { status, bytes, body } = await api.sendOnce('GET', `/v1/documents/${id}/content`, {
      token: await alice.token(),
    });
    return status === 200 ? digestOf(bytes) : codeOf(body);
  } catch {
    return 'cut off';
  }
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
