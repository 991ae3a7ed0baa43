import { conflict, exhausted, invalid, notFound } from '@countersign/errors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type HTMLElement, type HTMLInputElement, Window } from 'happy-dom';
import { startGateway, type TestGateway } from './gateway.ts';
import { at } from './samples.ts';

const token = 'w5Kp2sV1kXy0Jm4nT7uWb5cE9hLpQa3dFgRiOtKvM6w';
const offer = { accountName: 'Sample <b>Works</b> Ltd', userId: 'robin.sample@example.com', expiresAt: at };
const joined = { accountId: 'acc_1', userId: offer.userId };

/** What enrollment fails with, by method; nothing does by default. */
let failures: Partial<Record<'describe' | 'use', () => Error>> = {};
const log: string[] = [];
const windows: Window[] = [];
let gateway: TestGateway;

/** Answers unless the test says that this fails. */
const unless = async <A>(what: 'describe' | 'use', answer: A): Promise<A> => {
  const error = failures[what]?.();
  if (error !== undefined) throw error;
  return answer;
};

beforeAll(async () => {
  gateway = await startGateway({
    log,
    answers: {
      enrollment: {
        describeActivation: () => unless('describe', offer),
        activate: () => unless('use', joined),
        describeInvitation: () => unless('describe', { ...offer, roles: ['requester'] }),
        acceptInvitation: () => unless('use', joined),
      },
    },
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  failures = {};
  gateway.calls.length = 0;
  log.length = 0;
});
afterEach(async () => {
  await Promise.all(windows.splice(0).map((window) => window.happyDOM.close()));
});

/** What the script gives to `fetch`. */
interface Posted {
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** A page of the gateway in a browser: its own script runs in it and asks the same gateway. */
async function openPage(address: string, language = 'en') {
  const window = new Window({ url: `http://localhost:8080${address}` });
  windows.push(window);
  const { document } = window;
  const [path] = address.split('#');
  const headers = { 'accept-language': language };
  document.write((await gateway.app.inject({ url: path ?? '', headers })).body);
  const asked: { method: string; url: string }[] = [];
  let underWay = 0;
  const idle: (() => void)[] = [];
  const fetch = async (url: string, { method, headers: sent, body }: Posted) => {
    asked.push({ method, url });
    underWay += 1;
    const answer = await gateway.app.inject({
      method: 'POST',
      url: `/${url}`,
      headers: sent,
      payload: body,
    });
    underWay -= 1;
    return {
      ok: answer.statusCode < 400,
      json: async () => {
        // The script goes on in the turn after it has read the answer.
        setImmediate(() => idle.splice(0).forEach((resolve) => resolve()));
        return answer.json<unknown>();
      },
    };
  };
  const script = (await gateway.app.inject('/assets/link-page.js')).body;
  /** Resolves once the script has dealt with the answer that it waits for. */
  const settled = () =>
    new Promise<void>((resolve) => {
      if (underWay > 0) idle.push(resolve);
      else resolve();
    });
  // The page's script is what is tested; it has no module to import.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('window', 'document', 'location', 'history', 'fetch', script)(
    window,
    document,
    window.location,
    window.history,
    fetch,
  );
  await settled();
  const element = (id: string) => document.getElementById(id) as unknown as HTMLElement;
  const input = (id: string) => element(id) as unknown as HTMLInputElement;
  return {
    window,
    document,
    asked,
    element,
    input,
    problems: () =>
      [...element('problems').children].filter((one) => !(one as HTMLElement).hidden).map((one) => one.textContent),
    async press(id: string) {
      element(id).click();
      await settled();
    },
    async send(fields: { password: string; mobile?: string }) {
      input('password').value = fields.password;
      input('mobile').value = fields.mobile ?? '';
      element('form').dispatchEvent(new window.Event('submit', { cancelable: true }));
      await settled();
    },
  };
}

describe.each([
  ['/activate', 'Activate your account', 'enrollment.describeActivation', 'enrollment.activate'],
  ['/invitation', 'Accept the invitation', 'enrollment.describeInvitation', 'enrollment.acceptInvitation'],
] as const)('the page %s', (path, title, describeCall, useCall) => {
  it('is a document of its own: nothing within it runs, and it may load and ask nothing but the gateway', async () => {
    const { app, calls } = gateway;
    const response = await app.inject(path);
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'accept-language',
    });
    const rules = String(response.headers['content-security-policy']).split('; ');
    expect(rules).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'none'"]),
    );
    expect(rules.join()).not.toMatch(/unsafe|https?:|\*/);
    expect(response.body).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]* src=)/);
    const references = [...response.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => `/${url ?? ''}`);
    expect(references).toEqual(['/assets/link-page.css', '/assets/link-page.js']);
    for (const reference of references) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await app.inject(reference)).statusCode).toBe(200);
    }
    expect(calls).toEqual([]);
  });

  it.each([
    ['en', title],
    ['de-AT,de;q=0.9', path === '/activate' ? 'Konto aktivieren' : 'Einladung annehmen'],
    ['fr', path === '/activate' ? 'Activer votre compte' : 'Accepter l’invitation'],
    ['es', path === '/activate' ? 'Activar su cuenta' : 'Aceptar la invitación'],
    ['ja', title],
  ])('speaks the language of the browser: %s', async (language, heading) => {
    const { body } = await gateway.app.inject({ url: path, headers: { 'accept-language': language } });
    expect(body).toContain(`<h1>${heading}</h1>`);
    expect(body).toContain(`<html lang="${language === 'ja' ? 'en' : language.slice(0, 2)}">`);
  });

  it('has a label or a name for everything that the keyboard reaches', async () => {
    const page = await openPage(`${path}#token=${token}`);
    for (const field of page.document.querySelectorAll('input')) {
      expect(page.document.querySelector(`label[for="${field.id}"]`)?.textContent).toBeTruthy();
      for (const id of field.getAttribute('aria-describedby')?.split(' ') ?? []) expect(page.element(id)).toBeTruthy();
    }
    for (const button of page.document.querySelectorAll('button')) expect(button.textContent).toBeTruthy();
  });

  it('shows what the link opens, and uses it with the form: the token travels in bodies only', async () => {
    const page = await openPage(`${path}#token=${token}`);
    expect(page.problems()).toEqual([]);
    expect(page.element('form').hidden).toBe(false);
    // As text, whatever an account is called.
    expect(page.element('account-name').textContent).toBe('Sample <b>Works</b> Ltd');
    expect(page.element('account-name').children).toHaveLength(0);
    expect(page.input('user-id').value).toBe('robin.sample@example.com');

    await page.send({ password: 'correct horse battery staple', mobile: '+1 (202) 555-0123' });
    expect(page.problems()).toEqual([]);
    expect(page.element('form').hidden).toBe(true);
    expect(page.element('done').hidden).toBe(false);
    expect(page.element('done-user-id').textContent).toBe('robin.sample@example.com');
    expect(page.document.activeElement?.id).toBe('done-title');
    expect(page.input('password').value).toBe('');
    expect(page.window.location.hash).toBe('');
    expect(gateway.calls.map(({ name, request }) => [name, request])).toEqual([
      [describeCall, { token }],
      [useCall, expect.objectContaining({ token, password: 'correct horse battery staple', mobile: '+12025550123' })],
    ]);
    expect(JSON.stringify(page.asked)).not.toContain(token);
    expect(log.length).toBeGreaterThan(0);
    expect(log.join('\n')).not.toContain(token);
  });

  it('says so when the link is not complete, and asks nobody', async () => {
    const page = await openPage(path);
    expect(page.problems()).toEqual(['The link is not complete. Open it exactly as it is in the message.']);
    expect(page.element('form').hidden).toBe(true);
    expect(gateway.calls).toEqual([]);
  });
});

describe('what went wrong', () => {
  it.each([
    ['ACTIVATION_NOT_FOUND', () => notFound('ACTIVATION_NOT_FOUND', 'x'), /not known/],
    ['ACTIVATION_EXPIRED', () => conflict('ACTIVATION_EXPIRED', 'x'), /too old/],
    ['ACTIVATION_USED', () => conflict('ACTIVATION_USED', 'x'), /used already/],
  ])('%s is said before anybody types, and there is nothing to try again', async (_reason, error, sentence) => {
    failures.describe = error;
    const page = await openPage(`/activate#token=a`);
    expect(page.problems()).toEqual([expect.stringMatching(sentence)]);
    expect(page.element('form').hidden).toBe(true);
    expect(page.element('retry').hidden).toBe(true);
    expect(page.document.activeElement?.id).toBe('problems');
  });

  it.each([
    ['PASSWORD_TOO_COMMON', () => invalid('PASSWORD_TOO_COMMON', 'x'), 'password', /easy to guess/],
    ['PASSWORD_BREACHED', () => invalid('PASSWORD_BREACHED', 'x'), 'password', /stolen lists/],
    ['PASSWORD_TOO_SHORT', () => invalid('PASSWORD_TOO_SHORT', 'x'), 'password', /too short/],
    ['MOBILE_REQUIRED', () => invalid('MOBILE_REQUIRED', 'x'), 'mobile', /Enter a mobile number/],
    ['MOBILE_INVALID', () => invalid('MOBILE_INVALID', 'x'), 'mobile', /not a mobile number/],
  ])('%s leads back to its field, and another attempt works', async (_reason, error, field, sentence) => {
    failures.use = error;
    const page = await openPage(`/activate#token=${token}`);
    await page.send({ password: 'password' });
    expect(page.problems()).toEqual([expect.stringMatching(sentence)]);
    expect(page.document.activeElement?.id).toBe(field);
    expect(page.element(field).getAttribute('aria-invalid')).toBe('true');
    expect(page.element('problems').nextElementSibling?.contains(page.element(field))).toBe(true);
    expect(page.window.location.hash).toBe(`#token=${token}`);
    failures = {};
    await page.send({ password: 'correct horse battery staple' });
    expect(page.problems()).toEqual([]);
    expect(page.element('done').hidden).toBe(false);
  });

  it('a number that the gateway refuses itself is said in the same words', async () => {
    const page = await openPage(`/activate#token=${token}`, 'de');
    await page.send({ password: 'correct horse battery staple', mobile: '0202 5550123' });
    expect(page.problems()).toEqual([expect.stringMatching(/keine Mobilnummer mit Landesvorwahl/)]);
    expect(gateway.calls.map(({ name }) => name)).toEqual(['enrollment.describeActivation']);
  });

  it('a user who exists already is told where his order is', async () => {
    failures.use = () => conflict('ACTIVATION_LOGIN_REQUIRED', 'x');
    const page = await openPage(`/activate#token=${token}`);
    await page.send({ password: 'correct horse battery staple' });
    expect(page.problems()).toEqual([expect.stringMatching(/have a user with this address already/)]);
    expect(page.element('form').hidden).toBe(true);
    expect(page.element('form').contains(page.element('problems'))).toBe(false);
  });

  it('too many requests, and faults of ours with their number, can be tried again', async () => {
    failures.describe = () => exhausted('RATE_LIMITED', 'x');
    const page = await openPage(`/activate#token=${token}`);
    expect(page.problems()).toEqual([expect.stringMatching(/Too many attempts/)]);
    failures.describe = () => new Error('a bug');
    await page.press('retry');
    expect(page.problems()).toEqual([expect.stringMatching(/name this number to support: [0-9a-f-]{36}/)]);
    expect(page.element('retry').hidden).toBe(false);
    failures = {};
    await page.press('retry');
    expect(page.problems()).toEqual([]);
    expect(page.element('form').hidden).toBe(false);
  });
});
