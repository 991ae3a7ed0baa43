import { type Keyring, open, seal } from '@countersign/sealing';
import { sql } from 'kysely';
import { type CodeGuess, type Door, restoringGuesses, spendGuessToRead } from '../budgets.ts';
import type { AuthenticatorKind, SecondFactorDb } from '../database.ts';
import type { SecondFactorDeps } from '../dependencies.ts';
import type { Policy } from '../policy/policy.ts';
import { isActiveAt } from './authenticator-store.ts';
import type { FittingCode } from './factor-kind.ts';
import { codeRefused } from './refusals.ts';
import { matchStep, type StepMatch, strictWindow, type TotpWindow } from './totp.ts';

/** Kinds whose codes an app makes of a seed and the time. */
export const appKinds = ['totp', 'soft_token'] as const satisfies readonly AuthenticatorKind[];

const sealedAt = (id: string) => ({ table: 'authenticators', row: id, column: 'seed' });

/** Seals the seed of an app for the row of its authenticator. */
export function sealSeed(keyring: Keyring, id: string, seed: Uint8Array): Buffer {
  return seal(keyring, seed, sealedAt(id));
}

/** The secret of an app, and what is known of its clock. */
export interface AppSecret {
  id: string;
  kind: AuthenticatorKind;
  seed: Buffer;
  clockSteps: number;
  driftSteps: number;
  algorithm: 'sha1' | 'sha256';
  digits: number;
  profile: 'guide' | 'strict';
}

const columns = ['id', 'kind', 'seed', 'clockSteps', 'driftSteps', 'algorithm', 'digits', 'profile'] as const;

/** The apps of a user that are in use, with their sealed seeds. */
function activeApps(db: SecondFactorDb, userId: string, at: Date) {
  return db
    .selectFrom('authenticators')
    .select(columns)
    .where('userId', '=', userId)
    .where(isActiveAt(at))
    .where('seed', 'is not', null);
}

type SealedApp = Omit<AppSecret, 'seed'> & { seed: Buffer | null };

/** The secret of one app, whatever state it is in; undefined once it was erased. */
export async function findAppSecret(
  { db, keyring }: { db: SecondFactorDb; keyring: Keyring },
  id: string,
): Promise<AppSecret | undefined> {
  const row = await db.selectFrom('authenticators').select(columns).where('id', '=', id).executeTakeFirst();
  if (row === undefined || row.seed === null) return undefined;
  return { ...row, seed: open(keyring, row.seed, sealedAt(id)) };
}

/** The codes that are taken of an app: the narrower of what the policy says and what the app was issued by. */
export function windowOf(
  policy: Pick<Policy, 'profile' | 'totp'>,
  { profile }: Pick<AppSecret, 'profile'>,
): TotpWindow {
  return profile === 'strict' && policy.profile !== 'strict' ? strictWindow : policy.totp;
}

/** Whose code it is, at which door, and in which state its app must be when it is used up. */
export interface AppCode extends Door {
  code: string;
  at: Date;
  state?: 'active' | 'pending';
  /** What the account permits that it is proved to; absent where none says so. */
  required?: { kinds: readonly AuthenticatorKind[] } | undefined;
}

/** Whether a code fits an app; its seed is wiped. */
export function matchApp(
  policy: Pick<Policy, 'profile' | 'totp'>,
  secret: AppSecret,
  given: AppCode,
): FittingCode | undefined {
  const { seed, clockSteps, driftSteps, algorithm, digits } = secret;
  const match = matchStep(seed, {
    code: given.code,
    at: given.at,
    driftSteps,
    clockSteps,
    window: windowOf(policy, secret),
    algorithm,
    digits,
  });
  seed.fill(0);
  return match === undefined ? undefined : fittingStep(secret, match, given);
}

/** A step that fits; using it up makes it and all before it useless (RFC 6238 5.2). */
export function fittingStep(
  { id, kind }: Pick<AppSecret, 'id' | 'kind'>,
  match: StepMatch & { clockSteps?: number },
  { userId, recovery, at, state = 'active' }: AppCode,
): FittingCode {
  return {
    authenticatorId: id,
    kind,
    restoresGuesses: true,
    use: async (db) => await useStep(db, { ...match, id, userId, recovery, at, state }),
  };
}

/**
 * Finds the apps of a user that a code fits, in most cases one. Count the attempt before; use the code up by `useFirst`
 * afterwards. Throws `CODE_REFUSED` when there is none.
 */
export async function matchAnyApp(
  deps: { db: SecondFactorDb; keyring: Keyring; policy: Policy },
  given: AppCode,
): Promise<FittingCode[]> {
  return matchApps(deps, given, await activeApps(deps.db, given.userId, given.at).execute());
}

/** As `matchAnyApp`, and counts the guess by the statement that reads the apps. Throws `ATTEMPTS_EXHAUSTED`, too. */
export async function guessAnyApp(
  deps: SecondFactorDeps,
  guess: Pick<CodeGuess, 'budget' | 'id'>,
  given: AppCode,
): Promise<FittingCode[]> {
  const { userId, recovery, at } = given;
  const sealed = await spendGuessToRead<SealedApp>(
    deps,
    { ...guess, userId, recovery },
    { query: activeApps(deps.db, userId, at), columns },
  );
  return matchApps(deps, given, sealed);
}

function matchApps(
  { keyring, policy }: { keyring: Keyring; policy: Policy },
  given: AppCode,
  sealed: readonly SealedApp[],
): FittingCode[] {
  const fitting = sealed.flatMap(({ seed, ...row }) => {
    if (seed === null || !policy.factors.kinds.some((kind) => kind === row.kind)) return [];
    if (given.required?.kinds.some((kind) => kind === row.kind) === false) return [];
    return matchApp(policy, { ...row, seed: open(keyring, seed, sealedAt(row.id)) }, given) ?? [];
  });
  if (fitting.length === 0) throw codeRefused();
  return fitting;
}

/** Uses up the first of the codes that still can be, and returns it; throws `CODE_REFUSED` when all were used before. */
export async function useFirst(db: SecondFactorDb, fitting: readonly FittingCode[]): Promise<FittingCode> {
  for (const match of fitting) {
    // One after the other: a code that fits two authenticators by chance may cost only one of them its step.
    // oxlint-disable-next-line no-await-in-loop
    if (await match.use(db)) return match;
  }
  throw codeRefused();
}

/** Uses up a step and forgets the wrong guesses at its door, in one statement; false when it was used before. */
async function useStep(
  db: SecondFactorDb,
  {
    id,
    userId,
    recovery,
    step,
    driftSteps,
    clockSteps,
    at,
    state,
  }: StepMatch & Door & { id: string; at: Date; clockSteps?: number; state: 'active' | 'pending' },
): Promise<boolean> {
  const using = db
    .updateTable('authenticators')
    .set({ lastStep: step, driftSteps, lastUsedAt: at, ...(clockSteps !== undefined && { clockSteps }) })
    .where('id', '=', id)
    .where('state', 'in', state === 'active' ? ['active'] : ['issued', 'bound'])
    .where('lastStep', '<', step)
    // A soft token whose codes were issued anew has none, and the code belongs to the seed of before.
    .where('seed', 'is not', null)
    .returning('id');
  const { rows } = await sql`
    with used as (${using}), restored as (${restoringGuesses({ userId, recovery }, sql<boolean>`exists (select 1 from used)`)})
    select id from used`.execute(db);
  return rows.length === 1;
}
