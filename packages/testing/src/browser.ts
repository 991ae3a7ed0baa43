import { it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { hasWitness } from './witness.ts';

/** Longest wait for anything in a browser. */
const patienceMs = 15_000;

/** `it` for a test in a real browser; skipped by name without Chromium, see `itWitnessedBy`. */
export function itInBrowser(): typeof it | typeof it.skip {
  return process.env['CHROMIUM'] !== undefined || hasWitness('chromium') ? it : it.skip;
}

/** Starts Chromium: the one that `CHROMIUM` names, else that on the PATH. */
export async function startBrowser(): Promise<Browser> {
  // It is large, and few tests need it.
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    // Its sandbox refuses to run as root, as containers do.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    timeout: patienceMs,
  });
}

/** Opens a page without script and with cookies of its own, like another browser. */
export async function openPageWithoutScript(browser: Browser, language = 'en'): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: language });
  context.setDefaultTimeout(patienceMs);
  return await context.newPage();
}

/** Who logs in on a page of the product; the code is asked for when the page asks for it. */
export interface PageUser {
  userId: string;
  password: string;
  code: () => string | Promise<string>;
}

/** Logs in on the page that is open, by the keyboard alone: each step has its field in focus. */
export async function logInOnPage(page: Page, { userId, password, code }: PageUser): Promise<void> {
  await page.locator('input[name=userId]:focus').waitFor();
  await page.keyboard.type(userId);
  await sendByKey(page);
  await page.locator('input[name=password]:focus').waitFor();
  await page.keyboard.type(password);
  await sendByKey(page);
  await page.locator('input[name=code]:focus').waitFor();
  await page.keyboard.type(await code());
  await sendByKey(page);
}

/**
 * Grants what the page asks for, by the keyboard alone: Tab leads to the field of the code, or, where no code is needed, to
 * the button. Resolves once the browser is where that led: at the application, or at the page again with `problemsOnPage`.
 */
export async function approveOnPage(page: Page, code?: string): Promise<void> {
  // With problems, the field is in focus already.
  await tabTo(page, code === undefined ? 'form[action*="/approve"] button' : 'input[name=code]');
  if (code !== undefined) await page.keyboard.type(code);
  await sendByKey(page);
}

/** What the page says is wrong. */
export async function problemsOnPage(page: Page): Promise<string[]> {
  return await page.getByRole('alert').allTextContents();
}

/** Moves the focus by Tab to the first element that fits. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  const focused = page.locator(`${selector}:focus`).first();
  for (let presses = 0; presses < 50; presses += 1) {
    // oxlint-disable-next-line no-await-in-loop
    if ((await focused.count()) > 0) return;
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

/** Presses Enter, and waits for the page that it leads to. */
export async function sendByKey(page: Page): Promise<void> {
  await Promise.all([page.waitForEvent('framenavigated'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('load');
}
