import { beforeEach, describe, expect, it } from '@jest/globals';
import { createReadCache, type ReadCache } from './read-cache.ts';

let at: number;
let generation: string | Error;
let asked: number;
let cache: ReadCache;

/** Lets the question for the generation be answered. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const keep = (key: string, until?: number) =>
  cache.keep(key, `answer to ${key}`, { since: cache.generation(), ...(until === undefined ? {} : { until }) });

beforeEach(async () => {
  at = 0;
  generation = 'one';
  asked = 0;
  cache = createReadCache({
    now: () => at,
    readGeneration: async () => {
      asked += 1;
      if (generation instanceof Error) throw generation;
      return generation;
    },
  });
  cache.find('first');
  await settle();
});

describe('a cache of public reads', () => {
  it('gives an answer again with the same tag, and another one another tag', () => {
    const kept = keep('a');
    expect(cache.find('a')).toMatchObject(kept);
    expect(keep('b').etag).not.toBe(kept.etag);
    expect(cache.find('c')).toBeUndefined();
  });

  it('forgets everything within a second of a change', async () => {
    keep('a');
    generation = 'two';
    at = 1_000;
    cache.find('a');
    await settle();
    expect(cache.find('a')).toBeUndefined();
  });

  it('does not keep what was asked for before a change', async () => {
    const since = cache.generation();
    generation = 'two';
    at = 1_000;
    cache.find('a');
    await settle();
    cache.keep('a', 'old', { since });
    expect(cache.find('a')).toBeUndefined();
  });

  it('asks for the generation once a second at most, however many read', async () => {
    for (let read = 0; read < 100; read += 1) cache.find('a');
    expect(asked).toBe(1);
    at = 1_000;
    for (let read = 0; read < 100; read += 1) cache.find('a');
    await settle();
    expect(asked).toBe(2);
  });

  it('uses nothing while the generation was not heard of for ten seconds', async () => {
    generation = new Error('away');
    for (at = 1_000; at <= 10_000; at += 1_000) {
      keep('a');
      expect(cache.find('a')).toBeDefined();
      await settle();
    }
    at = 10_001;
    keep('a');
    expect(cache.find('a')).toBeUndefined();
  });

  it('lets an answer go after five seconds, and sooner when it says so', () => {
    keep('a');
    keep('soon', 2_000);
    at = 1_999;
    expect(cache.find('soon')).toBeDefined();
    at = 2_000;
    expect(cache.find('soon')).toBeUndefined();
    expect(cache.find('a')).toBeDefined();
    at = 5_000;
    expect(cache.find('a')).toBeUndefined();
  });

  it('holds a bounded number of answers, and none that is huge', () => {
    for (let number = 0; number < 2_000; number += 1) keep(`key ${number}`);
    expect(cache.size()).toBe(500);
    expect(cache.find('key 1999')).toBeDefined();
    cache.keep('huge', Buffer.alloc(1024 * 1024), { since: cache.generation() });
    expect(cache.find('huge')).toBeUndefined();
  });
});
