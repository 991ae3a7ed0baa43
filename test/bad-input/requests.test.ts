import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AbusedPlatform, startAbusedPlatform } from '../src/abused-platform.ts';
import { makeActors } from '../src/authorisation/actors.ts';
import { walkMatrix } from '../src/authorisation/matrix.ts';
import { rules } from '../src/authorisation/rules.ts';
import { type Belongings, collect, idsOf, oneOfEach } from '../src/belongings.ts';
import { cards, contactsOf, licenceLine } from '../src/buying.ts';
import {
  type FaultyRequest,
  faultyBodies,
  faultyHeaders,
  faultyParameters,
  findComplaint,
  listRoutes,
  type OpenApiDocument,
  type Route,
  takesNoCardNumbers,
  withCardNumbers,
} from '../src/faulty-requests.ts';
import { foreignCases } from '../src/foreign-account-cases.ts';
import { addBuyer, addOfficer, type Member, refresh } from '../src/members.ts';

let abused: AbusedPlatform;
let document: OpenApiDocument;
let officer: Member;
let mine: Belongings;
let theirs: Belongings;

beforeAll(async () => {
  abused = await startAbusedPlatform();
  const { api, inviteOperator } = abused;
  const [ann, ben, kim] = await Promise.all([
    addBuyer(abused, 'ann', oneOfEach),
    addBuyer(abused, 'ben', oneOfEach),
    inviteOperator().then((invitation) => addOfficer(abused, invitation)),
  ]);
  officer = kim;
  [mine, theirs] = await Promise.all([collect(abused, ann, officer), collect(abused, ben, officer)]);
  document = await api.ask<OpenApiDocument>('GET', '/openapi.json');
  await Promise.all([mine, theirs].map(({ waitingRequestId }) => outlive(waitingRequestId)));
  await abused.databases.settle();
}, 300_000);
afterEach(() => abused.keepLog());
afterAll(() => abused.stop(), 60_000);

/** A request waits for its code for five minutes, which may be less than all of this takes. */
async function outlive(signatureId: string): Promise<void> {
  const longer = `update signature_requests set expires_at = expires_at + interval '1 hour' where id = $1`;
  await abused.databases.query('remote-signing', longer, [signatureId]);
}

/** Access tokens live five minutes, which is less than all of this takes. */
async function renewTokens(): Promise<void> {
  await Promise.all([mine.member, theirs.member, officer].map((member) => refresh(abused.api, member)));
  await abused.databases.settle();
}

function routes(): Route[] {
  const { member, cart, order, flow, recovery } = mine;
  return listRoutes(abused.api, document, {
    ids: idsOf(mine, order.id),
    headers: {
      ...cart.headers,
      ...order.headers,
      ...flow.headers,
      ...recovery.headers,
      'invitation-token': 'A'.repeat(43),
      'sandbox-signature': 't=1,v1=0',
      'idempotency-key': 'faulty-request-1',
    },
    tokenOf: (path) => (path.startsWith('/v1/staff/') ? officer.token : member.token),
  });
}

/** Sends the faulty requests of every route; returns what was not refused by naming the fault. */
async function complaintsAbout(list: (document: OpenApiDocument, route: Route) => FaultyRequest[], atLeast: number) {
  const before = await abused.databases.fingerprint();
  const complaints: string[] = [];
  let sent = 0;
  for (const route of routes()) {
    for (const faulty of list(document, route)) {
      sent += 1;
      // This looks at answers, not at load.
      // oxlint-disable-next-line no-await-in-loop
      const complaint = await findComplaint(route, faulty);
      if (complaint !== undefined) complaints.push(complaint);
    }
    abused.keepLog();
  }
  expect(sent).toBeGreaterThan(atLeast);
  expect(await abused.databases.fingerprint()).toEqual(before);
  return complaints;
}

describe('every route of the OpenAPI document', () => {
  it('refuses missing, ill-typed, too long and unknown fields of a body, names each, and changes nothing', async () => {
    for (const { example } of routes()) abused.api.remember(example);
    expect(await complaintsAbout(faultyBodies, 200)).toEqual([]);
  }, 180_000);

  it('refuses missing and too long headers, names each, and changes nothing', async () => {
    expect(await complaintsAbout(faultyHeaders, 40)).toEqual([]);
  }, 180_000);

  it('refuses ill-formed, too long and unknown parameters, names each, and changes nothing', async () => {
    expect(await complaintsAbout(faultyParameters, 50)).toEqual([]);
  }, 180_000);

  it('refuses a body that is not JSON or is said to be of another media type', async () => {
    for (const { method, name, path, example, send } of routes()) {
      if (method === 'GET' || example === undefined || path.startsWith('/v1/payment-events')) continue;
      for (const [content, type, status, code] of [
        ['{"token":', 'application/json', 400, 'BODY_MALFORMED'],
        ['token=1', 'application/x-www-form-urlencoded', 415, 'MEDIA_TYPE_UNSUPPORTED'],
      ] as const) {
        // oxlint-disable-next-line no-await-in-loop
        const answer = await send({ text: { content, type } });
        expect({ name, status: answer.status, body: answer.body }).toMatchObject({ name, status, body: { code } });
      }
    }
  }, 120_000);

  it('refuses a body that is too large', async () => {
    const body = { currency: 'x'.repeat(70_000) };
    await abused.api.refused(413, 'BODY_TOO_LARGE', 'POST', '/v1/carts', { body });
  });
});

describe('a card number', () => {
  it('is refused in every text of every form of a checkout, and is in no log', async () => {
    for (const number of [cards.good, '4242 4242 4242 4242', '4242-4242-4242-4242']) abused.api.secrets.add(number);
    const forms = routes().filter(({ path, method }) => takesNoCardNumbers(document, { path, method }));
    expect(forms.length).toBeGreaterThan(6);
    const complaints: string[] = [];
    let sent = 0;
    for (const route of forms) {
      for (const { pointer, value } of withCardNumbers(document, route)) {
        sent += 1;
        // oxlint-disable-next-line no-await-in-loop
        const { status, body } = await route.send({ body: value });
        const isRefused =
          status === 400 && body.code === 'CARD_NUMBER_REFUSED' && body.errors?.[0]?.pointer === pointer;
        if (!isRefused) complaints.push(`${route.name} ${pointer}: ${status} ${body.code}`);
      }
    }
    expect(sent).toBeGreaterThan(25);
    expect(complaints).toEqual([]);
  }, 180_000);
});

describe('a right form with a wrong content', () => {
  type Refusal = [what: string, code: string, pointer: string, method: string, path: string, body: object];
  const line = (over: object) => ['POST', '/v1/carts/{cart}/lines', { ...licenceLine, ...over }] as const;
  const { purchaser } = contactsOf({ email: 'robin@example.com' });
  const contact = (over: object) =>
    ['PUT', '/v1/orders/{order}/contacts', { purchaser: { ...purchaser, ...over } }] as const;
  const payment = (paymentToken: string) => ['POST', '/v1/orders/{order}/payments', { paymentToken }] as const;
  const evidence = [{ documentType: 'passport', documentNumber: 'X7654321' }];
  const person = (over: object) =>
    [
      'PUT',
      '/v1/me/personal-validation',
      { givenName: 'Robin', surname: 'Sample', country: 'US', evidence, ...over },
    ] as const;
  const signature = (over: object) => ['POST', '/v1/signatures', over] as const;
  const documents = [{ documentId: 'doc_01JD8Z0V9W6Q4X3T2R1P0N7M5K' }];
  const digests = [{ digest: `${'A'.repeat(43)}=`, label: 'a' }];

  it.each<Refusal>([
    ['an unknown currency', 'CURRENCY_NOT_OFFERED', '/currency', 'POST', '/v1/carts', { currency: 'ABC' }],
    ['an unknown product', 'PRODUCT_NOT_FOUND', '/productCode', ...line({ productCode: 'tls-none' })],
    ['a term that is not sold', 'PRODUCT_OPTION_NOT_OFFERED', '/termYears', ...line({ termYears: 9 })],
    ['a forbidden domain', 'EXTRA_DOMAINS_NOT_ALLOWED', '/extraDomains', ...line({ extraDomains: ['a.example.com'] })],
    ['an unknown country', 'CONTACT_INVALID', '/purchaser/country', ...contact({ country: 'ZZ' })],
    ['an impossible address', 'CONTACT_INVALID', '/purchaser/email', ...contact({ email: 'robin@example' })],
    ['a NUL in a text', 'REQUEST_INVALID', '/purchaser/surname', ...contact({ surname: 'Sam\0ple' })],
    [
      'a card number as a name',
      'CARD_NUMBER_REFUSED',
      '/purchaser/surname',
      ...contact({ surname: '4242 4242 4242 4242' }),
    ],
    ['a card number as token', 'CARD_NUMBER_REFUSED', '/paymentToken', ...payment(cards.good)],
    ['a token of nobody', 'PAYMENT_TOKEN_INVALID', '/paymentToken', ...payment('card_1')],
    ['a name without a letter', 'NAME_INVALID', '/givenName', ...person({ givenName: '12' })],
    ['an unknown country of a person', 'COUNTRY_INVALID', '/country', ...person({ country: 'ZZ' })],
    ['documents and digests', 'REQUEST_INVALID', '/documents', ...signature({ documents, digests })],
    ['neither documents nor digests', 'REQUEST_INVALID', '/digests', ...signature({})],
  ])('%s is refused with %s at %s', async (_what, code, pointer, method, path, body) => {
    const { cart, order, member, credential } = mine;
    const filled = path.replace('{cart}', cart.id).replace('{order}', order.id);
    const problem = await abused.api.refused(400, code, method, filled, {
      headers: { ...cart.headers, ...order.headers },
      token: member.token,
      idempotent: true,
      body: path === '/v1/signatures' ? { credentialId: credential.id, ...body } : body,
    });
    expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('an id of somebody else', () => {
  // Of the right shape, and nobody's.
  const unknown = (id: string) => `${id.slice(0, id.indexOf('_'))}_01JD8Z0V9W6Q4X3T2R1P0N7M5K`;

  it('is tried on every route that takes one', () => {
    // Serial numbers are public: what is behind one answers to its app, whoever is logged in; and a delivery to the provider.
    const own = /\{(?!code|provider|authority|language|serial|deliveryId)\w+\}/;
    const taking = routes().filter(({ path }) => own.test(path));
    const tried = new Set(foreignCases.map(({ route }) => route).filter((route) => own.test(route)));
    expect([...tried].toSorted()).toEqual(taking.map(({ name }) => name).toSorted());
  });

  let before: Record<string, string>;
  beforeAll(async () => {
    await renewTokens();
    before = await abused.databases.fingerprint();
  }, 120_000);

  it.each(foreignCases)('answers exactly like an unknown one to $route, with $code', async (tried) => {
    const { instance: _first, ...foreign } = (await tried.send(abused.api, mine, tried.idOf(theirs))).body;
    const { instance: _second, ...nobody } = (await tried.send(abused.api, mine, unknown(tried.idOf(theirs)))).body;
    expect(foreign).toMatchObject({ status: tried.status, code: tried.code });
    expect(foreign).toEqual(nobody);
    expect(await abused.databases.fingerprint()).toEqual(before);
  });

  it.each(foreignCases.filter(({ status }) => status === 404))('is what made $route fail with $code', async (tried) => {
    const { body } = await tried.send(abused.api, mine, tried.idOf(mine));
    expect(body?.code).not.toBe(tried.code);
  });
});

describe('the authorisation of every route', () => {
  const nobodysSecret = 'A'.repeat(43);

  it('has a rule in the matrix, and every rule a route', () => {
    expect(Object.keys(rules).toSorted()).toEqual(
      routes()
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it('holds for everybody, and what is refused changes nothing', async () => {
    const actors = await makeActors(abused, {
      accountId: mine.accountId,
      otherAccountId: theirs.accountId,
      otherUserId: theirs.userId,
    });
    const ids = idsOf(mine, mine.paidOrder.id);
    await abused.databases.settle();
    const before = await abused.databases.fingerprint();
    const own = Object.values(ids).filter((id) => /^[a-z]+_/.test(id) && !id.endsWith('_01JD8Z0V9W6Q4X3T2R1P0N7M5M'));
    const walk = await walkMatrix(
      (actor) =>
        listRoutes(abused.api, document, {
          ids,
          // No secret of a cart or order: here a token must do.
          headers: {
            'login-flow-secret': nobodysSecret,
            'recovery-flow-secret': nobodysSecret,
            'invitation-token': nobodysSecret,
            'sandbox-signature': 't=1,v1=0',
            'idempotency-key': 'matrix-of-all-routes',
          },
          tokenOf: () => actors[actor],
        }),
      { hidden: own, onActor: () => abused.keepLog() },
    );
    expect(walk.faults).toEqual([]);
    expect(walk.refused).toBeGreaterThan(800);
    expect(walk.admitted).toBeGreaterThan(150);
    expect(await abused.databases.fingerprint()).toEqual(before);
  }, 240_000);
});

describe('what belongs to an account', () => {
  // Roles were changed above, and tokens from before are refused.
  beforeAll(() => renewTokens(), 120_000);

  it('is shown to its own members only', async () => {
    const { api } = abused;
    const [{ id: own }, { id: other }] = (await Promise.all(
      [mine, theirs].map(({ member: { token } }) => api.ask<{ id: string }>('GET', '/v1/account', { token })),
    )) as [{ id: string }, { id: string }];
    expect(own).not.toBe(other);
    const licencesOf = async ({ member: { token } }: Belongings) =>
      (await api.ask<{ licences: { id: string }[] }>('GET', '/v1/inventory', { token })).licences.map(({ id }) => id);
    const idsAt = async (path: string, { member: { token } }: Belongings) =>
      (await api.ask<{ items: { id: string }[] }>('GET', path, { token })).items.map(({ id }) => id);
    const [licences, others] = [await licencesOf(mine), await licencesOf(theirs)];
    expect(licences.length).toBeGreaterThan(0);
    expect(others.filter((id) => licences.includes(id))).toEqual([]);
    for (const path of ['/v1/credentials', '/v1/documents', '/v1/signatures']) {
      // oxlint-disable-next-line no-await-in-loop
      const [some, foreign] = await Promise.all([mine, theirs].map((each) => idsAt(path, each)));
      expect([path, some?.length]).not.toEqual([path, 0]);
      expect([path, foreign?.length]).not.toEqual([path, 0]);
      expect([path, foreign?.filter((id) => some?.includes(id))]).toEqual([path, []]);
    }
  });

  it('is not reached by the idempotency key of somebody else', async () => {
    const { api } = abused;
    const body = { credentialId: theirs.credential.id, digests: [{ digest: `${'A'.repeat(43)}=`, label: 'record' }] };
    const { token } = theirs.member;
    await api.ask('POST', '/v1/signatures', { token, body, idempotent: 'key-of-the-other-1' });
    await api.refused(404, 'CREDENTIAL_NOT_FOUND', 'POST', '/v1/signatures', {
      token: mine.member.token,
      body,
      idempotent: 'key-of-the-other-1',
    });
  });
});

it('no secret, address or number that was sent or given out reaches a log', async () => {
  expect(await abused.leaks()).toEqual([]);
});
