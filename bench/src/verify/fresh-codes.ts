import { AuthenticatorApp } from '../../../test/src/authenticator-app.ts';

const stepMs = 30_000;

/** Somebody with a code that was not used. */
export interface FreshCode {
  userId: string;
  code: string;
}

/**
 * Tells whose turn it is, with a code that is good now. Each code is good once: a user comes again with that of the next
 * step, one step early or late at the most. Throws when all were used up.
 */
export function createFreshCodes(userIds: readonly string[], otpauthUri: string): (stepsAhead?: number) => FreshCode {
  const app = new AuthenticatorApp(otpauthUri);
  const lastSteps = new Map<string, number>();
  let next = 0;
  return (stepsAhead = 0) => {
    const userId = userIds[next % userIds.length] ?? '';
    next += 1;
    const now = Math.floor(Date.now() / stepMs);
    // What is early now would be late at the end of a step: the server may look a moment later.
    const step = Math.max(now + stepsAhead, (lastSteps.get(userId) ?? 0) + 1);
    if (step > now + 1) throw new Error('there are too few users: all their codes were used');
    lastSteps.set(userId, step);
    return { userId, code: app.shown(step * stepMs) };
  };
}
