import { type DomainError, unavailable } from '@countersign/errors';
import type { Logger } from '@countersign/runtime';

/** How long the same complaint is not repeated: a database that is away fails every call. */
const repeatMs = 10_000;
/** A database counts as back once nothing has failed for this long: one that is full still answers reads. */
const calmMs = 1_000;
const pauseMs = 1_000;

// Connection exceptions, insufficient resources (a full disk), an operator's intervention (restart, kill, start) and system
// errors; a server that takes reads only; a session that idled too long in a transaction (PostgreSQL manual, appendix A).
const awayCodes = /^(?:08...|53...|57P0.|58...|25006|25P03)$/;
const awayOnTheWay =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;
// The driver, its pool and the query builder have no codes for these.
const awayWords =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout expired|timeout exceeded when trying to connect|Cannot use a pool after|Query read timeout|Postgres connection has been discarded)/;
/** Serialization failure, deadlock, lock not available: another transaction was first, and the next try finds it done. */
const contestedCodes = /^(?:40001|40P01|55P03)$/;
const cutOffCode = '57014';

type Trouble = 'away' | 'contested' | 'cut_off';

/** Lets nothing of a database out that its callers cannot act on. */
export interface Availability {
  /**
   * Does `work` at the database. Throws `SERVICE_UNAVAILABLE` when it cannot be reached or used, or another transaction was
   * first, and `DEADLINE_EXCEEDED` when the statement was cut off; the cause is logged. Other errors come as they are.
   */
  of<T>(work: () => Promise<T>): Promise<T>;
  /** Is told of a connection that broke while nothing was asked of it. */
  lost(error: unknown): void;
}

/** Watches one database. What failed is said once in ten seconds, with the number of failures, and so is that it is back. */
export function watchAvailability(logger: Logger | undefined): Availability {
  const said = new Map<Trouble, { atMs: number; since: number }>();
  let awaySinceMs: number | undefined;
  let failedAtMs = 0;

  const complain = (trouble: Trouble, error: unknown): void => {
    const nowMs = performance.now();
    const last = said.get(trouble);
    if (last !== undefined && nowMs - last.atMs < repeatMs) {
      last.since += 1;
      return;
    }
    said.set(trouble, { atMs: nowMs, since: 0 });
    logger?.warn({ err: error, alsoFailed: last?.since ?? 0 }, sentences[trouble]);
  };
  const fail = (error: unknown): void => {
    failedAtMs = performance.now();
    awaySinceMs ??= failedAtMs;
    complain('away', error);
  };
  const relax = (): void => {
    const nowMs = performance.now();
    if (awaySinceMs === undefined || nowMs - failedAtMs < calmMs) return;
    logger?.info({ awayMs: Math.round(failedAtMs - awaySinceMs) }, 'the database is back');
    awaySinceMs = undefined;
    said.delete('away');
  };
  return {
    async of(work) {
      try {
        const result = await work();
        relax();
        return result;
      } catch (error) {
        const trouble = findTrouble(error);
        if (trouble === undefined) throw error;
        if (trouble === 'away') fail(error);
        else complain(trouble, error);
        throw toDomainError(trouble, error);
      }
    },
    lost: fail,
  };
}

/**
 * Does what a process needs before it can serve, again each second while the database is away: a process that ended instead
 * would only be started again. Other errors are thrown, and that one, too, after `patienceMs`, which is for ever by default.
 */
export async function whenAvailable<T>(
  work: () => Promise<T>,
  { everyMs = pauseMs, patienceMs = Number.POSITIVE_INFINITY }: { everyMs?: number; patienceMs?: number } = {},
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      // One after the other is the point.
      // oxlint-disable-next-line no-await-in-loop
      return await work();
    } catch (error) {
      if ((error as Partial<DomainError>).kind !== 'unavailable' || Date.now() > until) throw error;
    }
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}

const sentences: Readonly<Record<Trouble, string>> = {
  away: 'the database cannot be used; callers are asked to come again',
  contested: 'another transaction was first; the caller is asked to come again',
  cut_off: 'a statement took too long and was cut off',
};

function findTrouble(error: unknown): Trouble | undefined {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (typeof code === 'string') {
    if (contestedCodes.test(code)) return 'contested';
    if (code === cutOffCode) return 'cut_off';
    if (awayCodes.test(code) || awayOnTheWay.test(code)) return 'away';
  }
  return awayWords.test(message) ? 'away' : undefined;
}

function toDomainError(trouble: Trouble, cause: unknown): DomainError {
  if (trouble === 'cut_off') {
    return unavailable('DEADLINE_EXCEEDED', 'the answer took too long; try again', { retryAfterSeconds: 1, cause });
  }
  return unavailable('SERVICE_UNAVAILABLE', 'a part of the service is not available; try again', {
    retryAfterSeconds: trouble === 'away' ? 2 : 1,
    cause,
  });
}
