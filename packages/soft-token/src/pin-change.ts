import { createPrivateKey } from 'node:crypto';
import type { App } from './app.ts';
import { inProtocol } from './app.ts';
import { openWithPin, requireNewPin, requirePinLength, sealUnderPin } from './pin.ts';
import { hotp, readProfile, signCodeCheck, timeStep } from './protocol/index.ts';
import { checkCode } from './service-client.ts';
import { getToken, updateToken } from './tokens.ts';

/**
 * Changes the PIN of a token. The app cannot know whether the old PIN is right, so it has the service check a code made
 * with the new one, which counts as an attempt; until the service has accepted it, the old PIN stays in force. Waits for
 * the next time step when a code of this one was shown: the service takes each code once. `onWait` is told until when.
 * Throws an AppFault `code-refused` when the old PIN was wrong.
 */
export async function changePin(
  app: App,
  {
    token: name,
    oldPin,
    newPin,
    onWait,
  }: { token?: string | undefined; oldPin: string; newPin: string; onWait?: (untilMs: number) => void },
): Promise<void> {
  const token = await getToken(app, name);
  requirePinLength(oldPin, token.pinLength);
  requireNewPin(newPin, token.pinLength);
  const sealed = await sealUnderPin(await openWithPin(token.secrets, oldPin), newPin, app.pinCost);
  // Read back from what will be stored: that is what has to give right codes.
  const { seed } = await openWithPin(sealed, newPin);
  const profile = inProtocol(() => readProfile(token.profile));

  if (token.lastStep !== undefined && token.lastStep >= timeStep(app.now(), profile.periodSeconds)) {
    const untilMs = (token.lastStep + 1) * profile.periodSeconds * 1000;
    onWait?.(untilMs);
    await app.waitUntil(untilMs);
  }
  const step = timeStep(app.now(), profile.periodSeconds);
  const { serial, api } = token;
  const check = { serial, code: hotp(seed, step, profile), issuedAt: Math.floor(app.now() / 1000) };
  const deviceKey = createPrivateKey({ key: Buffer.from(token.deviceKey, 'base64'), format: 'der', type: 'pkcs8' });
  await checkCode(app, { api, ...check, signature: signCodeCheck(deviceKey, check) });
  await updateToken(app, token, (stored) => {
    stored.secrets = sealed;
    stored.lastStep = step;
  });
}
