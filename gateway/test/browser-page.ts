import { type HTMLElement, type HTMLInputElement, Window } from 'happy-dom';
import type { TestGateway } from './gateway.ts';

/** What a script gives to `fetch`. */
interface Sent {
  method: 'GET' | 'POST' | 'PUT';
  headers: Record<string, string>;
  body?: string | Blob;
}

/** A page of the gateway in a browser: its own scripts run in it and ask the same gateway. */
export async function openPage(
  gateway: TestGateway,
  address: string,
  { language = 'en', stored = {} }: { language?: string; stored?: Readonly<Record<string, string>> } = {},
) {
  const window = new Window({ url: `http://localhost:8080${address}` });
  const { document } = window;
  const inject = async (url: string) =>
    (await gateway.app.inject({ url, headers: { 'accept-language': language } })).body;
  document.write(await inject(address.split('#')[0] ?? ''));
  /** Where the scripts of the page led. */
  const led: string[] = [];
  const { hash, pathname } = window.location;
  const location = { hash, pathname, assign: (to: string) => led.push(to), reload: () => led.push(pathname) };
  for (const [key, value] of Object.entries(stored)) window.sessionStorage.setItem(key, value);
  const asked: { method: string; url: string; headers: Record<string, string> }[] = [];

  const fetch = async (url: string, { method, headers, body }: Sent) => {
    asked.push({ method, url, headers });
    const payload = body instanceof Blob ? Buffer.from(await body.arrayBuffer()) : body;
    const answer = await gateway.app.inject({
      method,
      url: `/${url}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    return { ok: answer.statusCode < 400, json: async () => answer.json<unknown>() };
  };
  const own = (await inject(`/${document.querySelector('script')?.getAttribute('src') ?? ''}`)).replace(
    /^import [^;]*from '\.\/form-page\.js';$/m,
    '',
  );
  const shared = (await inject('/assets/form-page.js')).replaceAll(/^export /gm, '');
  // The scripts of the page are what is tested; the one module that they share stands before them.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function('window', 'document', 'location', 'history', 'sessionStorage', 'fetch', `${shared}\n${own}`)(
    window,
    document,
    location,
    window.history,
    window.sessionStorage,
    fetch,
  );

  const element = (id: string) => document.getElementById(id) as unknown as HTMLElement;
  const input = (id: string) => element(id) as unknown as HTMLInputElement;
  /** Resolves once no request is under way: the scripts show that they wait. */
  const settled = async () => {
    do {
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setImmediate(resolve));
    } while (!element('loading').hidden);
  };
  await settled();
  return {
    window,
    document,
    asked,
    led,
    /** What the tab keeps when its page is loaded again. */
    stored: () => {
      const { sessionStorage: kept } = window;
      const keys = Array.from({ length: kept.length }, (_, index) => kept.key(index) ?? '');
      return Object.fromEntries(keys.map((key) => [key, kept.getItem(key) ?? '']));
    },
    element,
    input,
    close: () => window.happyDOM.close(),
    /** What is listed as wrong now. */
    problems: () =>
      element('problems').hidden ? [] : [...element('problem-list').children].map(({ textContent }) => textContent),
    /** Whether an element and all around it are shown. */
    isShown: (id: string) => element(id).closest('[hidden]') === null,
    async select(id: string, value: string) {
      input(id).value = value;
      element(id).dispatchEvent(new window.Event('change'));
      await settled();
    },
    async press(id: string) {
      element(id).click();
      await settled();
    },
    async send(formId: string, fields: Readonly<Record<string, string>>) {
      for (const [id, value] of Object.entries(fields)) input(id).value = value;
      element(formId).dispatchEvent(new window.Event('submit', { cancelable: true }));
      await settled();
    },
    /** Chooses files as a person does with the dialogue of the browser. */
    choose(id: string, files: readonly Blob[]) {
      Object.defineProperty(input(id), 'files', { value: files, configurable: true });
    },
  };
}
