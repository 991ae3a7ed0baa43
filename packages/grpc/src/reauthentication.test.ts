import { expect, it } from '@jest/globals';
import { reauthenticationMsOf } from './reauthentication.ts';

it.each([
  [{}, 15],
  [{ AUTH_PROFILE: 'guide' } as const, 15],
  [{ AUTH_PROFILE: 'strict' } as const, 10],
  [{ AUTH_PROFILE: 'strict', REAUTHENTICATION_MINUTES: 3 } as const, 3],
])('with %j a login is fresh for %i minutes', (settings, minutes) => {
  expect(reauthenticationMsOf(settings)).toBe(minutes * 60_000);
});
