import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type AbusedPlatform, startAbusedPlatform } from './abused-platform.ts';

/** Tests on a platform that others use, too; it runs once the first of their hooks is called. */
export type OnSharedPlatform = (running: () => AbusedPlatform) => void;

/**
 * Declares tests that share one platform, one group after the other: to start one takes as long as most of what is tried. In
 * the end no log may hold what any of them sent as a secret, or was given as one.
 */
export function sharePlatform(...groups: readonly OnSharedPlatform[]): void {
  let abused: AbusedPlatform;
  beforeAll(async () => {
    abused = await startAbusedPlatform();
  }, 300_000);
  afterEach(() => abused.keepLog());
  afterAll(() => abused.stop(), 60_000);

  for (const group of groups) group(() => abused);

  it('no secret, address or number that was sent or given out reaches a log', async () => {
    expect(await abused.leaks()).toEqual([]);
  });
}
