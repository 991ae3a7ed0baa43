import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SecondFactorServiceService, type SoftTokenActivation } from '@countersign/proto/second-factor';
import {
  activationParties,
  activationSecret,
  finishProver,
  openBox,
  profileOf,
  rawPublicKey,
  readActivationCode,
  readActivationUri,
  readSerial,
  readTokenDescription,
  registrationCodeOf,
  sealBox,
  signCodeCheck,
  startProver,
  type TokenDescription,
  type TokenKeys,
  tokenKeysOf,
  totp,
} from '@countersign/soft-token/protocol';
import { anEnrolment, stepMs, type TestSecondFactor } from './second-factor.ts';

/** What a device holds once the service has answered its second message. */
export interface BoundApp {
  serial: string;
  keys: TokenKeys;
  deviceKey: KeyObject;
  token: TokenDescription;
  registrationCode: string;
}

/** An app between its first and its second message. */
export interface StartedApp {
  serial: string;
  runId: string;
  /** What the second message is; the same at every call. */
  second: { serial: string; runId: string; confirmP: Buffer; box: Buffer };
  finish(): Promise<BoundApp>;
}

const profile = profileOf(6);

/** What a person gives an app: the picture and the password, or what he types. */
export function codesOf(shown: SoftTokenActivation, over: { password?: string } = {}) {
  if (shown.platform === 'mobile') {
    const { origin, serial, activationToken } = readActivationUri(shown.activationUri);
    return { origin, serial, activationToken, password: over.password ?? shown.activationPassword };
  }
  const password = over.password ?? readActivationCode(shown.activationCode);
  return { origin: shown.address, serial: readSerial(shown.serial), activationToken: undefined, password };
}

/**
 * Sends the first message of an app that was given these codes. Throws what the service throws, and a ProtocolError when
 * the service proves that it knows another password.
 */
export async function startApp(
  { gateway, deps }: TestSecondFactor,
  codes: ReturnType<typeof codesOf>,
): Promise<StartedApp> {
  const { serial, activationToken } = codes;
  const identityKey = deps.identityKey.publicKey;
  const secret = await activationSecret(codes);
  const prover = startProver(secret);
  const answer = await gateway.startSoftTokenActivation({
    serial,
    version: 1,
    activationToken: Buffer.from(activationToken ?? []),
    shareP: Buffer.from(prover.shareP),
  });
  const parties = activationParties({ ...codes, identityKey, profile });
  const { confirmP, sharedKey } = finishProver(secret, prover, answer, parties);
  const keys = tokenKeysOf(sharedKey, { serial, profile });
  const deviceKey = generateKeyPairSync('ed25519').privateKey;
  const { runId } = answer;
  const device = { deviceKey: rawPublicKey(deviceKey).toString('base64url'), name: 'My phone', model: 'Model 1' };
  const second = {
    serial,
    runId,
    confirmP: Buffer.from(confirmP),
    box: sealBox(keys.appToServer, { direction: 'c2s', serial, runId }, device),
  };
  return {
    serial,
    runId,
    second,
    async finish() {
      const { box } = await gateway.finishSoftTokenActivation(second);
      const token = readTokenDescription(openBox(keys.serverToApp, { direction: 's2c', serial, runId }, box));
      return { serial, keys, deviceKey, token, registrationCode: registrationCodeOf(keys, serial) };
    },
  };
}

/** Binds an app that was given these codes. */
export async function bindApp(secondFactor: TestSecondFactor, codes: ReturnType<typeof codesOf>): Promise<BoundApp> {
  return await (await startApp(secondFactor, codes)).finish();
}

/** The security code that an app shows now, or so many milliseconds away from now. */
export function codeOfApp({ clock }: TestSecondFactor, { keys }: Pick<BoundApp, 'keys'>, offMs = 0): string {
  return totp(keys.seed, clock.now().getTime() + offMs, { hash: 'sha256', digits: 6 });
}

/** The request by which an app asks whether a code is right. */
export function codeCheck({ clock }: TestSecondFactor, app: Pick<BoundApp, 'serial' | 'deviceKey'>, code: string) {
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  const signature = Buffer.from(signCodeCheck(app.deviceKey, { serial: app.serial, code, issuedAt }), 'base64url');
  return { serial: app.serial, code, issuedAt: BigInt(issuedAt), signature };
}

/** The same service, whose messages to and from the gateway are written down as they are sent. */
export function recordCalls(secondFactor: TestSecondFactor, transcript: Uint8Array[]): TestSecondFactor {
  const gateway = new Proxy(secondFactor.gateway, {
    get: (caller, name: keyof typeof SecondFactorServiceService) => async (request: never, options: never) => {
      const { requestSerialize, responseSerialize } = SecondFactorServiceService[name];
      transcript.push(requestSerialize(request));
      const answer = await caller[name](request, options);
      transcript.push(responseSerialize(answer as never));
      return answer;
    },
  });
  return { ...secondFactor, gateway };
}

/** Issues a soft token, and gives what its owner is shown. */
export async function issueToken(
  { gateway, as }: TestSecondFactor,
  userId: string,
  platform: 'mobile' | 'desktop' = 'mobile',
) {
  const answer = await gateway.enrolAuthenticator(anEnrolment({ kind: 'soft_token', platform }), await as(userId));
  const { authenticator, softToken } = answer;
  if (authenticator === undefined || softToken === undefined) throw new Error('no soft token was issued');
  return { ...answer, id: authenticator.id, shown: softToken, codes: codesOf(softToken) };
}

/** A mobile app that is in use, and whose next code is fresh. */
export async function anActiveToken(
  secondFactor: TestSecondFactor,
  userId: string,
): Promise<BoundApp & { id: string }> {
  const { gateway, clock, as } = secondFactor;
  const { id, codes } = await issueToken(secondFactor, userId);
  const app = await bindApp(secondFactor, codes);
  const code = codeOfApp(secondFactor, app);
  await gateway.activateAuthenticator({ authenticatorId: id, code }, await as(userId));
  clock.advance(stepMs);
  return { ...app, id };
}
