/** How long a wrong password counts. */
const windowMs = 60_000;
/** User IDs that are remembered at most: beyond it the figure is high enough to say what it has to. */
const remembered = 50_000;

/** Counts the user IDs that failed of late: many at once are lists of stolen passwords being tried. */
export interface FailingUsers {
  /** Notes a wrong password. */
  add(userIdHash: string): void;
  /** Distinct user IDs that failed within the last minute, in this process. */
  count(): number;
}

/** Makes the counter; `now` is in milliseconds since the epoch. */
export function createFailingUsers(now: () => number): FailingUsers {
  // In the order of their last failure: a map keeps the order of insertion.
  const lastFailures = new Map<string, number>();
  const forget = () => {
    const since = now() - windowMs;
    for (const [userIdHash, failedAt] of lastFailures) {
      if (failedAt > since && lastFailures.size <= remembered) return;
      lastFailures.delete(userIdHash);
    }
  };
  return {
    add(userIdHash) {
      lastFailures.delete(userIdHash);
      lastFailures.set(userIdHash, now());
      forget();
    },
    count() {
      forget();
      return lastFailures.size;
    },
  };
}
