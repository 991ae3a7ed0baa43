import { tmpdir } from 'node:os';
import { walkJourney } from '../../test/src/journey.ts';
import { loginSteps } from '../../test/src/steps/login.ts';
import { shopSteps } from '../../test/src/steps/shop.ts';
import type { TestPlatform } from '../../test/src/test-platform.ts';

/** Buys, activates and logs in with two factors as an outside client would; returns the access token of the buyer. */
export async function logIn(platform: TestPlatform, onWait: (ms: number) => void): Promise<string> {
  let failure: unknown;
  const { world } = await walkJourney({
    ...platform,
    folder: tmpdir(),
    steps: [...shopSteps, ...loginSteps],
    onStep: (_result, error) => (failure ??= error),
    onWait,
  });
  if (failure !== undefined) throw new Error('no user could be prepared', { cause: failure });
  const { token } = world.signer;
  if (token === undefined) throw new Error('the journey ended without an access token');
  return token;
}
