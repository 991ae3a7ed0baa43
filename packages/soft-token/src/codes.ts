import type { App } from './app.ts';
import { inProtocol } from './app.ts';
import { openWithPin, requirePinLength } from './pin.ts';
import { hotp, readProfile, timeStep } from './protocol/index.ts';
import type { StoredToken } from './store.ts';
import { getToken, updateToken } from './tokens.ts';

/** A code and how long the service expects it. */
export interface ShownCode {
  readonly code: string;
  /** Milliseconds since the epoch at which the next one begins. */
  readonly nextAt: number;
}

/** A token whose codes can be computed until it is forgotten. */
export interface UnlockedToken {
  readonly token: StoredToken;
  /** The code of this moment. A wrong PIN gives wrong ones, and nothing here can tell. */
  codeNow(): Promise<ShownCode>;
}

/** Opens a token with its PIN. Throws an AppFault for a PIN of another length only. */
export async function unlockToken(
  app: App,
  { token: name, pin }: { token?: string | undefined; pin: string },
): Promise<UnlockedToken> {
  const token = await getToken(app, name);
  requirePinLength(pin, token.pinLength);
  const profile = inProtocol(() => readProfile(token.profile));
  const { seed } = await openWithPin(token.secrets, pin);
  let lastStep = token.lastStep ?? 0;
  return {
    token,
    codeNow: async () => {
      const step = timeStep(app.now(), profile.periodSeconds);
      if (step > lastStep) {
        lastStep = step;
        await updateToken(app, token, (stored) => {
          stored.lastStep = Math.max(step, stored.lastStep ?? 0);
        });
      }
      return { code: hotp(seed, step, profile), nextAt: (step + 1) * profile.periodSeconds * 1000 };
    },
  };
}

/** The code of a token at this moment. */
export async function codeOf(app: App, given: { token?: string | undefined; pin: string }): Promise<ShownCode> {
  return await (await unlockToken(app, given)).codeNow();
}
