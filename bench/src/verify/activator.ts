import { generateKeyPairSync } from 'node:crypto';
import { createCaller, newContext, type TlsMaterial, tokenIssuer } from '@countersign/grpc';
import { SecondFactorServiceService, type SoftTokenActivation } from '@countersign/proto/second-factor';
import {
  activationParties,
  activationSecret,
  finishProver,
  profileOf,
  rawPublicKey,
  readActivationCode,
  readSerial,
  registrationCodeOf,
  sealBox,
  startProver,
  toBase64url,
  tokenKeysOf,
} from '@countersign/soft-token/protocol';
import { type SigningKey, signJwt } from '../json-web-token.ts';

/** Where soft tokens are activated. */
export interface ActivatorPlace {
  address: string;
  /** Certificate of the gateway. */
  tls: TlsMaterial;
  /** The key with which the gateway signs access tokens. */
  tokenKey: SigningKey;
}

/** Activates soft tokens, each for a user of its own: as his browser and as his app. */
export interface Activator {
  activate: () => Promise<void>;
  close: () => void;
}

/** Connects to second-factor over mTLS. */
export function createActivator({ address, tls, tokenKey }: ActivatorPlace): Activator {
  const rpc = createCaller(SecondFactorServiceService, { address, callee: 'second-factor', tls, timeoutMs: 20_000 });
  const run = `${process.pid}${Date.now()}`;
  let number = 0;
  return {
    activate: async () => {
      number += 1;
      const context = newContext({ actorToken: signToken(tokenKey, `usr_${run}x${number}`) });
      const { authenticator, softToken } = await rpc.enrolAuthenticator(
        {
          label: '',
          kind: 'soft_token',
          replacesId: '',
          platform: 'desktop',
          destination: '',
          serial: '',
          language: '',
        },
        { context },
      );
      if (authenticator === undefined || softToken === undefined) throw new Error('no codes were shown');
      const code = await bindApp(rpc, softToken);
      await rpc.activateAuthenticator({ authenticatorId: authenticator.id, code }, { context });
    },
    close: () => rpc.close(),
  };
}

type Rpc = Pick<
  ReturnType<typeof createCaller<typeof SecondFactorServiceService>>,
  'describeSoftTokenService' | 'startSoftTokenActivation' | 'finishSoftTokenActivation'
>;

/** What the app does: both messages of the exchange. Returns the registration code. */
async function bindApp(rpc: Rpc, shown: SoftTokenActivation): Promise<string> {
  const serial = readSerial(shown.serial);
  const { document } = await rpc.describeSoftTokenService({});
  const described = JSON.parse(document) as { identityKey: string };
  const identityKey = Buffer.from(described.identityKey, 'base64url');
  const profile = profileOf(6);
  const origin = shown.address;
  const secret = await activationSecret({ origin, serial, password: readActivationCode(shown.activationCode) });
  const started = startProver(secret);
  const { runId, shareV, confirmV } = await rpc.startSoftTokenActivation({
    serial,
    version: 1,
    activationToken: Buffer.alloc(0),
    shareP: Buffer.from(started.shareP),
  });
  const parties = activationParties({ origin, serial, identityKey, profile });
  const { confirmP, sharedKey } = finishProver(secret, started, { shareV, confirmV }, parties);
  const keys = tokenKeysOf(sharedKey, { serial, profile });
  const deviceKey = toBase64url(rawPublicKey(generateKeyPairSync('ed25519').privateKey));
  const said = { deviceKey, name: 'Phone', model: 'Example 1' };
  const box = sealBox(keys.appToServer, { direction: 'c2s', serial, runId }, said);
  await rpc.finishSoftTokenActivation({ serial, runId, confirmP: Buffer.from(confirmP), box });
  return registrationCodeOf(keys, serial);
}

/** An access token of somebody who logged in a moment ago. */
function signToken(tokenKey: SigningKey, userId: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  return signJwt(tokenKey, 'at+jwt', {
    iss: tokenIssuer,
    aud: tokenIssuer,
    sub: userId,
    sid: `ses_${userId.slice(4)}`,
    acr: 'urn:countersign:aal2',
    amr: ['pwd', 'otp', 'mfa'],
    scope: 'full',
    auth_time: seconds,
    iat: seconds,
    exp: seconds + 300,
  });
}
