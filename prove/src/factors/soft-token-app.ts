import { generateKeyPairSync } from 'node:crypto';
import type { SoftTokenActivation } from '@countersign/proto/second-factor';
import {
  activationParties,
  activationSecret,
  finishProver,
  ProtocolError,
  profileOf,
  rawPublicKey,
  readActivationCode,
  readActivationUri,
  readSerial,
  readTransactionUri,
  registrationCodeOf,
  sealBox,
  startProver,
  toBase64url,
  tokenKeysOf,
  totp,
  transactionCodeOf,
} from '@countersign/soft-token/protocol';
import { plainEnrolment } from '../second-factor.ts';
import type { FactorWorld } from './factor-world.ts';

const origin = 'https://shop.example.com';

/** Codes for an app, as the page of their owner shows them. */
export interface IssuedToken {
  authenticatorId: string;
  shown: SoftTokenActivation;
}

/** An app that was bound. */
export interface BoundApp {
  registrationCode: string;
  /** The code that it shows now. */
  code: () => string;
  /** The code for exactly what is signed. */
  transactionCode: (transactionUri: string) => string;
}

/** The first message of an app was answered. */
export interface StartedActivation {
  /** Whether the service knows the same password, which is all that somebody learns who guesses. */
  finish: () => Promise<BoundApp>;
}

/** Enrols a soft token for a user, and shows him its codes. */
export async function issueToken(
  world: FactorWorld,
  userId: string,
  platform: 'mobile' | 'desktop',
): Promise<IssuedToken> {
  const request = { ...plainEnrolment, kind: 'soft_token', platform };
  const { authenticator, softToken } = await world.by('gateway', userId).enrolAuthenticator(request);
  if (authenticator === undefined || softToken === undefined) throw new Error('no codes were shown');
  return { authenticatorId: authenticator.id, shown: softToken };
}

/** Sends the first message of an app, with this password or code. */
export async function startApp(
  world: FactorWorld,
  { shown }: IssuedToken,
  password = passwordOf(shown),
): Promise<StartedActivation> {
  const serial = readSerial(shown.serial);
  const profile = profileOf(world.deps.policy.softToken.digits);
  const activationToken =
    shown.activationUri === '' ? undefined : readActivationUri(shown.activationUri).activationToken;
  const secret = await activationSecret({ origin, serial, activationToken, password });
  const started = startProver(secret);
  const { runId, shareV, confirmV } = await world.identity.startSoftTokenActivation({
    serial,
    version: 1,
    activationToken: Buffer.from(activationToken ?? []),
    shareP: Buffer.from(started.shareP),
  });
  return {
    finish: async () => {
      const identityKey = world.deps.identityKey.publicKey;
      const parties = activationParties({ origin, serial, identityKey, profile });
      const { confirmP, sharedKey } = finishProver(secret, started, { shareV, confirmV }, parties);
      const keys = tokenKeysOf(sharedKey, { serial, profile });
      const device = toBase64url(rawPublicKey(generateKeyPairSync('ed25519').privateKey));
      const said = { deviceKey: device, name: 'Phone', model: 'Example 1' };
      const box = sealBox(keys.appToServer, { direction: 'c2s', serial, runId }, said);
      await world.identity.finishSoftTokenActivation({ serial, runId, confirmP: Buffer.from(confirmP), box });
      const { digits } = world.deps.policy.softToken;
      const nowMs = () => world.clock.now().getTime();
      return {
        registrationCode: registrationCodeOf(keys, serial),
        code: () => totp(keys.seed, nowMs(), { hash: 'sha256', digits }),
        transactionCode: (uri) => transactionCodeOf(keys.transaction, readTransactionUri(uri).payloadText, nowMs()),
      };
    },
  };
}

/** What the owner types: the activation password of a mobile app, or the activation code of a desktop app. */
export function passwordOf({ activationPassword, activationCode }: SoftTokenActivation): string {
  return activationPassword === '' ? readActivationCode(activationCode) : activationPassword;
}

/** Whether an error says that the other side does not know the same password. */
export function isWrongPassword(error: unknown): boolean {
  return error instanceof ProtocolError;
}

/** Binds an app for a mobile, and has it confirmed with its first code: the token is active. */
export async function equipWithToken(
  world: FactorWorld,
  userId: string,
): Promise<{ authenticatorId: string; app: BoundApp }> {
  const issued = await issueToken(world, userId, 'mobile');
  const app = await (await startApp(world, issued)).finish();
  const { authenticatorId } = issued;
  await world.by('gateway', userId).activateAuthenticator({ authenticatorId, code: app.code() });
  return { authenticatorId, app };
}
