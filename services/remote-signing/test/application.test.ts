import { createHash, verify, X509Certificate } from 'node:crypto';
import { listAudit } from '@countersign/audit';
import { unavailable } from '@countersign/errors';
import {
  type AuthoriseDigestsRequest,
  type SignHashesRequest,
  SigningApplicationServiceService,
} from '@countersign/proto/signing-application';
import { findAccessFaults } from '@countersign/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { applicationAccess } from '../src/access.ts';
import { deleteExpiredResponses } from '../src/application/response-store.ts';
import { readTimestamp } from '../src/format/timestamp.ts';
import {
  type Activation,
  type ApplicationHouse,
  createApplicationHouse,
  digestOf,
  labelled,
  type TestApplication,
} from './application-house.ts';
import { alice, createHarness, type Harness, mallory } from './harness.ts';
import { card, cardPrompt, phone, refusal, rightCells, rightCode } from './outside-parties.ts';
import { createSigningHouse, type SigningHouse } from './signing-house.ts';

const mobile = { authenticatorId: 'aut_mobile', kind: 'sms', label: 'Mobile', maskedDestination: '…42', serial: '' };
const down = unavailable('SERVICE_UNAVAILABLE', 'down');
let house: Harness;
let signing: SigningHouse;
let applications: ApplicationHouse;
let credentialId = '';
let openCredentialId = '';
let certificate: X509Certificate;
/** An application that collects factors, and its grant of service. */
let shop: TestApplication;

beforeAll(async () => {
  house = await createHarness();
  signing = createSigningHouse(house);
  const credential = await signing.createCredential();
  credentialId = credential.id;
  certificate = new X509Certificate(credential.certificatePem);
  openCredentialId = (await signing.createCredential()).id;
  const policy = { factorKinds: [], contentBound: false, maxDigests: 100, openSignatures: 5, openSeconds: 0 };
  await house.api.setCredentialPolicy({ credentialId: openCredentialId, policy }, await house.as(alice));
  applications = await createApplicationHouse(house, credentialId);
  ({ shop } = applications);
});

afterAll(() => house.close());

afterEach(() => {
  house.faults.heal();
  house.outside.sessions.endedReason = '';
  house.outside.factors.more = [];
  house.outside.factors.active = true;
  delete house.outside.replacement.at;
});

const letIn: ApplicationHouse['letIn'] = (...given) => applications.letIn(...given);
const by: ApplicationHouse['by'] = (...given) => applications.by(...given);
const authorise: ApplicationHouse['authorise'] = (...given) => applications.authorise(...given);
const activate: ApplicationHouse['activate'] = (...given) => applications.activate(...given);

const signHashes = async (
  { token, handle, credentialId: of }: Activation,
  over: Partial<SignHashesRequest> = {},
  actor = alice,
) => {
  const usual = { credentialId: of, handle, digests: [digestOf('contract')], hashAlgorithm: 'SHA-256' };
  return await house.applications.signHashes({ ...usual, later: undefined, ...over }, await by(token, actor));
};

const extend = async ({ token, handle, credentialId: of }: Activation, ...texts: string[]) => {
  const request = { credentialId: of, handle, digests: labelled(...texts), hashAlgorithm: 'SHA-256' };
  return (await house.applications.extendAuthorisation(request, await by(token))).activation;
};

const made = async (id: string) => {
  const records = await listAudit(house.db, credentialId, { after: 0, limit: 500 });
  return records.filter(({ action, subject }) => action === 'signature.made' && subject === id);
};

describe('credentials', () => {
  const list = async (client: Parameters<typeof by>[0], over = {}, actor = alice) => {
    const request = { userId: '', onlyValid: false, pageSize: 0, pageToken: '', ...over };
    return await house.applications.listApplicationCredentials(request, await by(client, actor));
  };
  const get = async (id: string, client: Parameters<typeof by>[0] = shop, actor = alice) =>
    (await house.applications.getApplicationCredential({ credentialId: id }, await by(client, actor))).credential;

  it('of the user are listed a page at a time, and told with what it takes to sign', async () => {
    const first = await list(shop, { pageSize: 1 });
    expect(first.credentials.map((each) => each.credential?.id)).toEqual([credentialId]);
    const second = await list(shop, { pageSize: 1, pageToken: first.nextPageToken, onlyValid: true });
    expect(second.credentials.map((each) => each.credential?.id)).toEqual([openCredentialId]);
    expect(second.nextPageToken).toBe('');
    const shown = { keyBits: 256, explicit: true, certificateStatus: 'valid' };
    expect(first.credentials[0]).toMatchObject({ ...shown, maxSignatures: 100, extendable: false, factors: [] });
    expect(first.credentials[0]?.certificates[0]?.equals(certificate.raw)).toBe(true);
    expect(first.credentials[0]?.certificates).toHaveLength(3);
    expect(await get(openCredentialId)).toMatchObject({ ...shown, extendable: true, factors: [phone, card] });
    house.outside.factors.active = false;
    expect(await get(openCredentialId)).toMatchObject({ ...shown, factors: [] });
    expect(await refusal(authorise())).toBe('FACTOR_REQUIRED');
    expect(await refusal(list(shop, { pageSize: 101 }))).toBe('PAGE_SIZE_INVALID');
    expect(await refusal(list(shop, { userId: alice.userId }))).toBe('USER_NOT_EXPECTED');
  });

  it('ask for no factors by an application that does not collect them, nor where the content is to be shown', async () => {
    const plain = await letIn({ explicitAuthorisation: false });
    expect(await get(credentialId, plain)).toMatchObject({ explicit: false, factors: [] });
    const { id } = await signing.createCredential();
    const policy = { factorKinds: [], contentBound: true, maxDigests: 1, openSignatures: 0, openSeconds: 0 };
    await house.api.setCredentialPolicy({ credentialId: id, policy }, await house.as(alice));
    expect(await get(id)).toMatchObject({ explicit: false, factors: [], maxSignatures: 1 });
    expect(await refusal(authorise({ credentialId: id }))).toBe('EXPLICIT_AUTHORISATION_OFF');
    expect(await refusal(authorise({}, plain))).toBe('EXPLICIT_AUTHORISATION_OFF');
    await house.api.suspendCredential({ credentialId: id, asStaff: false }, await house.as(alice));
    expect((await get(id))?.certificateStatus).toBe('suspended');
    await house.api.revokeCredential(
      { credentialId: id, reason: 'unspecified', asStaff: false },
      await house.as(alice),
    );
    expect((await get(id))?.certificateStatus).toBe('revoked');
    const valid = await list(shop, { onlyValid: true });
    expect(valid.credentials.map((each) => each.credential?.id)).toEqual([credentialId, openCredentialId]);
    expect((await list(shop)).credentials).toHaveLength(3);
    // Applications that take the first one get one that can sign, though it is not the oldest.
    const oldest = { credentialId, asStaff: false };
    await house.api.suspendCredential(oldest, await house.as(alice));
    const ids: string[] = [];
    for (let pageToken = ''; ids.length === 0 || pageToken !== ''; ) {
      // oxlint-disable-next-line no-await-in-loop
      const page = await list(shop, { pageSize: 1, pageToken });
      ids.push(...page.credentials.map((each) => each.credential?.id ?? ''));
      pageToken = page.nextPageToken;
    }
    expect(ids).toEqual([openCredentialId, credentialId, id]);
    await house.api.resumeCredential(oldest, await house.as(alice));
  });

  it('of somebody else are like unknown ones, and a token for one shows that one alone', async () => {
    const theirs = { id: shop.id, grantId: (await applications.oauth.grant(shop.id, { userId: mallory.userId })).id };
    expect(await refusal(get(credentialId, theirs, mallory))).toBe('CREDENTIAL_NOT_FOUND');
    expect(await refusal(get('crd_unknown'))).toBe('CREDENTIAL_NOT_FOUND');
    expect((await list(theirs, {}, mallory)).credentials).toEqual([]);
    const { token } = await activate();
    expect((await list(token)).credentials.map((each) => each.credential?.id)).toEqual([credentialId]);
    expect(await refusal(get(openCredentialId, token))).toBe('CREDENTIAL_NOT_FOUND');
  });

  it('are shown to an application by itself as long as a grant of the user holds', async () => {
    const { id } = await letIn({}, { expiresAt: new Date(house.clock.now().getTime() + 60_000) });
    const at = house.clock.now();
    const none = { userId: null, sessionId: null, acr: null, amr: [], authenticatedAt: null, accountId: null };
    const own = { ...none, scope: 'application', codeHash: null, codeChallenge: null, codeExpiresAt: null } as const;
    const expiresAt = new Date(at.getTime() + 3_600_000);
    const { id: grantId } = await applications.oauth.grant(id, { ...own, expiresAt });
    const itself = { id, grantId, scope: 'application' } as const;
    const actor = { ...alice, userId: id, sessionId: grantId };
    expect((await list(itself, { userId: alice.userId }, actor)).credentials.length).toBeGreaterThan(1);
    expect(await get(credentialId, itself, actor)).toMatchObject({ explicit: true, factors: [] });
    expect((await list(itself, { userId: mallory.userId }, actor)).credentials).toEqual([]);
    expect(await refusal(list(itself, {}, actor))).toBe('USER_REQUIRED');
    house.clock.advance(60_000);
    expect((await list(itself, { userId: alice.userId }, actor)).credentials).toEqual([]);
    expect(await refusal(get(credentialId, itself, actor))).toBe('CREDENTIAL_NOT_FOUND');
    // Who let it sign with one certificate has not shown it the others.
    const codeUsedAt = house.clock.now();
    await applications.oauth.grant(id, { scope: 'credential', credentialId, codeUsedAt });
    await applications.oauth.grant(id, { scope: 'credential-creation', codeUsedAt });
    const { credentials } = await list(itself, { userId: alice.userId }, actor);
    expect(credentials.map((each) => each.credential?.id)).toEqual([credentialId]);
    expect(await get(credentialId, itself, actor)).toMatchObject({ explicit: true });
    expect(await refusal(get(openCredentialId, itself, actor))).toBe('CREDENTIAL_NOT_FOUND');
  });

  it('are created once by what the user agreed to, and ended by the same', async () => {
    house.outside.licences.available += 1;
    const creation = { scope: 'credential-creation', creation: { keyAlgorithm: 'P-384' } } as const;
    const maker = { ...(await letIn({}, creation)), scope: 'credential-creation' } as const;
    const create = async () => await house.applications.createApplicationCredential({}, await by(maker));
    const [one, two] = [await create(), await create()];
    expect(one.credential).toMatchObject({ keyBits: 384, certificateStatus: 'valid' });
    const id = one.credential?.credential?.id ?? '';
    expect(two.credential?.credential?.id).toBe(id);
    const deletion = { scope: 'credential-deletion', credentialId: id } as const;
    const ender = { ...(await letIn({}, deletion)), scope: 'credential-deletion', credentialId: id } as const;
    const end = async (of: string, client: Parameters<typeof by>[0] = ender) =>
      await house.applications.deleteApplicationCredential({ credentialId: of }, await by(client));
    expect(await refusal(end(credentialId))).toBe('CREDENTIAL_NOT_FOUND');
    expect(await refusal(end(id, shop))).toBe('CLIENT_NOT_PERMITTED');
    expect(await refusal(end(id, maker))).toBe('CLIENT_NOT_PERMITTED');
    await end(id);
    expect((await get(id))?.certificateStatus).toBe('revoked');
    await house.round();
    expect(house.mails.at(-1)?.text).toMatch(/revoked/);
  });
});

describe('authorising with factors that an application collects', () => {
  const ask = async (authenticatorId: string, app = shop) => {
    const request = { credentialId, authenticatorId };
    return (await house.applications.askApplicationFactor(request, await by(app))).prompt;
  };

  it('asks for cells and sends codes, and takes them', async () => {
    expect(await ask(card.authenticatorId)).toEqual(cardPrompt);
    const byCard = await activate({ factors: [{ id: card.authenticatorId, value: rightCells }] });
    expect(byCard.expiresAt?.getTime()).toBeGreaterThan(house.clock.now().getTime());
    expect((await signHashes(byCard)).signatures).toHaveLength(1);
    expect(await refusal(ask(''))).toBe('FACTOR_HAS_NO_CHALLENGE');
    expect(await refusal(ask(phone.authenticatorId))).toBe('FACTOR_HAS_NO_CHALLENGE');
    expect(await refusal(ask('aut_unknown'))).toBe('AUTHENTICATOR_NOT_FOUND');
    house.outside.factors.more = [mobile];
    expect(await ask('')).toMatchObject({ authenticatorId: mobile.authenticatorId, channel: 'sms' });
    expect(house.outside.asked.at(-1)).toMatchObject({ language: 'en', resend: true });
    const plain = await letIn({ explicitAuthorisation: false });
    expect(await refusal(ask('', plain))).toBe('EXPLICIT_AUTHORISATION_OFF');
  });

  it.each<[string, string, Partial<AuthoriseDigestsRequest>]>([
    ['CREDENTIAL_NOT_FOUND', 'an unknown credential', { credentialId: 'crd_unknown' }],
    ['DIGEST_INVALID', 'a digest that is too short', { digests: [{ digest: Buffer.alloc(31), label: '' }] }],
    ['DIGEST_INVALID', 'a digest of another algorithm', { hashAlgorithm: 'SHA-384' }],
    ['DIGEST_INVALID', 'an unknown algorithm', { hashAlgorithm: 'SHA-1' }],
    ['DIGEST_INVALID', 'an unknown kind of digest', { digestKind: 3 }],
    ['DIGEST_INVALID', 'signatures without digests', { digests: [], signatures: 1 }],
    ['SIGNATURES_INVALID', 'no signatures', { signatures: 0 }],
    ['SIGNATURES_INVALID', 'fewer signatures than digests', { digests: labelled('a', 'b'), signatures: 1 }],
    ['TOO_MANY_DIGESTS', '101 digests', { digests: labelled(...Array.from({ length: 101 }, String)) }],
    ['FACTORS_INVALID', 'no factor', { factors: [] }],
    [
      'FACTORS_INVALID',
      'two factors',
      {
        factors: [
          { id: '', value: '1' },
          { id: '', value: '2' },
        ],
      },
    ],
    ['FACTORS_INVALID', 'a code for the page', { factors: [{ id: 'page', value: rightCode }] }],
    ['DESCRIPTION_INVALID', 'a description that is too long', { description: 'x'.repeat(501) }],
    ['CODE_REFUSED', 'a wrong code', { factors: [{ id: '', value: '000000' }] }],
    ['CODE_REFUSED', 'cells that are wrong', { factors: [{ id: card.authenticatorId, value: rightCode }] }],
  ])('is refused with %s for %s', async (reason, _what, over) => {
    const before = house.outside.challenges.size;
    expect(await refusal(authorise(over))).toBe(reason);
    // No code is looked at before what it shall authorise.
    expect(house.outside.challenges.size - before).toBeLessThanOrEqual(reason.startsWith('CODE') ? 1 : 0);
  });

  it('is refused to who replaced his factors, by codes that the policy forbids, and for a credential that rests', async () => {
    house.outside.replacement.at = new Date(house.clock.now().getTime() + 1);
    expect(await refusal(authorise())).toBe('VALIDATION_OUTDATED');
    delete house.outside.replacement.at;
    const { id } = await signing.createCredential();
    const context = await house.as(alice);
    const policy = { factorKinds: [card.kind], contentBound: false, maxDigests: 1, openSignatures: 0, openSeconds: 0 };
    await house.api.setCredentialPolicy({ credentialId: id, policy }, context);
    expect(await refusal(authorise({ credentialId: id }))).toBe('FACTOR_NOT_PERMITTED');
    const activation = await activate({
      credentialId: id,
      factors: [{ id: card.authenticatorId, value: rightCells }],
    });
    await house.api.suspendCredential({ credentialId: id, asStaff: false }, context);
    expect(await refusal(authorise({ credentialId: id }))).toBe('CREDENTIAL_NOT_ACTIVE');
    expect(await refusal(signHashes(activation))).toBe('CREDENTIAL_NOT_ACTIVE');
  });

  it('is left to our own page, of which the application alone learns what became', async () => {
    const before = house.outside.challenges.size;
    const { activation, approvalHandle } = await authorise({ factors: [{ id: 'page', value: '' }] });
    expect([activation, approvalHandle.length]).toEqual([undefined, 43]);
    expect(house.outside.challenges.size).toBe(before);
    const check = async (app = shop) => await house.applications.checkAuthorisation({ approvalHandle }, await by(app));
    expect((await check()).activation).toBeUndefined();
    expect(await refusal(check())).toBe('POLLING_TOO_FAST');
    expect(await refusal(check(await letIn()))).toBe('APPROVAL_NOT_FOUND');
    house.clock.advance(600_000);
    expect(await refusal(check())).toBe('APPROVAL_EXPIRED');
  });

  it('goes on when an answer of the signer gets lost', async () => {
    house.faults.lose('authorise', down, 2);
    house.faults.lose('signDigests', down, 2);
    expect((await signHashes(await activate())).signatures).toHaveLength(1);
  });
});

describe('signing', () => {
  it('signs what was authorised, tells the account once, and answers an identical call with the same', async () => {
    const activation = await activate({ digests: labelled('one', 'two', 'two') });
    const digests = ['two', 'one', 'two'].map(digestOf);
    const { signatures, receipt, responseId } = await signHashes(activation, { digests });
    const hold = ['two', 'one', 'two'].map((text, index) =>
      verify('sha256', Buffer.from(text), certificate.publicKey, signatures[index] ?? Buffer.alloc(0)),
    );
    expect([hold, responseId]).toEqual([[true, true, true], '']);
    const claims = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ sub: alice.userId, client_id: shop.id, sad: activation.authorisationId, level: 1 });
    const [again, more] = await Promise.all([signHashes(activation, { digests }), signHashes(activation, { digests })]);
    expect([again.signatures, more.signatures, again.receipt]).toEqual([signatures, signatures, receipt]);
    const records = await made(activation.authorisationId);
    expect(records.map(({ actor, detail }) => ({ actor, detail }))).toEqual([
      { actor: alice.userId, detail: { digests: 3, client: shop.id } },
    ]);
    expect((await house.toldOf(credentialId)).at(-1)?.slice(2)).toEqual(['signature.made', activation.authorisationId]);
    expect(await refusal(signHashes(activation, { digests: [digestOf('one')] }))).toBe('ACTIVATION_USED');
    house.clock.advance(61_000);
    expect(await refusal(signHashes(activation, { digests }))).toBe('ACTIVATION_USED');
  });

  it('signs each digest once, whoever is first of 20 calls', async () => {
    const activation = await activate({ digests: labelled('a', 'b') });
    const call = (text: string) => signHashes(activation, { digests: [digestOf(text), digestOf('b')] });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => call(index % 2 ? 'a' : 'b')));
    const values = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? [answer.value.signatures.join()] : [(answer.reason as { reason: string }).reason],
    );
    expect(new Set(values).size).toBe(2);
    expect(values).toContain('DIGESTS_NOT_AUTHORISED');
    expect(await made(activation.authorisationId)).toHaveLength(1);
  });

  it('is refused for what was not authorised, and uses nothing up by it', async () => {
    const activation = await activate();
    const sha384 = { digests: [Buffer.alloc(48)], hashAlgorithm: 'SHA-384' };
    expect(await refusal(signHashes(activation, { digests: [digestOf('other')] }))).toBe('DIGESTS_NOT_AUTHORISED');
    expect(await refusal(signHashes(activation, { digests: [] }))).toBe('DIGEST_INVALID');
    expect(await refusal(signHashes(activation, { digests: [Buffer.alloc(20)] }))).toBe('DIGEST_INVALID');
    expect(await refusal(signHashes(activation, sha384))).toBe('SIGN_ALGORITHM_MISMATCH');
    expect(await refusal(signHashes(activation, { handle: 'x'.repeat(43) }))).toBe('ACTIVATION_INVALID');
    expect(await refusal(signHashes(activation, { credentialId: openCredentialId }))).toBe('CREDENTIAL_NOT_FOUND');
    const documents = await activate({ digestKind: 1 });
    expect(await refusal(signHashes(documents))).toBe('SIGN_ALGORITHM_MISMATCH');
    expect((await signHashes(activation)).signatures).toHaveLength(1);
  });

  it('is refused to every other application, person and token', async () => {
    const activation = await activate();
    const other = await letIn();
    const theirs = { ...activation, token: { ...activation.token, ...other } };
    expect(await refusal(signHashes(theirs))).toBe('ACTIVATION_INVALID');
    const mixed = { ...(await activate({}, other)), handle: activation.handle };
    expect(await refusal(signHashes(mixed))).toBe('ACTIVATION_INVALID');
    expect(await refusal(signHashes(activation, {}, mallory))).toBe('GRANT_ENDED');
    const request = {
      credentialId,
      handle: activation.handle,
      digests: [digestOf('contract')],
      hashAlgorithm: 'SHA-256',
    };
    expect(await refusal(house.applications.signHashes({ ...request, later: undefined }, await by(shop)))).toBe(
      'CLIENT_NOT_PERMITTED',
    );
    const own = await house.as(alice);
    expect(await refusal(house.applications.signHashes({ ...request, later: undefined }, own))).toBe(
      'CLIENT_NOT_PERMITTED',
    );
    expect((await signHashes(activation)).signatures).toHaveLength(1);
  });

  it('ends with the time of the authorisation, the grant, the session, and the application', async () => {
    const late = await activate();
    house.clock.advance(300_000);
    expect(await refusal(signHashes(late))).toBe('ACTIVATION_EXPIRED');

    const ended = await letIn();
    const activation = await activate({}, ended);
    house.outside.sessions.endedReason = 'idle';
    expect((await signHashes(activation)).signatures).toHaveLength(1);
    const second = await activate({}, ended);
    house.outside.sessions.endedReason = 'logged_out';
    expect(await refusal(signHashes(second))).toBe('GRANT_ENDED');
    house.outside.sessions.endedReason = '';
    expect(await refusal(signHashes(second))).toBe('GRANT_ENDED');

    const taken = await letIn();
    const held = await activate({}, taken);
    await house.oauth.revokeGrant({ grantId: taken.grantId }, await house.as(alice));
    expect(await refusal(signHashes(held))).toBe('GRANT_ENDED');
    const atSigner = await house.signerDb
      .selectFrom('authorisations')
      .select('ended')
      .where('id', 'in', [second.authorisationId, held.authorisationId])
      .execute();
    expect(atSigner).toEqual([{ ended: true }, { ended: true }]);

    const off = await letIn();
    const last = await activate({}, off);
    await house.db
      .updateTable('oauthClients')
      .set({ disabledAt: house.clock.now() })
      .where('id', '=', off.id)
      .execute();
    expect(await refusal(signHashes(last))).toBe('GRANT_ENDED');
    expect(await refusal(authorise({}, off))).toBe('GRANT_ENDED');
  });
});

describe('signatures whose digests are named later', () => {
  it('are counted; each extension has a handle of its own, and the old one dies', async () => {
    const first = await activate({ credentialId: openCredentialId, signatures: 3 });
    expect((await signHashes(first)).signatures).toHaveLength(1);
    const extended = await extend(first, 'second');
    if (extended === undefined) throw new Error('nothing is authorised');
    expect(extended).toMatchObject({ authorisationId: first.authorisationId, expiresAt: first.expiresAt });
    const second = { ...first, handle: extended.handle };
    expect(await refusal(extend(first, 'x'))).toBe('ACTIVATION_INVALID');
    expect(await refusal(signHashes(first, { digests: [digestOf('second')] }))).toBe('ACTIVATION_INVALID');
    expect((await signHashes(second, { digests: [digestOf('second')] })).signatures).toHaveLength(1);
    expect(await refusal(extend(second, 'third', 'fourth'))).toBe('ACTIVATION_USED');
    expect((await extend(second, 'third'))?.authorisationId).toBe(first.authorisationId);
  });

  it('are as many as the policy lets be', async () => {
    const open = (signatures: number) => authorise({ credentialId: openCredentialId, digests: [], signatures });
    expect(await refusal(open(6))).toBe('TOO_MANY_DIGESTS');
    expect((await open(5)).activation?.handle).toHaveLength(43);
    expect(await refusal(extend(await activate(), 'more'))).toBe('ACTIVATION_USED');
  });
});

describe('results that are given later', () => {
  const later = { validityMs: 0, responseUri: '' };
  const poll = async (responseId: string, app: Parameters<typeof by>[0] = shop, actor = alice) =>
    await house.applications.pollResponse({ responseId }, await by(app, actor));
  /** Asks until it is there: each time over the network, and never more than a minute of the test's clock. */
  const wait = async (responseId: string) => {
    for (let times = 0; times < 500; times += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await poll(responseId);
      if (answer.ready) return answer;
    }
    throw new Error('it never came');
  };

  it('lie sealed until they are fetched, an hour after that at most, and by nobody else', async () => {
    const activation = await activate();
    const { responseId, signatures } = await signHashes(activation, { later });
    expect(signatures).toEqual([]);
    const { hashes, keptUntil } = await wait(responseId);
    const [signature = Buffer.alloc(0)] = hashes?.signatures ?? [];
    expect(verify('sha256', Buffer.from('contract'), certificate.publicKey, signature)).toBe(true);
    expect(keptUntil).toEqual(new Date(house.clock.now().getTime() + 3_600_000));
    const { result } = await house.db
      .selectFrom('applicationResponses')
      .select('result')
      .where('id', '=', responseId)
      .executeTakeFirstOrThrow();
    expect(result?.includes(signature)).toBe(false);
    expect(await refusal(poll(responseId, await letIn()))).toBe('RESPONSE_NOT_FOUND');
    const theirs = { id: shop.id, grantId: (await applications.oauth.grant(shop.id, { userId: mallory.userId })).id };
    expect(await refusal(poll(responseId, theirs, mallory))).toBe('RESPONSE_NOT_FOUND');
    house.clock.advance(3_599_000);
    expect((await poll(responseId)).keptUntil).toEqual(keptUntil);
    house.clock.advance(1_000);
    expect(await refusal(poll(responseId))).toBe('RESPONSE_NOT_FOUND');
    expect(await deleteExpiredResponses(house.db, house.clock.now())).toBe(1);
  });

  it('tell what ended the work, or that it was interrupted', async () => {
    const used = await activate();
    await signHashes(used, { digests: [digestOf('contract')] });
    const other = { later, digests: [digestOf('not authorised')] };
    const { responseId } = await signHashes(used, other);
    expect(await refusal(wait(responseId))).toBe('DIGESTS_NOT_AUTHORISED');
    const at = house.clock.now();
    const stuck = { id: 'rsp_stuck', clientId: shop.id, userId: alice.userId, grantId: shop.grantId };
    const times = { validityMs: 60_000, createdAt: at, expiresAt: new Date(at.getTime() + 86_400_000) };
    const nothing = { result: null, failure: null, finishedAt: null, firstReadAt: null };
    await house.db
      .insertInto('applicationResponses')
      .values({ ...stuck, ...times, ...nothing, kind: 'hashes', state: 'working' })
      .execute();
    expect(await poll('rsp_stuck')).toMatchObject({ ready: false, hashes: undefined });
    house.clock.advance(120_000);
    expect(await refusal(poll('rsp_stuck'))).toBe('SIGNATURE_INTERRUPTED');
    house.clock.advance(60_000);
    expect(await refusal(poll('rsp_stuck'))).toBe('RESPONSE_NOT_FOUND');
  });

  it.each([
    ['http://shop.example.com/done', 'without encryption'],
    ['https://other.example.com/done', 'on another host'],
    ['https://shop.example.com.evil.example/done', 'on a host that only begins so'],
    ['https://shop.example.com:8443/done', 'on another port'],
    ['https://shop.example.com@127.0.0.1/done', 'with the host as a user'],
    ['https://user@shop.example.com/done', 'with a user'],
    ['https://shop.example.com/done#x', 'with a fragment'],
    ['//shop.example.com/done', 'without a scheme'],
  ])('are not announced to %s, %s', async (responseUri) => {
    const activation = await activate();
    expect(await refusal(signHashes(activation, { later: { ...later, responseUri } }))).toBe('RESPONSE_URI_INVALID');
    expect((await signHashes(activation)).signatures).toHaveLength(1);
  });

  it('are kept for a minute at least, and a day at most', async () => {
    const activation = await activate();
    const kept = (validityMs: number) => signHashes(activation, { later: { validityMs, responseUri: '' } });
    expect(await refusal(kept(59_999))).toBe('RESPONSE_VALIDITY_INVALID');
    expect(await refusal(kept(86_400_001))).toBe('RESPONSE_VALIDITY_INVALID');
  });
});

describe('time-stamps', () => {
  const stamp = async (over: { digest?: Buffer; hashAlgorithm?: string; nonce?: Buffer }) => {
    const request = { digest: digestOf('x'), hashAlgorithm: 'SHA-256', nonce: Buffer.alloc(0), ...over };
    return readTimestamp((await house.applications.createApplicationTimestamp(request, await by(shop))).token);
  };

  it('are made over digests of three algorithms, with the nonce that was given', async () => {
    const digest = createHash('sha512').update('x').digest();
    const read = await stamp({ digest, hashAlgorithm: 'SHA-512', nonce: Buffer.from('00ff01', 'hex') });
    expect(read).toMatchObject({ hash: 'sha512', imprint: digest, nonce: 0xff01n });
    expect((await stamp({})).nonce).toBeUndefined();
    expect(await refusal(stamp({ digest: Buffer.alloc(31) }))).toBe('DIGEST_INVALID');
    expect(await refusal(stamp({ nonce: Buffer.alloc(33) }))).toBe('NONCE_INVALID');
    expect(await refusal(stamp({ hashAlgorithm: 'MD5' }))).toBe('DIGEST_INVALID');
  });
});

it('is open to the services that its table names, and no other', async () => {
  expect(await findAccessFaults(house.service, SigningApplicationServiceService, applicationAccess)).toEqual([]);
});
