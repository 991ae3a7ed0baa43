import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  activateDesktop,
  activateMobile,
  changePin,
  confirm,
  openApp,
  readConfirmation,
  unlockToken,
} from '@countersign/soft-token';
import { findLeaks, type NamedSecrets } from '@countersign/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { startGateway } from '../gateway/test/gateway.ts';
import { findAppSecret } from '../services/second-factor/src/authenticator/app-code.ts';
import { findTransactionKey } from '../services/second-factor/src/soft-token/soft-token-store.ts';
import {
  aLoginCode,
  startSecondFactor,
  stepMs,
  type TestSecondFactor,
} from '../services/second-factor/test/second-factor.ts';
import { issueToken, recordCalls } from '../services/second-factor/test/soft-token-app.ts';
import { type RecordingProxy, startRecordingProxy } from './src/recording-proxy.ts';

const pin = '482915';
const newPin = '591384';

let secondFactor: TestSecondFactor;
let gateway: Awaited<ReturnType<typeof startGateway>>;
let proxy: RecordingProxy;
let folder: string;
/** What gateway and second-factor say to each other. */
const inside: Uint8Array[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-soft-token-'));
  secondFactor = await startSecondFactor();
  gateway = await startGateway({ answers: { secondFactor: recordCalls(secondFactor, inside).gateway } });
  const address = new URL(await gateway.app.listen({ port: 0, host: '127.0.0.1' }));
  proxy = await startRecordingProxy(Number(address.port));
  secondFactor.deps.publicUrl = proxy.url;
});
afterAll(async () => {
  await proxy.close();
  await gateway.close();
  await secondFactor.close();
  await rm(folder, { recursive: true, force: true });
});

/** The reference app on a device of its own, by the clock of the service. */
const device = (name: string) =>
  openApp({ home: path.join(folder, name), now: () => secondFactor.clock.now().getTime() });

/** What nobody on the wire may learn, as service and device know it. */
async function secretsOf(id: string): Promise<NamedSecrets> {
  const { deps } = secondFactor;
  const secret = await findAppSecret(deps, id);
  const transactionKey = await findTransactionKey(deps.db, deps.keyring, id);
  if (secret === undefined || transactionKey === undefined) throw new Error('no app is bound');
  return { seed: secret.seed, transactionKey, pin };
}

/** Everything that was sent, by whatever hop; the second message for this serial number must be in it. */
function sentFor(serial: string): Uint8Array[] {
  const outside = proxy.transcript();
  expect(Buffer.concat(outside).includes(`/soft-token-activations/${serial.replace('-', '')}/finish`)).toBe(true);
  return [...outside, ...inside];
}

it('a mobile app is activated, logs in, signs and changes its PIN; nothing that is sent gives a secret away', async () => {
  const { clock, identity, remoteSigning, as } = secondFactor;
  const userId = 'usr_mobile';
  const app = device('phone');
  const { id, shown } = await issueToken(secondFactor, userId);
  const { activationUri: uri, activationPassword } = shown;
  await activateMobile(app, { uri, activationPassword, pin });
  const token = await unlockToken(app, { pin });
  const first = { authenticatorId: id, code: (await token.codeNow()).code };
  await secondFactor.gateway.activateAuthenticator(first, await as(userId));
  clock.advance(stepMs);

  const { code } = await token.codeNow();
  await expect(
    identity.verifyLoginCode(aLoginCode({ userId, loginFlowId: 'lgf_mobile', code })),
  ).resolves.toMatchObject({ authenticatorId: id });
  const challenge = await remoteSigning.createSigningChallenge(
    {
      operationId: 'sgr_1',
      credentialId: 'crd_1',
      digests: [Buffer.alloc(32)],
      labels: ['Agreement.pdf'],
      accountId: '',
      signatures: 0,
    },
    await as(userId),
  );
  const confirmation = await readConfirmation(app, { uri: challenge.transactionUri });
  const { assertion } = await remoteSigning.answerSigningChallenge(
    {
      challengeId: challenge.challengeId,
      code: await confirm(app, confirmation, pin),
      authenticatorId: '',
      cellsChallengeId: '',
      permittedKinds: ['soft_token'],
      contentBound: true,
      shown: false,
      digests: [],
      signatures: 0,
    },
    await as(userId),
  );
  expect(decodeJwt(assertion)).toMatchObject({ bound: true, factor: { id, kind: 'soft_token' } });

  clock.advance(stepMs);
  await expect(changePin(app, { oldPin: newPin, newPin: '738291' })).rejects.toMatchObject({ kind: 'code-refused' });
  clock.advance(stepMs);
  await changePin(app, { oldPin: pin, newPin });

  const secrets = { ...(await secretsOf(id)), newPin, activationPassword };
  const transcript = sentFor(shown.serial);
  expect(findLeaks(transcript, secrets)).toEqual([]);
  // The search itself: of each secret one leak that is planted is found.
  for (const [name, value] of Object.entries(secrets)) {
    const planted = Buffer.from(JSON.stringify({ leak: Buffer.from(value).toString('base64url') }));
    expect(findLeaks([...transcript, planted], { [name]: value })).toContainEqual({
      secret: name,
      form: 'base64url',
      piece: transcript.length,
    });
  }
});

it('a desktop app is activated by what its user types; nothing that is sent gives a secret away', async () => {
  const { as } = secondFactor;
  const userId = 'usr_desktop';
  const { id, shown } = await issueToken(secondFactor, userId, 'desktop');
  const { address, serial, activationCode } = shown;
  const app = device('computer');
  const { registrationCode } = await activateDesktop(app, { address, serial, activationCode, pin });
  const { authenticator } = await secondFactor.gateway.activateAuthenticator(
    { authenticatorId: id, code: registrationCode },
    await as(userId),
  );
  expect(authenticator).toMatchObject({ state: 'AUTHENTICATOR_STATE_ACTIVE' });
  const digits = activationCode.replaceAll('-', '');
  const secrets = { ...(await secretsOf(id)), activationCode: digits, counted: digits.slice(0, 15) };
  expect(findLeaks(sentFor(serial), secrets)).toEqual([]);
});
