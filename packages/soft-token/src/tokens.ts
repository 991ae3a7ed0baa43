import type { App } from './app.ts';
import { AppFault } from './app-fault.ts';
import { plainDigits } from './protocol/luhn.ts';
import type { AppState, StoredToken } from './store.ts';

/** All tokens, in the order in which they were added. */
export async function listTokens(app: App): Promise<readonly StoredToken[]> {
  return (await app.store.read()).tokens;
}

/**
 * The token with a name or serial number, or the only one when nothing is named. Throws an AppFault when there is none,
 * or when it is not clear which one is meant.
 */
export async function getToken(app: App, nameOrSerial?: string): Promise<StoredToken> {
  return tokenIn(await app.store.read(), nameOrSerial);
}

/** Gives a token another name. */
export async function renameToken(app: App, nameOrSerial: string | undefined, name: string): Promise<void> {
  await app.store.update((state) => {
    const token = tokenIn(state, nameOrSerial);
    requireFreeName(
      state.tokens.filter((other) => other !== token),
      name,
    );
    token.name = name;
  });
}

/** Forgets a token. The service does not learn of it: there, it is removed by signing in. */
export async function removeToken(app: App, nameOrSerial: string | undefined): Promise<StoredToken> {
  return await app.store.update((state) => {
    const token = tokenIn(state, nameOrSerial);
    state.tokens = state.tokens.filter((other) => other !== token);
    return token;
  });
}

/** The app's settings. */
export async function readSettings(app: App): Promise<AppState['settings']> {
  return (await app.store.read()).settings;
}

/** Changes some settings and gives all. */
export async function changeSettings(app: App, changes: AppState['settings']): Promise<AppState['settings']> {
  return await app.store.update((state) => {
    Object.assign(state.settings, changes);
    return state.settings;
  });
}

/** Changes a token in the store; nothing happens when it is gone by now. */
export async function updateToken(
  app: App,
  { origin, serial }: StoredToken,
  change: (token: StoredToken) => void,
): Promise<void> {
  await app.store.update(({ tokens }) => {
    const token = tokens.find((each) => each.origin === origin && each.serial === serial);
    if (token) change(token);
  });
}

/** Throws an AppFault for a name that another token has, or that no terminal should print. */
export function requireFreeName(others: readonly StoredToken[], name: string): void {
  if (!/^[^\p{C}]{1,80}$/u.test(name) || name.trim() !== name) throw new AppFault('name-wrong');
  if (others.some((token) => isSameName(token.name, name))) throw new AppFault('name-taken', { name });
}

/** A name that no other token has: the wanted one, if need be with a number. */
export function availableName(others: readonly StoredToken[], wanted: string): string {
  const clean = wanted.replaceAll(/\p{C}/gu, ' ').trim().slice(0, 60) || 'token';
  const candidates = [clean, ...Array.from({ length: others.length }, (_, index) => `${clean} ${index + 2}`)];
  return candidates.find((name) => !others.some((token) => isSameName(token.name, name))) ?? clean;
}

function tokenIn({ tokens }: AppState, nameOrSerial: string | undefined): StoredToken {
  if (tokens.length === 0) throw new AppFault('no-tokens');
  if (nameOrSerial === undefined) {
    if (tokens.length > 1) throw new AppFault('token-ambiguous', { names: namesOf(tokens) });
    return tokens[0] ?? unknown(tokens, '');
  }
  const named = tokens.find(({ name }) => isSameName(name, nameOrSerial));
  const numbered = tokens.filter(({ serial }) => serial === plainDigits(nameOrSerial));
  if (!named && numbered.length > 1) throw new AppFault('token-ambiguous', { names: namesOf(numbered) });
  return named ?? numbered[0] ?? unknown(tokens, nameOrSerial);
}

function unknown(tokens: readonly StoredToken[], name: string): never {
  throw new AppFault('token-unknown', { name, names: namesOf(tokens) });
}

function namesOf(tokens: readonly StoredToken[]): string {
  return tokens.map(({ name }) => name).join(', ');
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
