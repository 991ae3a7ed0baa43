import { type HTMLFormElement, type HTMLInputElement, type HTMLSelectElement, Window } from 'happy-dom';

/** A page as it was served. */
export interface VisitedPage {
  url: URL;
  status: number;
  headers: Headers;
  document: Window['document'];
  /** What a person reads, without the markup. */
  text: string;
}

/** Where a page led that is not of the product. */
export interface Departure {
  leftFor: URL;
}

const mostRedirects = 10;

/** A browser without scripts: it keeps cookies, follows redirects within the product, and sends forms as browsers do. */
export class PageVisitor {
  /** Of the product. */
  readonly origin: string;
  readonly #cookies = new Map<string, string>();
  #page: VisitedPage | undefined;

  constructor(productUrl: string) {
    this.origin = new URL(productUrl).origin;
  }

  /** The page that was opened last. */
  get page(): VisitedPage {
    if (this.#page === undefined) throw new Error('no page was opened');
    return this.#page;
  }

  /** Opens an address of the product. */
  async open(address: string): Promise<VisitedPage | Departure> {
    return await this.#go(new URL(address, this.#page?.url ?? this.origin), { method: 'GET' });
  }

  /**
   * Fills in the form whose button has that text, or that name and value, and presses it. Fields are named as in the form;
   * what is not given stays as the page has it.
   */
  async press(
    button: string | { name: string; value: string },
    fields: Readonly<Record<string, string>> = {},
  ): Promise<VisitedPage | Departure> {
    const { document, url } = this.page;
    const buttons = [...document.querySelectorAll('form button, form input[type=submit]')];
    const pressed = buttons.find((each) => {
      if (typeof button === 'string') return each.textContent.trim() === button;
      return each.getAttribute('name') === button.name && each.getAttribute('value') === button.value;
    });
    const form = pressed?.closest('form') as HTMLFormElement | null | undefined;
    if (pressed === undefined || form === null || form === undefined) {
      throw new Error(`no button ${JSON.stringify(button)} on ${url.pathname}: ${this.page.text.slice(0, 500)}`);
    }
    const data = new URLSearchParams();
    for (const field of form.querySelectorAll('input, select')) {
      const { name } = field as HTMLInputElement;
      const value = fields[name] ?? valueOf(field as HTMLInputElement | HTMLSelectElement);
      if (name !== '' && value !== undefined && !data.has(name)) data.append(name, value);
    }
    const unknown = Object.keys(fields).filter((name) => !data.has(name));
    if (unknown.length > 0) throw new Error(`the form at ${url.pathname} has no field ${unknown.join(', ')}`);
    const own = pressed.getAttribute('name');
    if (own !== null) data.set(own, pressed.getAttribute('value') ?? '');
    const action = new URL(pressed.getAttribute('formaction') ?? form.getAttribute('action') ?? '', url);
    if ((form.getAttribute('method') ?? 'get').toLowerCase() === 'get') {
      action.search = data.toString();
      return await this.#go(action, { method: 'GET' });
    }
    return await this.#go(action, { method: 'POST', body: data });
  }

  async #go(url: URL, init: { method: string; body?: URLSearchParams }): Promise<VisitedPage | Departure> {
    let [target, request] = [url, init];
    for (let redirects = 0; redirects < mostRedirects; redirects += 1) {
      if (target.origin !== this.origin) return { leftFor: target };
      // oxlint-disable-next-line no-await-in-loop
      const response = await fetch(target, {
        method: request.method,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          'accept-language': 'en',
          cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(request.method === 'POST' && { origin: this.origin, 'sec-fetch-site': 'same-origin' }),
        },
        ...(request.body !== undefined && { body: request.body }),
      });
      this.#keep(response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) {
        // oxlint-disable-next-line no-await-in-loop
        return await this.#show(target, response);
      }
      // As browsers do after 302 and 303.
      [target, request] = [new URL(location, target), { method: 'GET' }];
    }
    throw new Error(`too many redirects from ${url.href}`);
  }

  async #show(url: URL, response: Response): Promise<VisitedPage> {
    const window = new Window({
      url: url.href,
      settings: { disableJavaScriptFileLoading: true, disableCSSFileLoading: true },
    });
    window.document.write(await response.text());
    const text = window.document.body.textContent.replaceAll(/\s+/g, ' ').trim();
    this.#page = { url, status: response.status, headers: response.headers, document: window.document, text };
    return this.#page;
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const isOver = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each));
      if (isOver || value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** What a browser sends for a field that nobody touched; undefined for one that it leaves out. */
function valueOf(field: HTMLInputElement | HTMLSelectElement): string | undefined {
  if (field.tagName === 'SELECT') return field.value;
  const { type, checked, value } = field as HTMLInputElement;
  if (['submit', 'button', 'image', 'reset'].includes(type)) return undefined;
  if (type === 'radio' || type === 'checkbox') return checked ? value : undefined;
  return value;
}
