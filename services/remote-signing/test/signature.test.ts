import { randomBytes, verify, X509Certificate } from 'node:crypto';
import { unauthenticated, unavailable } from '@countersign/errors';
import type { CreateSignatureRequestRequest, SignatureRequest } from '@countersign/proto/remote-signing';
import { RemoteSigningServiceService } from '@countersign/proto/remote-signing';
import { findAccessFaults } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { access } from '../src/access.ts';
import { expireSignatureRequests } from '../src/expiry.ts';
import { aPdf } from './format-signers.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { card, cardPrompt, phone, refusal, rightCells, rightCode } from './outside-parties.ts';
import { anyApp, createSigningHouse, digestsOf, documentsOf, type SigningHouse } from './signing-house.ts';

const down = unavailable('SERVICE_UNAVAILABLE', 'down');
const cells = { authenticatorId: card.authenticatorId, cellsChallengeId: cardPrompt.challengeId };
let house: Harness;
let signing: SigningHouse;
let credentialId = '';
let certificate: X509Certificate;

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
  const credential = await signing.createCredential();
  credentialId = credential.id;
  certificate = new X509Certificate(credential.certificatePem);
});

afterAll(() => house.close());

afterEach(() => {
  house.faults.heal();
  house.outside.factors.active = true;
  house.outside.sessions.active = true;
});

const aDocument = async () => documentsOf([(await signing.upload(await aPdf())).id]);
const prepare = (
  content: CreateSignatureRequestRequest['content'],
  over: Partial<CreateSignatureRequestRequest> = {},
): Promise<SignatureRequest> => signing.prepare(content, { credentialId, ...over });
const authorise = (request: { id: string }, code?: string, of?: typeof anyApp) => signing.authorise(request, code, of);
const stateOf = (request: { id: string }) => signing.stateOf(request);
const signings = (request: SignatureRequest) => signing.signings(request);

/** Whether what was prepared of a document is still there. */
async function isPrepared({ id }: { id: string }): Promise<boolean> {
  const row = await house.db
    .selectFrom('signatureItems')
    .select('addition')
    .where('requestId', '=', id)
    .executeTakeFirst();
  return row?.addition != null;
}

describe('digests', () => {
  it('are signed as they are, in their order', async () => {
    const prepared = await prepare(digestsOf('one', 'two', 'three'));
    expect(prepared.digests.map(({ label }) => label)).toEqual(['one', 'two', 'three']);
    const { signatures, documents } = await authorise(prepared);
    expect(documents).toEqual([]);
    const hold = ['one', 'two', 'three'].map((text, index) =>
      verify('sha256', Buffer.from(text), certificate.publicKey, signatures[index] ?? Buffer.alloc(0)),
    );
    expect(hold).toEqual([true, true, true]);
    const read = await house.api.getSignatureRequest({ signatureRequestId: prepared.id }, await house.as(alice));
    expect(read.signatureRequest?.signatures).toEqual(signatures);
    expect(read.signatureRequest).toMatchObject({ documents: [], hashAlgorithm: 'SHA-256', soleControlLevel: 1 });
    expect(read.signatureRequest?.receipt.split('.')).toHaveLength(3);
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
    ['DIGEST_INVALID', 'no digests', async () => digestsOf()],
    [
      'TOO_MANY_DIGESTS',
      '101 digests',
      async () => digestsOf(...Array.from({ length: 101 }, (_, index) => `${index}`)),
    ],
    ['DIGEST_INVALID', 'a name of a digest that is too long', async () => digestsOf('x'.repeat(256))],
    ['DIGEST_INVALID', 'a name of a digest on two lines', async () => digestsOf('a\u2028b')],
    [
      'DIGEST_INVALID',
      'a digest of 31 bytes',
      async () => ({
        $case: 'digests',
        value: { digests: [{ digest: randomBytes(31), label: '' }], hashAlgorithm: '' },
      }),
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
    await expect(prepare({ $case: 'digests', value: { digests, hashAlgorithm: '' } })).rejects.toMatchObject({
      fields: [{ pointer: '/digests/1/digest', detail: 'must be a SHA-256 digest' }],
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
    const unfinished = {
      accountId: alice.accountId,
      idempotencyKey: 'never-finished',
      keyAlgorithm: '',
      policy: undefined,
    };
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

  it('uses no code up that the policy of the credential forbids by then, and none while it is suspended', async () => {
    const { id } = await signing.createCredential();
    const context = await house.as(alice);
    const prepared = await prepare(digestsOf('a'), { credentialId: id });
    const policy = {
      factorKinds: [card.kind],
      contentBound: false,
      maxDigests: 100,
      openSignatures: 0,
      openSeconds: 0,
    };
    await house.api.setCredentialPolicy({ credentialId: id, policy }, context);
    expect(await refusal(authorise(prepared))).toBe('FACTOR_NOT_PERMITTED');
    await house.api.suspendCredential({ credentialId: id, asStaff: false }, context);
    expect(await refusal(authorise(prepared, rightCells, cells))).toBe('CREDENTIAL_NOT_ACTIVE');
    expect(await stateOf(prepared)).toBe('AWAITING_AUTHORISATION');
    await house.api.resumeCredential({ credentialId: id, asStaff: false }, context);
    expect((await authorise(prepared, rightCells, cells)).state).toBe('SIGNATURE_REQUEST_STATE_SIGNED');
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
      () => house.api.cancelSignatureRequest(id, theirs),
      () => house.api.getSignatureRequest({ signatureRequestId: 'sig_unknown' }, own),
      () => authorise({ id: 'sig_unknown' }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await refusal(call())).toBe('SIGNATURE_REQUEST_NOT_FOUND');
    }
    expect((await house.api.listSignatureRequests({ pageSize: 0, pageToken: '' }, theirs)).signatureRequests).toEqual(
      [],
    );
    expect(await stateOf(prepared)).toBe('AWAITING_AUTHORISATION');
  });

  it('comes too late after five minutes, and what was prepared is deleted', async () => {
    const prepared = await prepare(await aDocument());
    house.clock.advance(300_000);
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_EXPIRED');
    expect(await isPrepared(prepared)).toBe(true);
    expect(await expireSignatureRequests(house.db, house.clock.now())).toBeGreaterThan(0);
    expect(await isPrepared(prepared)).toBe(false);
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
    expect(await isPrepared(prepared)).toBe(false);
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_EXPIRED');
  });

  it('ends the request when the signer lost its database while it signed: nobody knows whether it did', async () => {
    const prepared = await prepare(digestsOf('a'));
    await sql`create function lose() returns trigger language plpgsql as
      $$ begin raise exception 'terminating connection' using errcode = 'admin_shutdown'; end $$`.execute(
      house.signerDb,
    );
    await sql`create trigger lose before update of signed_at on batches for each statement execute function lose()`.execute(
      house.signerDb,
    );
    try {
      expect(await refusal(authorise(prepared))).toBe('SIGNATURE_INTERRUPTED');
    } finally {
      await sql`drop function lose cascade`.execute(house.signerDb);
    }
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await signings(prepared)).toBe(0);
  }, 15_000);

  it('ends the request when the answer of the second factor was lost', async () => {
    const prepared = await prepare(digestsOf('a'));
    house.faults.lose('answerSigningChallenge', down, 1);
    expect(await refusal(authorise(prepared))).toBe('SERVICE_UNAVAILABLE');
    expect(await refusal(authorise(prepared))).toBe('CHALLENGE_ANSWERED');
    expect(await stateOf(prepared)).toBe('EXPIRED');
    expect(await signings(prepared)).toBe(0);
  });

  it('that was interrupted by a crash is given up after three minutes and never made again', async () => {
    const prepared = await prepare(await aDocument());
    await house.db
      .updateTable('signatureRequests')
      .set({ state: 'signing', signingSince: house.clock.now() })
      .where('id', '=', prepared.id)
      .execute();
    expect(await refusal(authorise(prepared))).toBe('SIGNATURE_REQUEST_WRONG_STATE');
    house.clock.advance(179_000);
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
