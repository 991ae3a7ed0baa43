import { type HTMLFormElement, type HTMLInputElement, Window } from 'happy-dom';
import type { TestGateway } from './gateway.ts';

/** An answer as a test looks at it. */
export interface Answered {
  status: number;
  headers: Record<string, unknown>;
  body: string;
  document: Window['document'];
  text: string;
  location: string | undefined;
}

/** A browser without script in front of a gateway that does not listen: it keeps cookies and sends forms. */
export class FormBrowser {
  readonly cookies = new Map<string, string>();
  readonly #gateway: TestGateway;
  readonly #origin: string;
  readonly language: string;
  url = '/';
  page: Answered | undefined;

  constructor(gateway: TestGateway, { origin, language = 'en' }: { origin: string; language?: string }) {
    this.#gateway = gateway;
    this.#origin = origin;
    this.language = language;
  }

  /** Opens an address and follows redirects below our own root. */
  async open(url: string): Promise<Answered> {
    return await this.#follow(url, await this.ask(url));
  }

  /** Presses the button that says so, with these fields; follows redirects below our own root. */
  async press(button: string, fields: Readonly<Record<string, string>> = {}): Promise<Answered> {
    const { action, data } = this.formOf(button, fields);
    return await this.#follow(action, await this.send(action, data));
  }

  /** The form around the button that says so, as a browser would send it. */
  formOf(button: string, fields: Readonly<Record<string, string>> = {}) {
    const { document } = this.page ?? {};
    const pressed = [...(document?.querySelectorAll('button') ?? [])].find(({ textContent }) =>
      textContent.includes(button),
    );
    const form = pressed?.closest('form') as HTMLFormElement | null | undefined;
    if (pressed === undefined || !form) throw new Error(`no button ${button}: ${this.page?.text ?? ''}`);
    const data = new URLSearchParams();
    for (const field of form.querySelectorAll('input') as unknown as HTMLInputElement[]) {
      if (field.type !== 'radio' || field.checked) data.append(field.name, fields[field.name] ?? field.value);
    }
    if (pressed.getAttribute('name')) data.set(pressed.getAttribute('name') ?? '', pressed.getAttribute('value') ?? '');
    const action = pressed.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
    return { action: this.resolve(action), data, method: form.getAttribute('method') };
  }

  resolve(address: string): string {
    const { pathname, search } = new URL(address, `http://gateway${this.url}`);
    return `${pathname}${search}`;
  }

  async send(url: string, data: URLSearchParams, headers: Record<string, string> = {}): Promise<Answered> {
    const own = { origin: this.#origin, 'content-type': 'application/x-www-form-urlencoded' };
    return await this.ask(url, { method: 'POST', payload: data.toString(), headers: { ...own, ...headers } });
  }

  async ask(
    url: string,
    init: { method?: 'GET' | 'POST' | 'HEAD'; payload?: string; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const headers = { 'accept-language': this.language, ...init.headers };
    const response = await this.#gateway.app.inject({
      method: 'GET',
      url,
      ...init,
      headers,
      cookies: Object.fromEntries(this.cookies),
    });
    for (const { name, value, maxAge, expires } of response.cookies) {
      if (maxAge === 0 || (expires !== undefined && expires.getTime() === 0) || value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const window = new Window({ url: `http://gateway${url}`, settings: { disableCSSFileLoading: true } });
    if (String(response.headers['content-type']).startsWith('text/html')) window.document.write(response.body);
    const text = (window.document.body?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    const location = response.headers.location?.toString();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body,
      document: window.document,
      text,
      location,
    };
  }

  async #follow(url: string, first: Answered): Promise<Answered> {
    let [at, answered] = [url, first];
    while (answered.location !== undefined && !/^[a-z][a-z0-9+.-]*:/.test(answered.location)) {
      this.url = at;
      at = this.resolve(answered.location);
      // oxlint-disable-next-line no-await-in-loop
      answered = await this.ask(at);
    }
    this.url = at;
    this.page = answered;
    return answered;
  }
}
