import type { Route } from '../faulty-requests.ts';
import { type AccountRole, type ActorName, accountRoles, actorNames, type StaffRole, staffRoles } from './actors.ts';
import { type Refusal, type Rule, rules } from './rules.ts';

/** What a request of an actor must come to: a refusal, or anything that is none. */
export type Expectation = Refusal | 'admitted';

/** Reasons of refusals that are about who somebody is. */
export const authorisationReasons: ReadonlySet<string> = new Set([
  'AUTHENTICATION_REQUIRED',
  'TOKEN_INVALID',
  'TOKEN_OUTDATED',
  'SET_UP_REQUIRED',
  'INSUFFICIENT_USER_AUTHENTICATION',
  'ROLE_REQUIRED',
]);

const insufficient: Refusal = '401 INSUFFICIENT_USER_AUTHENTICATION';
const otherRole: Refusal = '403 ROLE_REQUIRED';

/** What an actor gets who asks for what belongs to the account of the five members. */
export function expectationOf(rule: Rule, actor: ActorName): Expectation {
  if (rule.for === 'everybody') return 'admitted';
  if (rule.for === 'holders of its secret') {
    if (rule.takesTokens && actor === 'a session that sets up') return '403 SET_UP_REQUIRED';
    return actor === 'anonymous' ? rule.without : (rule.withToken ?? rule.without);
  }
  if (actor === 'anonymous')
    return rule.for === 'readers' && rule.guests ? rule.ofAnother : '401 AUTHENTICATION_REQUIRED';
  if (actor === 'a session that sets up') {
    if (rule.for !== 'users' || !rule.setUp) return '403 SET_UP_REQUIRED';
    return rule.ofAnother ?? 'admitted';
  }
  if (rule.acr && actor === 'an owner with one factor') return insufficient;
  const stale = 'recent' in rule && rule.recent !== undefined && actor.endsWith('long ago');
  if (rule.for === 'users') {
    if (rule.withoutAccount !== undefined && roleOf(actor) === undefined) return rule.withoutAccount;
    if (stale) return insufficient;
    return rule.ofAnother ?? 'admitted';
  }
  if (rule.for === 'staff') {
    if (actor === 'staff who proved their factors long ago') return stale ? insufficient : 'admitted';
    return isStaff(actor) && rule.roles.includes(actor) ? 'admitted' : otherRole;
  }
  if (actor === 'the owner of another account') return rule.ofAnother ?? 'admitted';
  const role = roleOf(actor);
  if (stale && role !== undefined) return insufficient;
  if (role === undefined) return rule.for === 'readers' ? rule.ofAnother : '404 ACCOUNT_NOT_FOUND';
  if (rule.roles.includes(role)) return 'admitted';
  return rule.for === 'readers' && !rule.readers.includes(role) ? rule.ofAnother : otherRole;
}

function roleOf(actor: ActorName): AccountRole | undefined {
  if (actor.startsWith('an owner') || actor === 'the owner of another account') return 'owner';
  return accountRoles.find((role) => role === actor);
}

function isStaff(actor: ActorName): actor is StaffRole {
  return staffRoles.some((role) => role === actor);
}

/** What came of walking the matrix. */
export interface Walk {
  /** Cells that were not as they must be, as sentences. */
  faults: string[];
  refused: number;
  admitted: number;
}

/**
 * Tries every route as every actor. What must be refused is sent as the documentation shows it; what must be admitted is
 * sent where it only reads, and must then show none of the ids `hidden` to the owner of another account.
 */
export async function walkMatrix(
  routesOf: (actor: ActorName) => readonly Route[],
  { hidden, onActor }: { hidden: readonly string[]; onActor: () => void },
): Promise<Walk> {
  const walk: Walk = { faults: [], refused: 0, admitted: 0 };
  for (const actor of actorNames) {
    onActor();
    for (const route of routesOf(actor)) {
      const rule = rules[route.name];
      if (rule === undefined) continue;
      const expected = expectationOf(rule, actor);
      if (expected === 'admitted' && route.method !== 'GET') continue;
      walk[expected === 'admitted' ? 'admitted' : 'refused'] += 1;
      // This looks at answers, not at load.
      // oxlint-disable-next-line no-await-in-loop
      const { status, body, bytes } = await route.send();
      const got = `${status} ${body?.code ?? ''}`;
      const isRight =
        expected === 'admitted'
          ? !authorisationReasons.has(body?.code ?? '') && body?.code !== 'REQUEST_INVALID' && status < 500
          : got === expected;
      if (!isRight) walk.faults.push(`${route.name} as ${actor}: ${got} instead of ${expected}`);
      const shown = actor === 'the owner of another account' ? bytes.toString('utf8') : '';
      for (const id of hidden) if (shown.includes(id)) walk.faults.push(`${route.name} shows ${id} to ${actor}`);
    }
  }
  return walk;
}
