import { type Departure, type PageVisitor, type VisitedPage } from './page-visitor.ts';
import { UnexpectedAnswer } from './rest-client.ts';
import { SoftTokenApp } from './soft-token-app.ts';

/** Somebody who decides on our pages. */
export interface PagePerson {
  email: string;
  password: string;
  app?: unknown;
  /** The factor that he chooses where there are several; the one that the page proposes when absent. */
  authenticatorId?: string;
}

/** What a person does on the pages of an application's request. */
export interface Decision {
  person: PagePerson;
  /** A code of his app for logging in. */
  takeCode: () => Promise<string>;
  /** Whether he refuses. */
  refuses?: boolean;
  /** Looks at the page on which he decides, before he does. */
  onConsent?: (page: VisitedPage) => void;
}

const mostPages = 12;

/**
 * Goes through the pages that an application sent a person to: logs in where he is asked to, and grants or refuses what is
 * asked for. Resolves to where the pages lead, or to the last one for a request that leads nowhere.
 */
export async function decideOnPages(
  visitor: PageVisitor,
  address: string,
  decision: Decision,
): Promise<Departure | VisitedPage> {
  let at = await visitor.open(address);
  for (let pages = 0; pages < mostPages; pages += 1) {
    if ('leftFor' in at) return at;
    if (at.status >= 400)
      throw new UnexpectedAnswer(`${at.url.pathname} answers ${at.status}: ${at.text.slice(0, 400)}`);
    if (at.url.pathname.startsWith('/consent/done/')) return at;
    // Each page follows from what was sent with the one before.
    // oxlint-disable-next-line no-await-in-loop
    at = await takePage(visitor, at, decision);
  }
  throw new UnexpectedAnswer(`the pages lead nowhere: ${visitor.page.text.slice(0, 400)}`);
}

async function takePage(
  visitor: PageVisitor,
  { document }: VisitedPage,
  { person, takeCode, refuses = false, onConsent = () => undefined }: Decision,
): Promise<Departure | VisitedPage> {
  const has = (selector: string) => document.querySelector(selector) !== null;
  const step = (value: string) => ({ name: 'step', value });
  const own = { name: 'authenticator', value: person.authenticatorId ?? '' };
  // Proposed is the factor that was used last.
  const isAnother = has(`button[name=authenticator][value="${own.value}"]`);
  if (has('input[name=userId]')) return await visitor.press(step('user'), { userId: person.email });
  if (has('input[name=password]')) return await visitor.press(step('password'), { password: person.password });
  if (isAnother && !refuses) return await visitor.press(own);
  if (has('button[name=step][value=code]')) return await visitor.press(step('code'), { code: await takeCode() });
  onConsent(visitor.page);
  if (refuses) return await visitor.press('Refuse');
  if (!has('input[name=code]')) {
    return await visitor.press(
      document.querySelector('form[action*="/approve"] button')?.textContent.trim() ?? 'Allow',
    );
  }
  const uri = document.querySelector('a[href^="softtoken:"]')?.getAttribute('href') ?? '';
  const code =
    person.app instanceof SoftTokenApp && uri !== '' ? (await person.app.confirm(uri)).code : await takeCode();
  return await visitor.press('Sign', { code });
}
