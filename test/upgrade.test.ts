import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awaitOrder, fillCart, orderCart, type Proved, payOrder } from './src/buying.ts';
import { type EarlierRelease, earlierCommit, hasEarlierRelease, unpackEarlierRelease } from './src/earlier-release.ts';
import { type World, walkJourney } from './src/journey.ts';
import { RestClient } from './src/rest-client.ts';
import { firstLogin, loginSteps, passPassword, type Tokens } from './src/steps/login.ts';
import { shopSteps } from './src/steps/shop.ts';
import { startTestPlatform, type TestPlatform } from './src/test-platform.ts';

// A shallow clone lacks it: then this is skipped by name.
const whereItIsThere = hasEarlierRelease() ? describe : describe.skip;

whereItIsThere(`the release before this one (commit ${earlierCommit}), on databases that this one has migrated`, () => {
  let home: string;
  let earlier: EarlierRelease | undefined;
  let upgraded: TestPlatform | undefined;
  let world: World;
  let tokens: Tokens;
  /** An order that was begun under the earlier release, and paid under this one. */
  let begun: Proved;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'countersign-upgrade-'));
    earlier = unpackEarlierRelease();
  }, 60_000);
  afterAll(async () => {
    await upgraded?.stop();
    await earlier?.remove();
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  it('sells, delivers, activates and logs in', async () => {
    const platform = await earlier?.start(home);
    if (platform === undefined) throw new Error('nothing was unpacked');
    try {
      let failure: unknown;
      const inviteOperator = () => Promise.reject(new Error('nobody is invited here'));
      const steps = [...shopSteps, ...loginSteps];
      const walked = await walkJourney({
        ...platform,
        inviteOperator,
        folder: home,
        steps,
        onStep: (_, error) => (failure ??= error),
      });
      expect(failure).toBeUndefined();
      expect(walked.results).toHaveLength(steps.length);
      world = walked.world;
      tokens = await firstLogin(world, world.signer);
      begun = await orderCart(world.api, await fillCart(world.api), { email: `later.${world.signer.email}` });
    } finally {
      await platform.stop();
    }
  }, 400_000);

  it('leaves a state with which this one goes on: sessions, people, and orders that were begun', async () => {
    upgraded = await startTestPlatform(home);
    const api = new RestClient(upgraded.url);
    const me = await api.ask<{ userId: string }>('GET', '/v1/me', { token: tokens.accessToken });
    expect(me.userId).toBe(world.signer.email);
    await payOrder(api, begun);
    expect((await awaitOrder(api, begun)).status).toBe('completed');
    expect((await passPassword(api, world.signer)).flow.state).toBe('pin_required');
  }, 400_000);
});
