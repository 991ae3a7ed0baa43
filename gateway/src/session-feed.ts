import { unauthenticated } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import { type Clock, type Logger, type Rounds, startRounds } from '@countersign/runtime';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { EnrollmentClient, IdentityClient } from './clients.ts';

/** How often it is asked what ended. */
const everyMs = 500;
/** Time in which an answer is of use: after it the next question is due. */
const answerMs = 2_000;
/** No token lives longer: what ended before needs no remembering. */
const tokenLifeMs = 30 * 60_000;
/** From this age on the gateway may not know of what ended a moment ago. */
const staleMs = 3_000;

/** What the gateway knows of tokens that are good by their signature, and of use no more. */
export interface SessionFeed {
  /**
   * Throws `TOKEN_INVALID` for an actor whose session ended, and `TOKEN_OUTDATED` for one whose membership changed since
   * his token was issued. Costs two look-ups in memory.
   */
  requireCurrent(actor: Actor): void;
  /** Rejects when it was not heard for three seconds what ended; for the readiness of the gateway. */
  check(): Promise<void>;
  /** Learns what ended lately, then goes on asking twice a second. A service that cannot be asked does not hold it up. */
  start(): Promise<void>;
  /** Stops asking. */
  close(): Promise<void>;
}

export interface SessionFeedDeps {
  identity: Pick<IdentityClient, 'listEndedSessions'>;
  enrollment: Pick<EnrollmentClient, 'listMembershipChanges'>;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
}

/**
 * Makes the feed. While a service cannot be asked, what is known of it stays, and tokens live to their natural end: five
 * minutes. It is better to serve than to refuse everybody because somebody may have logged out.
 */
export function createSessionFeed({ identity, enrollment, clock, logger, metrics }: SessionFeedDeps): SessionFeed {
  const now = () => clock.now().getTime();
  const ended = createMemory<true>(now);
  /** Version by user and account; 0 where the membership ended. */
  const versions = createMemory<number>(now);
  const sources = [
    createSource('identity', async (since) => {
      const { sessionIds, until } = await identity.listEndedSessions({ since }, { timeoutMs: answerMs });
      for (const id of sessionIds) ended.learn(id, true);
      return until;
    }),
    createSource('enrollment', async (since) => {
      const { changes, until } = await enrollment.listMembershipChanges({ since }, { timeoutMs: answerMs });
      for (const { userId, accountId, version } of changes) versions.learn(`${userId} ${accountId}`, version);
      return until;
    }),
  ];
  const failures = new Counter({
    name: 'session_feed_failures_total',
    help: 'Questions for ended sessions and changed memberships that were not answered',
    labelNames: ['service'],
    registers: [metrics],
  });
  const ageMs = () => now() - Math.min(...sources.map(({ heardAtMs }) => heardAtMs()));
  const age: Gauge = new Gauge({
    name: 'session_feed_age_seconds',
    help: 'Time since it was last heard which sessions ended and which memberships changed',
    registers: [metrics],
    collect: (): void => age.set(ageMs() / 1000),
  });

  /** One service that is asked; it is asked for everything until it has answered once. */
  function createSource(service: string, ask: (since: Date | undefined) => Promise<Date | undefined>) {
    // Not heard of since the beginning, and not for ever: the figure must be a number.
    let heardAtMs = now() - staleMs;
    let since: Date | undefined;
    let isAway = false;
    return {
      heardAtMs: () => heardAtMs,
      listen: async () => {
        const askedAtMs = now();
        try {
          since = await ask(since);
          heardAtMs = askedAtMs;
          if (isAway) logger.info({ service }, 'it is heard again what ended');
          isAway = false;
        } catch (error) {
          failures.inc({ service });
          if (!isAway) logger.warn({ err: error, service }, 'it is not heard what ended; tokens live to their end');
          isAway = true;
        }
      },
    };
  }

  const round = async () => {
    await Promise.all(sources.map(({ listen }) => listen()));
    ended.forget();
    versions.forget();
  };
  let rounds: Rounds | undefined;

  return {
    requireCurrent({ sessionId, userId, accountId, membershipVersion = 0 }) {
      if (ended.find(sessionId)) throw unauthenticated('TOKEN_INVALID', 'the session is over; log in again');
      const version = accountId === undefined ? undefined : versions.find(`${userId} ${accountId}`);
      if (version !== undefined && (version === 0 || membershipVersion < version)) {
        throw unauthenticated('TOKEN_OUTDATED', 'your roles changed; refresh your tokens');
      }
    },
    check: async () => {
      if (ageMs() >= staleMs) throw new Error('what ended lately is not known');
    },
    start: async () => {
      await round();
      rounds = startRounds({ name: 'the feed of ended sessions', everyMs, round, logger });
    },
    close: async () => {
      await rounds?.close();
    },
  };
}

/** Remembers what was learnt for as long as a token may live. */
function createMemory<T>(now: () => number) {
  const known = new Map<string, { value: T; untilMs: number }>();
  return {
    find: (key: string) => known.get(key)?.value,
    learn: (key: string, value: T) => {
      // The same comes again for some seconds. Newest last, so that the oldest is found first.
      known.delete(key);
      known.set(key, { value, untilMs: now() + tokenLifeMs });
    },
    forget: () => {
      for (const [key, { untilMs }] of known) {
        if (untilMs > now()) break;
        known.delete(key);
      }
    },
  };
}
