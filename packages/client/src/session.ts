import type { components } from './gen/api.ts';
import { readProblem } from './problem-error.ts';

/** What a login, a refresh and a switch of account answer with. */
export type Tokens = components['schemas']['Tokens'];

/** Where the tokens of a session are, and what is done when they change. */
export interface SessionOptions {
  /**
   * `cookie` for pages in browsers: the refresh token is where no script can read it, and every request says so
   * (`Countersign-Csrf`). `body` for everything else.
   */
  tokensIn: 'body' | 'cookie';
  /** A refresh token of before, for example from the keychain of a device. */
  refreshToken?: string;
  /** Is told the refresh token that is good from now on: the one before it is used up. Not called with cookies. */
  onRefreshToken?: (refreshToken: string) => void | Promise<void>;
  /** Is told that the session is over: the user has to log in again. */
  onEnd?: () => void;
  /** Milliseconds since 1970; the computer's clock when absent. */
  now?: () => number;
}

/** How a session reaches the API. */
export interface RefreshRequest {
  baseUrl: string;
  fetch: (request: Request) => Promise<Response>;
}

/** Tokens are renewed so many milliseconds before they end: a request must still arrive. */
const marginMs = 10_000;
const refreshPath = '/v1/tokens/refresh';

/** The tokens of one user: gives out the access token, and renews it once for all requests that wait for it. */
export class Session {
  readonly tokensIn: 'body' | 'cookie';
  readonly #options: SessionOptions;
  readonly #now: () => number;
  #access: { token: string; endsAt: number } | undefined;
  #refreshToken: string | undefined;
  #mayRefresh: boolean;
  #refreshing: Promise<string | undefined> | undefined;

  constructor(options: SessionOptions) {
    this.tokensIn = options.tokensIn;
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#refreshToken = options.refreshToken;
    this.#mayRefresh = options.tokensIn === 'cookie' || options.refreshToken !== undefined;
  }

  /** Takes over the tokens of a login, or of a switch of account, which keeps the refresh token as it is. */
  async accept({ accessToken, expiresIn, refreshToken, scope }: Tokens): Promise<void> {
    this.#access = { token: accessToken, endsAt: this.#now() + expiresIn * 1000 };
    if (refreshToken !== undefined) {
      this.#refreshToken = refreshToken;
      await this.#options.onRefreshToken?.(refreshToken);
    }
    // A session that may only set up a second factor has none.
    this.#mayRefresh = scope === 'full' && (this.tokensIn === 'cookie' || this.#refreshToken !== undefined);
  }

  /** Forgets everything, after a logout. */
  forget(): void {
    this.#access = undefined;
    this.#refreshToken = undefined;
    this.#mayRefresh = false;
  }

  /** The access token for the next request, renewed where it is about to end; undefined where nobody is logged in. */
  async accessToken(request: RefreshRequest): Promise<string | undefined> {
    const access = this.#access;
    const isGood = access !== undefined && this.#now() < access.endsAt - marginMs;
    if (isGood || !this.#mayRefresh) return access?.token;
    return await this.renew(access?.token, request);
  }

  /**
   * Gets another access token in place of one that is of use no more; undefined where there is none to be had. However many
   * ask, there is one refresh: the second would end the session, since a refresh token is good once.
   */
  async renew(refused: string | undefined, request: RefreshRequest): Promise<string | undefined> {
    if (this.#access !== undefined && this.#access.token !== refused) return this.#access.token;
    if (!this.#mayRefresh) return undefined;
    this.#refreshing ??= takeTurns(() => this.#refresh(request)).finally(() => {
      this.#refreshing = undefined;
    });
    return await this.#refreshing;
  }

  async #refresh({ baseUrl, fetch }: RefreshRequest): Promise<string | undefined> {
    const { tokensIn } = this;
    const isCookie = tokensIn === 'cookie';
    const response = await fetch(
      new Request(`${baseUrl}${refreshPath}`, {
        method: 'POST',
        // The body is a secret, and would go along to wherever a redirection leads.
        redirect: 'error',
        headers: { 'content-type': 'application/json', ...(isCookie ? { 'countersign-csrf': '1' } : {}) },
        body: JSON.stringify(isCookie ? { tokensIn } : { refreshToken: this.#refreshToken }),
        ...(isCookie ? { credentials: 'include' } : {}),
      }),
    );
    if (response.ok) {
      const tokens = (await response.json()) as Tokens;
      await this.accept(tokens);
      return tokens.accessToken;
    }
    const problem = await readProblem(response);
    // Everything else, such as 503, may be over soon; the refresh token was not used then.
    if (problem.status === 401) {
      const wasLoggedIn = this.#access !== undefined || !isCookie;
      this.forget();
      if (wasLoggedIn) this.#options.onEnd?.();
      return undefined;
    }
    throw problem;
  }
}

/** Pages of one browser share the cookie, and take turns where the browser can see to it (Web Locks). */
async function takeTurns<T>(work: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  return navigator?.locks === undefined ? await work() : await navigator.locks.request('countersign-refresh', work);
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}
