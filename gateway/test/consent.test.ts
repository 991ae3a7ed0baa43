import { conflict, forbidden, invalid, invalidField, notFound, unauthenticated } from '@countersign/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { anAuthorisation, answersOf, aTransaction, aWorld, code, key, password } from './consent-samples.ts';
import { type Answered, FormBrowser } from './form-browser.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { aCredential, later } from './samples.ts';

const site = 'https://sign.example.com';
const world = aWorld();
const log: string[] = [];
let gateway: TestGateway;
const requestCookie = `__Host-countersign-request-${key.id}`;

beforeAll(async () => {
  gateway = await startGateway({ log, config: { publicUrl: site }, answers: answersOf(world) });
});
afterAll(() => gateway.close());
beforeEach(() => {
  Object.assign(world, aWorld());
  gateway.calls.length = 0;
});

const browse = (language = 'en') => new FormBrowser(gateway, { origin: site, language });
const called = (name: string) => gateway.calls.filter((call) => call.name === name);
const requestOf = (name: string) => called(name).at(-1)?.request;

/** A browser that was sent here by an application. */
const sent = async (language?: string) => {
  const browser = browse(language);
  await browser.open('/oauth2/authorize?client_id=cli_1&request_uri=urn:x');
  return browser;
};
/** The same, logged in. */
const loggedIn = async (language = 'en', words: readonly string[] = ['Continue', 'Continue', 'Confirm the code']) => {
  const browser = await sent(language);
  await browser.press(words[0] ?? '', { userId: 'robin.sample@example.com' });
  await browser.press(words[1] ?? '', { password });
  await browser.press(words[2] ?? '', { code });
  return browser;
};

/** What every page of ours holds to. */
function expectSoundPage({ headers, body, document, status }: Answered): void {
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'/);
  expect(policy).toMatch(/; base-uri 'none'; frame-ancestors 'none'$/);
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['www-authenticate']).toBeUndefined();
  expect(status).not.toBe(401);
  expect(body).not.toMatch(/<script|<style|\son\w+=|\sstyle=|javascript:|undefined|\[object/i);
  expect(body).toMatch(/^<!doctype html>\n<html lang="(?:en|fr|de|es)">/);
  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  expect(new Set(ids).size).toBe(ids.length);
  const references = ['for', 'aria-describedby', 'aria-labelledby'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].flatMap((each) => (each.getAttribute(name) ?? '').split(' ')),
  );
  expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  const visible = [...document.querySelectorAll('input:not([type=hidden])')];
  expect(visible.filter(({ id }) => document.querySelector(`label[for="${id}"]`) === null)).toEqual([]);
  expect(document.querySelectorAll('main h1')).toHaveLength(1);
  expect([...document.querySelectorAll('img')].filter((each) => !each.getAttribute('alt'))).toEqual([]);
  expect([...document.querySelectorAll('button')].filter((each) => each.textContent.trim() === '')).toEqual([]);
  for (const form of document.querySelectorAll('form[method=post]')) {
    expect(form.querySelector('input[name=token]')?.getAttribute('value')).toMatch(/^[\w-]{43}$/);
  }
}

describe('the authorisation endpoint', () => {
  it('binds a request to the browser and leads to its page, with what was sent in its order', async () => {
    const browser = browse();
    const query = 'scope=service&client_id=cli_1&state=a%20b&state=c';
    const answer = await browser.ask(`/csc/v1/oauth2/authorize?${query}`);
    expect([answer.status, answer.location]).toEqual([303, '../../../consent/oar_1']);
    expect(answer.headers['set-cookie']).toBe(
      `${requestCookie}=request-secret; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax`,
    );
    const parameters = [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
    expect(requestOf('oauth.startAuthorisation')).toEqual({ parameters, cscVersion: 1 });
    await browser.ask('/oauth2/authorize?client_id=cli_1');
    expect(requestOf('oauth.startAuthorisation')).toMatchObject({ cscVersion: 2 });
    expect((await browser.ask('/oauth2/authorize?client_id=cli_1', { method: 'HEAD' })).status).not.toBe(303);
    expect(called('oauth.startAuthorisation')).toHaveLength(2);
  });

  it('keeps eight requests of a browser, and lets the oldest go', async () => {
    const browser = browse();
    for (let n = 1; n <= 9; n += 1) browser.cookies.set(`__Host-countersign-request-oar_0${n}`, 'x');
    await browser.ask('/oauth2/authorize?client_id=cli_1');
    const kept = [...browser.cookies.keys()].map((name) => name.replace('__Host-countersign-request-', ''));
    expect(kept).toEqual(['oar_03', 'oar_04', 'oar_05', 'oar_06', 'oar_07', 'oar_08', 'oar_09', 'oar_1']);
  });

  it.each([
    ['OAUTH_CLIENT_UNKNOWN', () => notFound('OAUTH_CLIENT_UNKNOWN', 'x'), /kennen wir nicht/],
    ['OAUTH_REDIRECT_URI_INVALID', () => invalid('OAUTH_REDIRECT_URI_INVALID', 'x'), /nicht eingetragen/],
    ['OAUTH_REQUEST_URI_INVALID', () => invalid('OAUTH_REQUEST_URI_INVALID', 'x'), /schon verwendet/],
    ['a bug', () => new Error('secret of a bug'), /bei uns etwas schiefgegangen|Bei uns ist etwas schiefgegangen/],
  ])('tells the person, and sends nobody anywhere, for %s', async (_name, failure, sentence) => {
    world.failing = { startAuthorisation: failure };
    const answer = await browse('de').ask('/oauth2/authorize?redirect_uri=https://evil.example.com', {
      headers: { 'x-request-id': 'request-4711' },
    });
    expectSoundPage(answer);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.location).toBeUndefined();
    expect(answer.text).toMatch(sentence);
    expect(answer.text).toContain('request-4711');
    expect(answer.body).not.toMatch(/evil|secret of a bug/);
  });
});

describe('an application that asks for a signature', () => {
  it('gets it after login, a look at what is signed and a code for it', async () => {
    const browser = await sent();
    expectSoundPage(browser.page as Answered);
    expect(browser.page?.text).toContain('Sample Contracts sends you here. Log in');
    await browser.press('Continue', { userId: ' robin.sample@example.com' });
    expectSoundPage(browser.page as Answered);
    world.attemptsLeft = 4;
    const wrong = await browser.press('Continue', { password: 'wrong' });
    expectSoundPage(wrong);
    expect(wrong.document.querySelector('[role=alert]')?.textContent).toBe('User ID or password is wrong.');
    expect(wrong.document.querySelector('#password')?.getAttribute('aria-invalid')).toBe('true');
    await browser.press('Continue', { password });
    const refused = await browser.press('Confirm the code', { code: '000000' });
    expectSoundPage(refused);
    expect(refused.text).toContain('Attempts left: 4');
    const shown = await browser.press('Confirm the code', { code });
    expectSoundPage(shown);
    expect(browser.url).toBe('/consent/oar_1?language=en');
    expect(String(shown.headers['content-security-policy'])).toContain("form-action 'self' https://app.example.com;");
    for (const part of ['robin.sample@example.com', 'Sample Contracts', 'The contract of your flat', 'contract.pdf']) {
      expect(shown.text).toContain(part);
    }
    expect(shown.text).toContain('a5a5a5a5 a5a5a5a5');
    expect(shown.text).toContain('CN=Robin Sample,C=US');
    expect([...browser.cookies.keys()].toSorted()).toEqual([
      '__Host-countersign-device',
      '__Host-countersign-page-access',
      '__Host-countersign-page-refresh',
      requestCookie,
    ]);
    expect(called('oauth.getAuthorisation').at(-1)?.context?.actor?.userId).toBe('usr_1');

    const again = await browser.press('Sign', { code: '999999' });
    expectSoundPage(again);
    expect([again.status, again.document.querySelector('#problems')?.textContent]).toEqual([
      400,
      'The code is wrong, too old or used already. Enter the current one.',
    ]);
    expect((await browser.press('Sign', { code: '1;drop' })).text).toContain('That is not a code');
    const done = await browser.press('Sign', { code });
    expect([done.status, done.location]).toEqual([303, world.redirectUri]);
    expect(browser.cookies.has(requestCookie)).toBe(false);
    expect(requestOf('oauth.approveAuthorisation')).toEqual({
      key,
      credentialId: 'crd_1',
      code,
      authenticatorId: 'aut_1',
      cellsChallengeId: '',
    });
    expect(called('oauth.approveAuthorisation').at(-1)?.context?.actor?.userId).toBe('usr_1');
    const lines = log.join('\n');
    for (const secret of [password, code, 'request-secret', 'flow-secret', 'refresh-1', 'c0de']) {
      expect(lines).not.toContain(secret);
    }
  });

  it('has a card show its cells, and takes the answer with their challenge', async () => {
    const browser = await loggedIn();
    const asked = await browser.press('Grid card');
    expectSoundPage(asked);
    expect(asked.text).toContain('enter what stands in the cells A1, C4 of your card 6935019387');
    expect(asked.document.querySelector('#code')?.hasAttribute('autofocus')).toBe(true);
    const wrong = await browser.press('Sign', { code: 'XX' });
    expect(wrong.text).toContain('cells A1, C4');
    await browser.press('Sign', { code });
    expect(requestOf('oauth.approveAuthorisation')).toMatchObject({
      authenticatorId: 'aut_2',
      cellsChallengeId: 'chl_1',
    });
    expect(called('oauth.askAuthorisationFactor').map(({ request }) => request)).toEqual([
      { key, authenticatorId: 'aut_2', resend: false, credentialId: 'crd_1' },
      { key, authenticatorId: 'aut_2', resend: false, credentialId: 'crd_1' },
    ]);
  });

  it('offers the codes of a message first to be sent, and then again', async () => {
    const sms = { authenticatorId: 'aut_3', kind: 'sms', label: '', maskedDestination: '+1••••••23', serial: '' };
    world.authorisation = anAuthorisation({ factors: [sms] });
    const browser = await loggedIn();
    expect(browser.page?.document.querySelector('#code')).toBeNull();
    world.failing = { askAuthorisationFactor: () => forbidden('DESTINATION_NOT_SERVED', 'x') };
    const failed = await browser.press('Send a code to +1••••••23');
    expect([failed.status, failed.text.includes('Text messages are not sent to this number')]).toEqual([403, true]);
    await browser.press('Sign', { code });
    expect(requestOf('oauth.approveAuthorisation')).toMatchObject({ authenticatorId: 'aut_3' });
  });

  it('shows the transaction of a soft token as a picture of paths, and nothing else as one', async () => {
    const soft = { authenticatorId: 'aut_4', kind: 'soft_token', label: '', maskedDestination: '', serial: '1' };
    world.authorisation = anAuthorisation({ factors: [soft], ...aTransaction, contentBound: true });
    const browser = await loggedIn();
    expectSoundPage(browser.page as Answered);
    expect(browser.page?.text).toContain('only a code that your soft-token app makes for exactly these documents');
    const source = browser.page?.document.querySelector('img')?.getAttribute('src') ?? '';
    const image = await browser.ask(browser.resolve(source));
    expect(image.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(image.body).toBe(aTransaction.transactionQrSvg);
    const svg = aTransaction.transactionQrSvg.replace('<path', '<script>alert(1)</script><path');
    world.authorisation = anAuthorisation({ factors: [soft], transactionQrSvg: svg, transactionUri: 'javascript:1' });
    const plain = await browser.open('/consent/oar_1');
    expectSoundPage(plain);
    expect(plain.document.querySelector('img')).toBeNull();
    expect((await browser.ask(browser.resolve(source))).status).toBe(404);
    expect((await browse().ask('/consent/oar_1/qr.svg')).status).toBe(404);
  });

  it('lets the user choose among his certificates, and says how many documents there are and what is open', async () => {
    const digests = Array.from({ length: 23 }, (_, n) => ({ label: `part-${n}.pdf`, digest: Buffer.alloc(32, n) }));
    world.authorisation = anAuthorisation({
      digests,
      signatures: 1000,
      signsUntil: later,
      digestKind: 2,
      credentials: [aCredential(), aCredential({ id: 'crd_2', serialNumber: '77aa' })],
    });
    const browser = await loggedIn();
    const page = browser.page as Answered;
    expectSoundPage(page);
    expect(page.document.querySelectorAll('table')[0]?.querySelectorAll('tbody tr')).toHaveLength(20);
    expect(page.document.querySelector('details summary')?.textContent).toBe('Show the others: 3');
    expect(page.document.querySelectorAll('details tbody tr')).toHaveLength(3);
    expect([...page.document.querySelectorAll('.warning')].map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('All in all: 1000.'),
      expect.stringContaining('until'),
      expect.stringContaining('sends these documents later'),
    ]);
    const { method, data } = browser.formOf('Use the chosen certificate');
    expect([method, data.get('credential'), data.has('token')]).toEqual(['get', 'crd_1', false]);
    await browser.open('/consent/oar_1?credential=crd_2');
    expect(requestOf('oauth.getAuthorisation')).toEqual({ key, credentialId: 'crd_2' });
    world.authorisation = anAuthorisation({ ...world.authorisation, credentialFixed: true });
    expect((await browser.open('/consent/oar_1')).text).not.toContain('Use the chosen certificate');
  });

  it('shows what it says as text, whatever it says', async () => {
    const nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202Etxt.exe\u0000{client}';
    world.authorisation = anAuthorisation({
      clientName: nasty,
      clientUri: 'javascript:alert(1)',
      description: nasty,
      digests: [{ label: nasty, digest: Buffer.alloc(32) }],
      returnsTo: nasty,
      formAction: "https://x.example.com; script-src 'unsafe-inline'",
      credentials: [aCredential({ id: '"><b>', subject: nasty })],
      factors: [{ authenticatorId: '"><b>', kind: 'totp', label: nasty, maskedDestination: '', serial: '' }],
    });
    const browser = await sent();
    const { document } = browser.page as Answered;
    expect(document.querySelectorAll('script, img, b, [onerror]')).toHaveLength(0);
    await browser.press('Continue', { userId: 'x' });
    await browser.press('Continue', { password });
    const shown = await browser.press('Confirm the code', { code });
    expect(shown.document.querySelectorAll('script, img, b, [onerror]')).toHaveLength(0);
    expect(shown.body).not.toContain('\u202E');
    expect(shown.text).toContain('[U+202E]txt.exe[U+0000]{client}');
    expect(shown.document.querySelector('a[href^="javascript"]')).toBeNull();
    expect(String(shown.headers['content-security-policy'])).toContain("form-action 'self';");
  });

  it('hears that the user refused, also before he logs in', async () => {
    for (const browser of [await sent(), await loggedIn()]) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await browser.press('Refuse');
      expect([answer.status, answer.location]).toEqual([303, `${world.redirectUri}&error=access_denied`]);
      expect(browser.cookies.has(requestCookie)).toBe(false);
    }
    expect(requestOf('oauth.denyAuthorisation')).toEqual({ key });
  });
});

describe('an application that asks for something else', () => {
  const nothing = { digests: [], hashAlgorithm: '', signatures: 0, factors: [], credentials: [] };
  it.each([
    ['service', {}, 'It cannot sign by itself', 'Allow'],
    ['credential-creation', { keyAlgorithm: 'P-384' }, 'P-384', 'Allow'],
    [
      'credential-deletion',
      { credentials: [aCredential()], credentialFixed: true },
      'This cannot be undone',
      'Revoke the certificate',
    ],
  ])('gets it without a code: %s', async (scope, over, sentence, button) => {
    world.authorisation = anAuthorisation({ ...nothing, scope, ...over });
    const browser = await loggedIn();
    expectSoundPage(browser.page as Answered);
    expect(browser.page?.text).toContain(sentence);
    expect(browser.page?.document.querySelector('#code')).toBeNull();
    const done = await browser.press(button);
    expect([done.status, done.location]).toEqual([303, world.redirectUri]);
    expect(requestOf('oauth.approveAuthorisation')).toMatchObject({ code: '', authenticatorId: '' });
  });

  it('waits until the user has logged in afresh where that is needed', async () => {
    world.authorisation = anAuthorisation({ ...nothing, scope: 'credential-creation', needsRecentLogin: true });
    const browser = await loggedIn();
    world.failing = { approveAuthorisation: () => unauthenticated('INSUFFICIENT_USER_AUTHENTICATION', 'x') };
    const answer = await browser.press('Allow');
    expectSoundPage(answer);
    expect(answer.text).toContain('This needs a fresh login.');
    expect(browser.cookies.has('__Host-countersign-page-access')).toBe(false);
    // The session goes on: what was granted in it before holds.
    expect(called('identity.endSession')).toEqual([]);
    await browser.press('Continue', { userId: 'robin.sample@example.com' });
    await browser.press('Continue', { password });
    await browser.press('Confirm the code', { code });
    expect((await browser.press('Allow')).location).toBe(world.redirectUri);
  });
});

describe('the pages', () => {
  it.each([
    ['fr', ['Continuer', 'Continuer', 'Confirmer le code'], 'Une application demande votre signature', 'Signer'],
    ['de', ['Weiter', 'Weiter', 'Code bestätigen'], 'Eine Anwendung bittet um Ihre Unterschrift', 'Unterschreiben'],
    ['es', ['Continuar', 'Continuar', 'Confirmar el código'], 'Una aplicación pide su firma', 'Firmar'],
  ])('speak the language of the browser, and that which is chosen: %s', async (language, words, title, sign) => {
    const browser = await loggedIn(language, words);
    expectSoundPage(browser.page as Answered);
    expect(browser.page?.document.documentElement.lang).toBe(language);
    expect(browser.page?.document.querySelector('h1')?.textContent).toBe(title);
    expect((await browser.press(sign, { code: '999999' })).document.documentElement.lang).toBe(language);
    const link = browser.page?.document.querySelector('footer a[lang=en]')?.getAttribute('href') ?? '';
    const english = await browser.open(browser.resolve(link));
    expect(english.text).toContain('An application asks you to sign');
    world.authorisation = anAuthorisation({ language: 'es' });
    expect((await browser.open('/consent/oar_1')).document.documentElement.lang).toBe('es');
  });

  it('have a style of their own, and lead back to the page when what a form led to is loaded again', async () => {
    const browser = await loggedIn();
    expect((await browser.ask('/assets/consent.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    for (const part of ['login', 'logout', 'ask', 'approve', 'refuse']) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await browser.ask(`/consent/oar_1/${part}?language=de`)).location).toBe(
        '../../consent/oar_1?language=de',
      );
    }
  });
});

describe('a form of another site', () => {
  it('is refused: without token, with that of another request, from another origin, in another browser', async () => {
    const browser = await loggedIn();
    const { action, data } = browser.formOf('Sign', { code });
    const without = new URLSearchParams(data);
    without.delete('token');
    const other = new URLSearchParams(data);
    other.set('token', 'A'.repeat(43));
    const tries = [
      await browser.send(action, without),
      await browser.send(action, other),
      await browser.send(action, data, { origin: 'https://evil.example.com' }),
      await browser.send(action, data, { origin: 'null' }),
      await browser.send(action, data, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
    ];
    for (const answer of tries) {
      expectSoundPage(answer);
      expect([answer.status, answer.location]).toEqual([403, undefined]);
      expect(answer.text).toContain('The request comes from a page that may not send it.');
    }
    const elsewhere = browse();
    expect((await elsewhere.send(action, data)).status).toBe(404);
    elsewhere.cookies.set(requestCookie, 'wrong');
    expect((await elsewhere.send(action, data)).status).toBe(403);
    const json = await browser.ask(action, {
      method: 'POST',
      payload: '{}',
      headers: { origin: site, 'content-type': 'application/json' },
    });
    expect(json.status).toBe(415);
    for (const step of ['login', 'logout', 'ask', 'refuse']) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await browser.send(`/consent/oar_1/${step}`, without)).status).toBe(403);
    }
    expect(called('oauth.approveAuthorisation')).toEqual([]);
    expect(called('oauth.denyAuthorisation')).toEqual([]);
    // As a browser says it that hides the referrer.
    const own = await browser.send(action, data, { origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect(own.location).toBe(world.redirectUri);
  });

  it('is not even read where it is too large, and what nobody can enter is refused', async () => {
    const browser = await sent();
    const { action, data } = browser.formOf('Continue', { userId: 'x'.repeat(300) });
    expect((await browser.send(action, data)).status).toBe(400);
    data.set('userId', 'x'.repeat(20_000));
    expect((await browser.send(action, data)).status).toBe(413);
    data.set('userId', 'robin\0');
    expect((await browser.send(action, data)).status).toBe(400);
    expect(called('identity.startLoginFlow')).toEqual([]);
  });
});

describe('a request', () => {
  it('is of one browser: an id alone, a wrong secret and an odd id open nothing', async () => {
    const browser = browse();
    for (const path of ['/consent/oar_1', '/consent/oar_2', '/consent/__proto__', '/approvals/oar_1']) {
      // oxlint-disable-next-line no-await-in-loop
      const answer = await browser.open(path);
      expectSoundPage(answer);
      expect([answer.status, answer.text.includes('begun in another browser')]).toEqual([404, true]);
    }
    expect(gateway.calls).toEqual([]);
    browser.cookies.set(requestCookie, 'wrong');
    expect((await browser.open('/consent/oar_1')).status).toBe(404);
  });

  it('that is over says so', async () => {
    const browser = await loggedIn();
    world.failing = {
      approveAuthorisation: () => conflict('AUTHORISATION_REQUEST_WRONG_STATE', 'x'),
    };
    const answer = await browser.press('Sign', { code });
    expectSoundPage(answer);
    expect([answer.status, answer.text.includes('This request is over')]).toEqual([409, true]);
    expect(browser.cookies.has(requestCookie)).toBe(false);
  });

  it('waits for a login that can decide', async () => {
    world.session = { scope: 'set-up', acr: 'urn:countersign:aal1', amr: ['pwd', 'pin'] };
    const setUp = await loggedIn();
    expectSoundPage(setUp.page as Answered);
    expect(setUp.page?.text).toContain('finish setting up your second factor first');
    expect(setUp.page?.document.querySelector('#code')).toBeNull();
    world.session = { acr: 'urn:countersign:aal1' };
    const weak = await loggedIn();
    expect([weak.page?.status, weak.page?.text.includes('permitted for signing')]).toEqual([403, true]);
    expect(called('oauth.getAuthorisation').every(({ context }) => context?.actor === undefined)).toBe(true);
    world.session = {};
    await weak.press('This is not me');
    expect(called('identity.endSession')).toHaveLength(1);
    expect(weak.page?.text).toContain('Log in to see what it asks for');
  });

  it('says why the user cannot sign, and lets him refuse', async () => {
    world.authorisation = anAuthorisation({ credentials: [], factors: [] });
    const poor = await loggedIn();
    expectSoundPage(poor.page as Answered);
    expect(poor.page?.text).toContain('You have no signing certificate that this request can use.');
    expect((await poor.press('Refuse')).location).toContain('error=access_denied');
    world.authorisation = anAuthorisation();
    world.failing = { getAuthorisation: () => notFound('CREDENTIAL_NOT_FOUND', 'x') };
    const browser = await sent();
    expect(browser.page?.status).toBe(404);
    world.failing = {};
    const other = await loggedIn();
    world.failing = { getAuthorisation: () => conflict('VALIDATION_OUTDATED', 'x') };
    const page = await other.open('/consent/oar_1');
    expectSoundPage(page);
    expect(page.text).toContain('Have your identity validated again before you sign.');
    world.failing = { getAuthorisation: () => invalidField('DIGEST_INVALID', '/digests', 'must be one for each') };
    const { text } = await other.open('/consent/oar_1');
    expect(text).toContain('The application asks for more than your certificate lets one approval cover');
    expect((await other.press('Refuse')).location).toContain('error=access_denied');
  });

  it('takes a session whose token has ended, refreshed once for all that a browser sends at a time', async () => {
    const browser = await loggedIn();
    browser.cookies.set('__Host-countersign-page-access', await gateway.tokenFor({}, -10));
    const [one, two] = await Promise.all([browser.ask('/consent/oar_1'), browser.ask('/consent/oar_1')]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(called('identity.refreshSession').map(({ request }) => request)).toEqual([{ refreshToken: 'refresh-1' }]);
    expect(browser.cookies.get('__Host-countersign-page-refresh')).toBe('refresh-2');
    browser.cookies.set('__Host-countersign-page-access', 'x');
    world.failing = { refreshSession: () => unauthenticated('REFRESH_TOKEN_INVALID', 'x') };
    browser.page = one;
    browser.url = '/consent/oar_1';
    const over = await browser.press('Sign', { code });
    expect(over.text).toContain('You have been logged out. Please log in again.');
    expect(browser.cookies.has('__Host-countersign-page-refresh')).toBe(false);
    expect(called('oauth.approveAuthorisation')).toEqual([]);
  });
});

describe('an approval', () => {
  const open = async () => {
    world.authorisation = anAuthorisation({ returnsTo: '', formAction: '', userId: 'usr_1' });
    world.redirectUri = '';
    const browser = browse();
    await browser.open('/approvals/apr_1');
    await browser.press('Continue', { userId: 'robin.sample@example.com' });
    await browser.press('Continue', { password });
    await browser.press('Confirm the code', { code });
    return browser;
  };

  it('is begun by its user once he is logged in, and ends on a page', async () => {
    const browser = await open();
    expect(requestOf('oauth.openApproval')).toEqual({ approvalId: 'apr_1' });
    expect(called('oauth.openApproval')[0]?.context?.actor?.userId).toBe('usr_1');
    expectSoundPage(browser.page as Answered);
    expect(browser.page?.text).toContain('Afterwards you can go back to the application.');
    const done = await browser.press('Sign', { code });
    expectSoundPage(done);
    expect([browser.url.split('?')[0], done.text.includes('Your approval has reached')]).toEqual([
      '/consent/done/approved',
      true,
    ]);
    const other = await open();
    expect((await other.press('Refuse')).text).toContain('You refused. Nothing was signed.');
  });

  it('is begun anew after another login', async () => {
    const browser = await open();
    await browser.press('This is not me');
    expect([browser.url.split('?')[0], browser.page?.text.includes('Log in to see')]).toEqual([
      '/approvals/apr_1',
      true,
    ]);
    expect(called('oauth.getAuthorisation').every(({ context }) => context?.actor !== undefined)).toBe(true);
  });

  it('of another user is not shown', async () => {
    world.failing = { openApproval: () => notFound('APPROVAL_NOT_FOUND', 'x') };
    const unknown = await open();
    expectSoundPage(unknown.page as Answered);
    expect([unknown.page?.status, unknown.page?.text.includes('it is for another user')]).toEqual([404, true]);
    const browser = await open();
    world.authorisation = anAuthorisation({ userId: 'usr_2' });
    const page = await browser.open('/consent/apr_1');
    expectSoundPage(page);
    expect([page.status, page.text.includes('it is for another user')]).toEqual([403, true]);
    expect(page.text).not.toContain('contract.pdf');
  });
});
