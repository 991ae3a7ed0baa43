import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  approveOnPage,
  itInBrowser,
  logInOnPage,
  openPageWithoutScript,
  problemsOnPage,
  sendByKey,
  startBrowser,
  tabTo,
} from '@countersign/testing/browser';
import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { anAuthorisation, answersOf, aTransaction, aWorld, code, password } from './consent-samples.ts';
import { startGateway, type TestGateway } from './gateway.ts';

const it = itInBrowser();
const world = aWorld();
const user = { userId: 'robin.sample@example.com', password, code: () => code };

let gateway: TestGateway;
let url: string;
/** The application: what it was asked, and the page that it answers with. */
const asked: string[] = [];
let client: Server;
let clientUrl: string;
let clientPage = 'back';
let browser: Awaited<ReturnType<typeof startBrowser>> | undefined;
let page: Awaited<ReturnType<typeof openPageWithoutScript>> | undefined;

beforeAll(async () => {
  gateway = await startGateway({ answers: answersOf(world) });
  url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  client = createServer((request, response) => {
    if (request.url !== '/favicon.ico') asked.push(request.url ?? '');
    response.setHeader('content-type', 'text/html').end(clientPage);
  });
  await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve));
  clientUrl = `http://127.0.0.1:${(client.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser?.close();
  client.close();
  await gateway.close();
});
beforeEach(() => {
  const redirectUri = `${clientUrl}/back?code=c0de&state=st&iss=${encodeURIComponent('http://localhost:8080')}`;
  const authorisation = anAuthorisation({ formAction: clientUrl, returnsTo: '127.0.0.1' });
  Object.assign(world, aWorld({ redirectUri, authorisation }));
  asked.length = 0;
  clientPage = 'back';
});
/** Sends the browser to us as an application does; its user logs in the first time. */
const open = async () => {
  browser ??= await startBrowser();
  page ??= await openPageWithoutScript(browser);
  await page.goto(`${url}/oauth2/authorize?client_id=cli_1&request_uri=urn:x`);
  if ((await page.locator('input[name=userId]').count()) > 0) await logInOnPage(page, user);
  return page;
};

describe('in a real browser without script', () => {
  it('a user logs in, reads what he signs and signs it, by the keyboard alone', async () => {
    const own = await open();
    // Nothing takes the focus from what is to be read first.
    expect(await own.locator('input:focus, button:focus').count()).toBe(0);
    expect(await own.getByRole('heading', { level: 1 }).textContent()).toBe('An application asks you to sign');
    expect(await own.getByRole('rowheader').allTextContents()).toEqual(['contract.pdf']);
    expect(await own.getByRole('table', { name: 'What you sign: 1, as SHA-256 digests' }).count()).toBe(1);
    await approveOnPage(own, '000000');
    expect(await problemsOnPage(own)).toEqual(['The code is wrong, too old or used already. Enter the current one.']);
    const field = own.getByRole('textbox', { name: 'Code' });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await approveOnPage(own, code);
    expect(own.url()).toBe(world.redirectUri);
    expect(asked).toEqual([world.redirectUri.slice(clientUrl.length)]);
  });

  it('a user refuses by the keyboard, and the style and the picture of the page are loaded', async () => {
    const soft = { authenticatorId: 'aut_4', kind: 'soft_token', label: '', maskedDestination: '', serial: '1' };
    Object.assign(world.authorisation, aTransaction, { factors: [soft] });
    const own = await open();
    const faults: string[] = [];
    own.on('console', (message) => faults.push(message.text()));
    own.on('requestfailed', (request) => faults.push(request.url()));
    await own.getByRole('link', { name: 'Deutsch' }).press('Enter');
    const picture = own.getByRole('img', { name: 'QR-Code für Ihre Soft-Token-App' });
    expect(await picture.isVisible()).toBe(true);
    expect(await own.evaluate("document.querySelector('img').naturalWidth > 0")).toBe(true);
    expect(await own.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")).toBe('704px');
    await tabTo(own, 'button[formaction*="/refuse"]');
    await sendByKey(own);
    expect(own.url()).toBe(`${world.redirectUri}&error=access_denied`);
    expect(faults).toEqual([]);
  });

  it('a form leads nowhere but to us and to the application', async () => {
    const own = await open();
    world.redirectUri = world.redirectUri.replace('127.0.0.1', 'localhost');
    await tabTo(own, 'input[name=code]');
    await own.keyboard.type(code);
    const [refusal] = await Promise.all([own.waitForEvent('console'), own.keyboard.press('Enter')]);
    expect(refusal.text()).toContain('form-action');
    expect(asked).toEqual([]);
  });

  it('no other page frames ours', async () => {
    const own = await open();
    clientPage = `<iframe src="${own.url()}"></iframe>`;
    const [refused] = await Promise.all([own.waitForEvent('requestfailed'), own.goto(clientUrl)]);
    expect(refused.frame().parentFrame()?.url()).toBe(`${clientUrl}/`);
    expect(refused.failure()?.errorText).toBe('net::ERR_BLOCKED_BY_RESPONSE');
  });
});
