import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { unauthenticated, unavailable } from '@countersign/errors';
import type { CreateSignatureRequestRequest, SignatureRequest } from '@countersign/proto/remote-signing';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { findAccessFaults, itWitnessedBy } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PDF } from '@libpdf/core';
import { access } from '../src/access.ts';
import { expireSignatureRequests } from '../src/expiry.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { card, cardPrompt, phone, refusal, rightCells, rightCode } from './outside-parties.ts';
import { readSignatures, verifyWithOpenssl, verifyWithPdfsig } from './witnesses.ts';

const down = unavailable('SERVICE_UNAVAILABLE', 'down');
const withOpenssl = itWitnessedBy('openssl');
const withPdfsig = itWitnessedBy('pdfsig', 'certutil');
/** Nothing is said of whose code it is. */
const anyApp = { authenticatorId: '', cellsChallengeId: '' };
const cells = { authenticatorId: card.authenticatorId, cellsChallengeId: cardPrompt.challengeId };
let house: Harness;
let credentialId = '';
let certificate: X509Certificate;
let count = 0;

beforeAll(async () => {
  house = await createHarness();
  house.outside.licences.available = 1;
  const request = { accountId: alice.accountId, idempotencyKey: 'the-credential' };
  const { credential } = await house.api.createCredential(request, await house.as(alice));
  credentialId = credential?.id ?? '';
  certificate = new X509Certificate(credential?.certificatePem ?? '');
});

afterAll(() => house.close());

afterEach(() => {
  house.faults.heal();
  house.outside.factors.active = true;
});

async function aPdf(): Promise<Buffer> {
  const pdf = PDF.create();
  pdf.addPage({ size: 'a4' }).drawText('A contract between plainly invented people', { x: 50, y: 700 });
  return Buffer.from(await pdf.save());
}

async function aDocument(over: { content?: Buffer; label?: string; reason?: string } = {}) {
  const content = over.content ?? (await aPdf());
  return { $case: 'document', value: { content, label: 'contract.pdf', reason: 'I agree', ...over } } as const;
}

function digestsOf(...messages: string[]) {
  const digests = messages.map((text) => ({ digest: createHash('sha256').update(text).digest(), label: text }));
  return { $case: 'digests', value: { digests } } as const;
}

async function prepare(
  content: CreateSignatureRequestRequest['content'],
  over: Partial<CreateSignatureRequestRequest> = {},
): Promise<SignatureRequest> {
  count += 1;
  const request = { credentialId, idempotencyKey: `key-number-${count}`, ...(content && { content }), ...over };
  const { signatureRequest } = await house.api.createSignatureRequest(request, await house.as(alice));
  if (signatureRequest === undefined) throw new Error('no signature request');
  return signatureRequest;
}

async function authorise({ id }: { id: string }, code = rightCode, of = anyApp): Promise<SignatureRequest> {
  const request = { signatureRequestId: id, code, ...of };
  const { signatureRequest } = await house.api.authoriseSignatureRequest(request, await house.as(alice));
  if (signatureRequest === undefined) throw new Error('no signature request');
  return signatureRequest;
}

async function stateOf({ id }: { id: string }): Promise<string | undefined> {
  const answer = await house.api.getSignatureRequest({ signatureRequestId: id }, await house.as(alice));
  return answer.signatureRequest?.state.replace('SIGNATURE_REQUEST_STATE_', '');
}

/** How often the signer signed for a challenge. */
async function signings({ challengeId }: { challengeId: string }): Promise<number> {
  const records = await listAudit(house.signerDb, credentialId, { after: 0, limit: 500 });
  return records.filter(({ action, detail }) => action === 'digests.signed' && detail['challenge'] === challengeId)
    .length;
}

async function hasDocument({ id }: { id: string }): Promise<boolean> {
  const row = await house.db
    .selectFrom('signatureDocuments')
    .select('requestId')
    .where('requestId', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

describe('a document', () => {
  it('waits for a fresh code, is signed with it, and is then returned with its signature', async () => {
    const content = await aPdf();
    const prepared = await prepare(await aDocument({ content }));
    expect(prepared).toMatchObject({
      credentialId,
      state: 'SIGNATURE_REQUEST_STATE_AWAITING_AUTHORISATION',
      challengeKind: 'totp',
      expiresAt: new Date(house.clock.now().getTime() + 300_000),
      hasDocument: true,
      signatures: [],
    });
    const signed = await authorise(prepared);
    expect(signed).toMatchObject({
      state: 'SIGNATURE_REQUEST_STATE_SIGNED',
      signedAt: house.clock.now(),
      signatures: [],
    });
    const document = await house.api.getSignedDocument({ signatureRequestId: prepared.id }, await house.as(alice));
    expect(document.label).toBe('contract.pdf');
    expect(document.content.subarray(0, content.length).equals(content)).toBe(true);
    const [signature] = readSignatures(document.content);
    expect(signature?.cms.includes(createHash('sha256').update(signature.content).digest())).toBe(true);
    expect(await signings(prepared)).toBe(1);
    const actions = (await listAudit(house.db, credentialId, { after: 0, limit: 99 })).slice(-2);
    expect(actions.map(({ action, subject }) => [action, subject])).toEqual([
      ['signature.requested', prepared.id],
      ['signature.made', prepared.id],
    ]);
    // That it was made concerns the account, not that it was prepared.
    const source = `${credentialId}/${actions.at(-1)?.seq}`;
    const told = await house.toldOf(credentialId);
    expect(told.at(-1)).toEqual([alice.accountId, source, 'signature.made', prepared.id]);
    expect(told.map(([, , action]) => action)).not.toContain('signature.requested');
  });

  withOpenssl('is accepted by openssl cms -verify', async () => {
    const prepared = await prepare(await aDocument());
    await authorise(prepared);
    const { content } = await house.api.getSignedDocument({ signatureRequestId: prepared.id }, await house.as(alice));
    const [signature] = readSignatures(content);
    if (signature === undefined) throw new Error('no signature');
    expect(await verifyWithOpenssl(signature, { root: house.outside.root, at: house.clock.now() })).toMatch(
      /successful/,
    );
  });

  withPdfsig('is accepted by pdfsig', async () => {
    const prepared = await prepare(await aDocument());
    await authorise(prepared);
    const { content } = await house.api.getSignedDocument({ signatureRequestId: prepared.id }, await house.as(alice));
    const said = await verifyWithPdfsig(content, house.outside.root);
    expect(said).toMatch(/Signature is Valid/);
    expect(said).toMatch(/Total document signed/);
  });

  it('may be as large as 10 MiB and survives the way there and back', async () => {
    const small = await aPdf();
    // A stream that nothing refers to, written as an incremental update would be.
    const room = 10 * 1024 * 1024 - small.length - 100;
    const head = small.subarray(0, small.indexOf('xref\n'));
    const xref = small.subarray(small.indexOf('xref\n'));
    const filler = Buffer.concat([Buffer.from('%'), Buffer.alloc(room, 'x'), Buffer.from('\n')]);
    const moved = xref
      .toString('latin1')
      .replace(/startxref\n(\d+)/, (_, at: string) => `startxref\n${Number(at) + filler.length}`);
    const content = Buffer.concat([head, filler, Buffer.from(moved, 'latin1')]);
    const prepared = await prepare(await aDocument({ content }));
    await authorise(prepared);
    const document = await house.api.getSignedDocument({ signatureRequestId: prepared.id }, await house.as(alice));
    expect(document.content.subarray(0, content.length).equals(content)).toBe(true);
  });

  it('lies sealed in the database, before it is signed and after', async () => {
    const prepared = await prepare(await aDocument());
    const read = async () =>
      (
        await house.db
          .selectFrom('signatureDocuments')
          .select('content')
          .where('requestId', '=', prepared.id)
          .executeTakeFirstOrThrow()
      ).content.toString('latin1');
    expect(await read()).not.toMatch(/%PDF|ByteRange|Reason/);
    await authorise(prepared);
    expect(await read()).not.toMatch(/%PDF|ByteRange|Reason/);
  });

  it('that was swapped in the database after it was authorised for is not signed into', async () => {
    const [mine, other] = [await prepare(await aDocument()), await prepare(await aDocument())];
    const row = await house.db
      .selectFrom('signatureDocuments')
      .selectAll()
      .where('requestId', '=', other.id)
      .executeTakeFirstOrThrow();
    await house.db
      .updateTable('signatureDocuments')
      .set({ content: row.content })
      .where('requestId', '=', mine.id)
      .execute();
    expect(await refusal(authorise(mine))).toMatch(/no refusal: .*INTERNAL/);
    expect(await stateOf(mine)).toBe('EXPIRED');
  });
});

describe('digests', () => {
  it('are signed as they are, in their order', async () => {
    const prepared = await prepare(digestsOf('one', 'two', 'three'));
    expect(prepared.digests.map(({ label }) => label)).toEqual(['one', 'two', 'three']);
    const { signatures, hasDocument: document } = await authorise(prepared);
    expect(document).toBe(false);
    const hold = ['one', 'two', 'three'].map((text, index) =>
      verify('sha256', Buffer.from(text), certificate.publicKey, signatures[index] ?? Buffer.alloc(0)),
    );
    expect(hold).toEqual([true, true, true]);
    const read = await house.api.getSignatureRequest({ signatureRequestId: prepared.id }, await house.as(alice));
    expect(read.signatureRequest?.signatures).toEqual(signatures);
    const unsigned = house.api.getSignedDocument({ signatureRequestId: prepared.id }, await house.as(alice));
    expect(await refusal(unsigned)).toBe('SIGNATURE_REQUEST_WRONG_STATE');
  });
});

describe('preparing', () => {
  it('returns the same request for the same key, also to 20 calls at the same time', async () => {
    const content = await aDocument();
    const context = await house.as(alice);
    const request = { credentialId, content, idempotencyKey: 'twenty-at-once' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => house.api.createSignatureRequest(request, context)),
    );
    expect(new Set(answers.map(({ signatureRequest }) => signatureRequest?.id)).size).toBe(1);
    expect(new Set(answers.map(({ signatureRequest }) => signatureRequest?.challengeId)).size).toBe(1);
    const other = { ...request, content: digestsOf('other') };
    expect(await refusal(house.api.createSignatureRequest(other, context))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('goes on with the same key when the challenge could not be opened', async () => {
    const request = { credentialId, content: digestsOf('later'), idempotencyKey: 'challenge-later' };
    const context = await house.as(alice);
    house.outside.factors.active = false;
    expect(await refusal(house.api.createSignatureRequest(request, context))).toBe('FACTOR_REQUIRED');
    house.outside.factors.active = true;
    house.faults.fail('createSigningChallenge', down);
    expect(await refusal(house.api.createSignatureRequest(request, context))).toBe('SERVICE_UNAVAILABLE');
    house.faults.heal();
    const { signatureRequest } = await house.api.createSignatureRequest(request, context);
    expect((await authorise({ id: signatureRequest?.id ?? '' })).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
  });

  it.each<[string, string, () => Promise<CreateSignatureRequestRequest['content']>]>([
    ['CONTENT_REQUIRED', 'nothing', async () => undefined],
    ['DOCUMENT_INVALID', 'no PDF', () => aDocument({ content: Buffer.from('hello') })],
    ['DOCUMENT_INVALID', 'a PDF that was cut', async () => aDocument({ content: (await aPdf()).subarray(0, 600) })],
    ['DOCUMENT_INVALID', 'a name of 256 characters', () => aDocument({ label: 'x'.repeat(256) })],
    ['DOCUMENT_INVALID', 'a name with a line break', () => aDocument({ label: 'a\nb' })],
    ['DOCUMENT_INVALID', 'a reason of 256 characters', () => aDocument({ reason: 'x'.repeat(256) })],
    ['DOCUMENT_INVALID', 'a name that turns its direction', () => aDocument({ label: 'a\u202efdp.exe' })],
    ['DIGEST_INVALID', 'no digests', async () => digestsOf()],
    ['DIGEST_INVALID', '101 digests', async () => digestsOf(...Array.from({ length: 101 }, (_, index) => `${index}`))],
    ['DIGEST_INVALID', 'a name of a digest that is too long', async () => digestsOf('x'.repeat(256))],
    ['DIGEST_INVALID', 'a name of a digest on two lines', async () => digestsOf('a\u2028b')],
    [
      'DIGEST_INVALID',
      'a digest of 31 bytes',
      async () => ({ $case: 'digests', value: { digests: [{ digest: randomBytes(31), label: '' }] } }),
    ],
  ])('is refused with %s for %s, and keeps nothing', async (reason, _what, content) => {
    const before = await house.db.selectFrom('signatureRequests').select('id').execute();
    expect(await refusal(prepare(await content()))).toBe(reason);
    expect(await house.db.selectFrom('signatureRequests').select('id').execute()).toHaveLength(before.length);
  });

  it('names the field at fault', async () => {
    const digests = [
      { digest: randomBytes(32), label: '' },
      { digest: randomBytes(31), label: '' },
    ];
    await expect(prepare({ $case: 'digests', value: { digests } })).rejects.toMatchObject({
      fields: [{ pointer: '/digests/1/digest', detail: 'must be a SHA-256 digest' }],
    });
    await expect(prepare(await aDocument({ content: Buffer.from('x') }))).rejects.toMatchObject({
      fields: [{ pointer: '/document', detail: 'must be a PDF' }],
    });
  });

  it('needs an own, active credential and a login by two factors', async () => {
    expect(await refusal(prepare(digestsOf('a'), { credentialId: 'crd_unknown' }))).toBe('CREDENTIAL_NOT_FOUND');
    const request = { credentialId, content: digestsOf('a'), idempotencyKey: 'not-mine-at-all' };
    expect(await refusal(house.api.createSignatureRequest(request, await house.as(mallory)))).toBe(
      'CREDENTIAL_NOT_FOUND',
    );
    const weak = await house.as({ ...alice, acr: 'urn:countersign:aal1' });
    expect(await refusal(house.api.createSignatureRequest(request, weak))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    house.faults.fail('generateKey', down);
    house.outside.licences.available = 1;
    const unfinished = { accountId: alice.accountId, idempotencyKey: 'never-finished' };
    await refusal(house.api.createCredential(unfinished, await house.as(alice)));
    const { credentials } = await house.api.listCredentials({}, await house.as(alice));
    const creating = credentials.find(({ state }) => state === 'CREDENTIAL_STATE_CREATING')?.id ?? '';
    expect(await refusal(prepare(digestsOf('a'), { credentialId: creating }))).toBe('CREDENTIAL_NOT_ACTIVE');
  });
});

describe('the factors of a request', () => {
  const ask = async ({ id }: { id: string }, over: { authenticatorId?: string; resend?: boolean } = {}) => {
    const request = { signatureRequestId: id, authenticatorId: card.authenticatorId, resend: false, ...over };
    return (await house.api.askSignatureFactor(request, await house.as({ ...alice, language: 'de' }))).prompt;
  };
  const read = async ({ id }: { id: string }) =>
    (await house.api.getSignatureRequest({ signatureRequestId: id }, await house.as(alice))).signatureRequest;
  const nothing = { factors: [], transactionUri: '', transactionQrSvg: '' };

  it('are shown with what an app is shown while it waits, and no longer', async () => {
    const prepared = await prepare(digestsOf('one', 'two'));
    const transactionUri = `softtoken://t?v=1&p=${prepared.challengeId}`;
    const shown = { factors: [phone, card], transactionUri, transactionQrSvg: '<svg/>' };
    expect(prepared).toMatchObject(shown);
    expect(await read(prepared)).toMatchObject(shown);
    // An app shows people what is signed.
    expect(house.outside.challenges.get(prepared.challengeId)?.labels).toEqual(['one', 'two']);
    // Whatever account the session is for, that of the credential says which factors count.
    const elsewhere = await house.as({ ...alice, accountId: 'acc_elsewhere' });
    const request = { credentialId, idempotencyKey: 'from-elsewhere', content: digestsOf('one') };
    const { signatureRequest } = await house.api.createSignatureRequest(request, elsewhere);
    expect(house.outside.challenges.get(signatureRequest?.challengeId ?? '')?.accountId).toBe(alice.accountId);
    expect(await authorise(prepared)).toMatchObject(nothing);
    expect(await read(prepared)).toMatchObject(nothing);
    const late = await prepare(await aDocument());
    expect(house.outside.challenges.get(late.challengeId)?.labels).toEqual(['contract.pdf']);
    house.clock.advance(300_000);
    expect(await read(late)).toMatchObject(nothing);
    await expireSignatureRequests(house.db, house.clock.now());
    const rows = await house.db
      .selectFrom('signatureRequests')
      .select(['factors', 'transactionUri', 'transactionQrSvg'])
      .where('id', 'in', [prepared.id, late.id])
      .execute();
    const none = { factors: null, transactionUri: null, transactionQrSvg: null };
    expect(rows).toEqual([none, none]);
  });

  it('are not known of a request that was prepared before they were', async () => {
    const prepared = await prepare(digestsOf('old'));
    await house.db
      .updateTable('signatureRequests')
      .set({ factors: null, transactionUri: null, transactionQrSvg: null })
      .where('id', '=', prepared.id)
      .execute();
    expect(await read(prepared)).toMatchObject(nothing);
    expect((await authorise(prepared)).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
  });

  it('are asked in the language of the user, and answered by the cells of a card', async () => {
    const prepared = await prepare(digestsOf('by card'));
    expect(await ask(prepared)).toEqual(cardPrompt);
    expect(await ask(prepared, { resend: true })).toEqual(cardPrompt);
    const { challengeId } = prepared;
    const asked = house.outside.asked.filter((each) => each.challengeId === challengeId);
    expect(asked).toEqual([false, true].map((resend) => ({ challengeId, language: 'de', resend })));
    expect(await refusal(authorise(prepared, rightCells))).toBe('CODE_REFUSED');
    expect(await refusal(authorise(prepared, rightCode, cells))).toBe('CODE_REFUSED');
    expect((await authorise(prepared, rightCells, cells)).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
    const authorisation = await house.signerDb
      .selectFrom('authorisations')
      .select(['amr', 'factorId', 'factorKind', 'bound', 'authenticatedAt'])
      .where('jti', '=', challengeId)
      .executeTakeFirst();
    expect(authorisation).toEqual({
      amr: ['grid'],
      factorId: card.authenticatorId,
      factorKind: 'grid_card',
      bound: false,
      authenticatedAt: house.clock.now(),
    });
  });

  it('are asked only while it waits, and only those that he has', async () => {
    const prepared = await prepare(digestsOf('a'));
    expect(await refusal(ask(prepared, { authenticatorId: 'aut_other' }))).toBe('AUTHENTICATOR_NOT_FOUND');
    const weak = await house.as({ ...alice, acr: 'urn:countersign:aal1' });
    const request = { signatureRequestId: prepared.id, authenticatorId: card.authenticatorId, resend: false };
    expect(await refusal(house.api.askSignatureFactor(request, weak))).toBe('INSUFFICIENT_USER_AUTHENTICATION');
    await authorise(prepared);
    expect(await refusal(ask(prepared))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
    const late = await prepare(digestsOf('b'));
    house.clock.advance(300_000);
    expect(await refusal(ask(late))).toBe('CHALLENGE_EXPIRED');
    expect(await refusal(ask({ id: 'sig_unknown' }))).toBe('SIGNATURE_REQUEST_NOT_FOUND');
  });
});

describe('authorising', () => {
  it('signs once when the right code comes 20 times at the same time', async () => {
    const prepared = await prepare(await aDocument());
    const context = await house.as(alice);
    const request = { signatureRequestId: prepared.id, code: rightCode, ...anyApp };
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => house.api.authoriseSignatureRequest(request, context)),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [(answer.reason as { reason?: string }).reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['SIGNATURE_REQUEST_WRONG_STATE']));
    expect(await signings(prepared)).toBe(1);
  });

  it('lets a request wait again after a wrong code, and after too many', async () => {
    const prepared = await prepare(digestsOf('a'));
    expect(await refusal(authorise(prepared, '000000'))).toBe('CODE_REFUSED');
    house.faults.fail('answerSigningChallenge', unauthenticated('ATTEMPTS_EXHAUSTED', 'too many'));
    expect(await refusal(authorise(prepared))).toBe('ATTEMPTS_EXHAUSTED');
    house.faults.heal();
    expect(await stateOf(prepared)).toBe('AWAITING_AUTHORISATION');
    expect((await authorise(prepared)).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
    expect(await refusal(authorise(prepared))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
  });

  it('is refused to others, whose requests answer like unknown ones', async () => {
    const prepared = await prepare(await aDocument());
    const theirs = await house.as(mallory);
    const id = { signatureRequestId: prepared.id };
    const own = await house.as(alice);
    for (const call of [
      () => house.api.authoriseSignatureRequest({ ...id, code: rightCode, ...anyApp }, theirs),
      () => house.api.askSignatureFactor({ ...id, authenticatorId: card.authenticatorId, resend: false }, theirs),
      () => house.api.getSignatureRequest(id, theirs),
      () => house.api.getSignedDocument(id, theirs),
      () => house.api.getSignatureRequest({ signatureRequestId: 'sig_unknown' }, own),
      () => authorise({ id: 'sig_unknown' }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(call())).toBe('SIGNATURE_REQUEST_NOT_FOUND');
    }
    expect(await refusal(house.api.getSignedDocument(id, await house.as(alice)))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
    expect(await stateOf(prepared)).toBe('AWAITING_AUTHORISATION');
  });

  it('comes too late after five minutes, and the document is deleted', async () => {
    const prepared = await prepare(await aDocument());
    house.clock.advance(300_000);
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_EXPIRED');
    expect(await hasDocument(prepared)).toBe(true);
    expect(await expireSignatureRequests(house.db, house.clock.now())).toBeGreaterThan(0);
    expect(await hasDocument(prepared)).toBe(false);
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_EXPIRED');
    expect(await expireSignatureRequests(house.db, house.clock.now())).toBe(0);
  });

  it('survives a lost answer of the signer with the one signature that it made', async () => {
    const prepared = await prepare(await aDocument());
    house.faults.lose('signDigests', down, 2);
    expect((await authorise(prepared)).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
    expect(await signings(prepared)).toBe(1);
  });

  it('ends the request when the signer cannot be reached: the code is used up', async () => {
    const prepared = await prepare(await aDocument());
    house.faults.fail('signDigests', down);
    expect(await refusal(authorise(prepared))).toBe('SIGNATURE_INTERRUPTED');
    house.faults.heal();
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await hasDocument(prepared)).toBe(false);
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_EXPIRED');
  });

  it('ends the request when the answer of the second factor was lost', async () => {
    const prepared = await prepare(digestsOf('a'));
    house.faults.lose('answerSigningChallenge', down, 1);
    expect(await refusal(authorise(prepared))).toBe('SERVICE_UNAVAILABLE');
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_ANSWERED');
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await signings(prepared)).toBe(0);
  });

  it('that was interrupted by a crash is given up after two minutes and never made again', async () => {
    const prepared = await prepare(await aDocument());
    await house.db
      .updateTable('signatureRequests')
      .set({ state: 'signing', signingSince: house.clock.now() })
      .where('id', '=', prepared.id)
      .execute();
    expect(await refusal(authorise(prepared))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
    house.clock.advance(119_000);
    await expireSignatureRequests(house.db, house.clock.now());
    expect(await stateOf(prepared)).toBe('SIGNING');
    house.clock.advance(1_000);
    await expireSignatureRequests(house.db, house.clock.now());
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await signings(prepared)).toBe(0);
  });

  it('counts its outcomes', async () => {
    const text = await house.metrics.metrics();
    expect(text).toMatch(
      /remote_signing_outcomes_total\{operation="sign",outcome="ok",service="remote-signing"\} [1-9]/,
    );
    expect(text).toMatch(/remote_signing_outcomes_total\{operation="sign",outcome="CODE_REFUSED"/);
  });
});

it('lets each caller use the methods whose list it is on, and no other', async () => {
  expect(await findAccessFaults(house.service, RemoteSigningServiceService, access)).toEqual([]);
});
