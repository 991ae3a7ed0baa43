import { unavailable } from '@countersign/errors';
import type { Actor } from '@countersign/grpc';
import type { ListEndedSessionsRequest } from '@countersign/proto/identity';
import { createLogger, createMetrics } from '@countersign/runtime';
import { fakeClock } from '@countersign/testing';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createSessionFeed, type SessionFeed } from './session-feed.ts';

const noon = '2026-11-22T12:00:00Z';
const actor: Actor = {
  userId: 'usr_1',
  sessionId: 'ses_1',
  accountId: 'acc_1',
  roles: ['owner'],
  membershipVersion: 2,
  staffRoles: [],
  acr: 'urn:countersign:aal2',
  amr: ['pwd', 'otp', 'mfa'],
  scope: 'full',
  language: 'en',
  authenticatedAt: new Date(noon),
};
const invalid = expect.objectContaining({ reason: 'TOKEN_INVALID', kind: 'unauthenticated' });
const outdated = expect.objectContaining({ reason: 'TOKEN_OUTDATED', kind: 'unauthenticated' });

let feed: SessionFeed;
let clock: ReturnType<typeof fakeClock>;
let metrics: ReturnType<typeof createMetrics>;
let lines: string[];
/** What the services tell when they are asked. */
let told: { ended: string[]; versions: [accountId: string, version: number][]; away: boolean };
let asked: ListEndedSessionsRequest[];

beforeEach(() => {
  jest.useFakeTimers();
  clock = fakeClock(noon);
  metrics = createMetrics('gateway');
  lines = [];
  told = { ended: [], versions: [], away: false };
  asked = [];
  const answer = <T>(value: T) => {
    if (told.away) throw unavailable('SERVICE_UNAVAILABLE', 'away');
    return { ...value, until: new Date(clock.now().getTime() - 20_000) };
  };
  feed = createSessionFeed({
    identity: {
      listEndedSessions: async (request) => {
        asked.push(request);
        return answer({ sessionIds: told.ended });
      },
    },
    enrollment: {
      listMembershipChanges: async () =>
        answer({ changes: told.versions.map(([accountId, version]) => ({ userId: 'usr_1', accountId, version })) }),
    },
    clock,
    logger: createLogger({ service: 'gateway', destination: { write: (line) => void lines.push(line) } }),
    metrics,
  });
});
afterEach(async () => {
  await feed.close();
  jest.useRealTimers();
});

/** Lets time pass on both clocks, and what is under way come to its end. */
const pass = async (ms: number) => {
  clock.advance(ms);
  await jest.advanceTimersByTimeAsync(ms);
};
const refusal = (over: Partial<Actor> = {}) => {
  try {
    feed.requireCurrent({ ...actor, ...over });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('the feed of ended sessions', () => {
  it('knows what ended before it began', async () => {
    told.ended = ['ses_1'];
    await feed.start();
    expect(asked[0]).toEqual({ since: undefined });
    expect(refusal()).toEqual(invalid);
    expect(refusal({ sessionId: 'ses_2' })).toBeUndefined();
  });

  it('learns within a second what ends, and asks only for what it may not have heard', async () => {
    await feed.start();
    expect(refusal()).toBeUndefined();
    told.ended = ['ses_1'];
    await pass(500);
    expect(refusal()).toEqual(invalid);
    expect(asked.at(-1)?.since).toEqual(new Date(new Date(noon).getTime() + 500 - 500 - 20_000));
  });

  it('keeps what ended for as long as its tokens may live, and no longer', async () => {
    told.ended = ['ses_1'];
    await feed.start();
    told.ended = [];
    clock.advance(30 * 60_000 - 1_000);
    await pass(500);
    expect(refusal()).toEqual(invalid);
    await pass(500);
    expect(refusal()).toBeUndefined();
  });

  it('refuses tokens that are older than their membership, and those whose membership ended', async () => {
    told.versions = [['acc_1', 3]];
    await feed.start();
    expect(refusal()).toEqual(outdated);
    expect(refusal({ membershipVersion: 3 })).toBeUndefined();
    // Issued by another gateway that heard of a change before this one.
    expect(refusal({ membershipVersion: 4 })).toBeUndefined();
    const { membershipVersion: _version, ...silent } = actor;
    expect(() => feed.requireCurrent(silent)).toThrow(outdated);
    const { accountId: _account, ...without } = actor;
    expect(() => feed.requireCurrent(without)).not.toThrow();
    expect(refusal({ userId: 'usr_2' })).toBeUndefined();
    expect(refusal({ accountId: 'acc_2' })).toBeUndefined();
    told.versions = [['acc_1', 0]];
    await pass(500);
    expect(refusal({ membershipVersion: 3 })).toEqual(outdated);
    // He came back.
    told.versions = [['acc_1', 4]];
    await pass(500);
    expect(refusal({ membershipVersion: 3 })).toEqual(outdated);
    expect(refusal({ membershipVersion: 4 })).toBeUndefined();
  });

  it('goes on with what it knows while nobody answers, says so after three seconds, and says it once', async () => {
    told.ended = ['ses_1'];
    await feed.start();
    await expect(feed.check()).resolves.toBeUndefined();
    told.away = true;
    await pass(2_500);
    await expect(feed.check()).resolves.toBeUndefined();
    await pass(500);
    await expect(feed.check()).rejects.toThrow('not known');
    expect(refusal()).toEqual(invalid);
    expect(refusal({ sessionId: 'ses_2' })).toBeUndefined();
    expect(lines.filter((line) => line.includes('not heard'))).toHaveLength(2);
    const figures = await metrics.metrics();
    expect(figures).toMatch(/^session_feed_failures_total\{.*service="identity".*\} [1-9]/m);
    expect(figures).toMatch(/^session_feed_age_seconds(\{.*\})? 3$/m);
    told.away = false;
    await pass(500);
    await expect(feed.check()).resolves.toBeUndefined();
    expect(lines.filter((line) => line.includes('heard again'))).toHaveLength(2);
  });

  it('starts though nobody answers, and then asks for everything until somebody does', async () => {
    told.away = true;
    await feed.start();
    await expect(feed.check()).rejects.toThrow('not known');
    await pass(500);
    expect(asked.every(({ since }) => since === undefined)).toBe(true);
    told.away = false;
    told.ended = ['ses_1'];
    await pass(500);
    expect(refusal()).toEqual(invalid);
    await expect(feed.check()).resolves.toBeUndefined();
  });
});
