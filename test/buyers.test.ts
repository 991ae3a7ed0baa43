import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeAccounts } from './buyers/accounts.ts';
import { describeApplications } from './buyers/applications.ts';
import { describeShop } from './buyers/shop.ts';
import { type AbusedPlatform, startAbusedPlatform } from './src/abused-platform.ts';

let abused: AbusedPlatform;
const running = () => abused;

beforeAll(async () => {
  abused = await startAbusedPlatform();
}, 300_000);
afterEach(() => abused.keepLog());
afterAll(() => abused.stop(), 60_000);

// One platform for all of them: to start one takes as long as most of what is tried.
describeShop(running);
describeAccounts(running);
describeApplications(running);

it('no secret, address or number that was sent or given out reaches a log', async () => {
  expect(await abused.leaks()).toEqual([]);
});
