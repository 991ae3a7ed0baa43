import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { activationUriOf, keyFingerprintOf } from './activation-uri.ts';
import { showInFives } from './formats.ts';
import { activationParties, activationSecret, profileOf, registrationCodeOf, tokenKeysOf } from './key-schedule.ts';
import { hotp } from './oath.ts';
import { answerProver, finishProver, startProver, verifierRecordOf } from './spake2plus.ts';

test('a run gives the numbers that docs/soft-token.md publishes', async () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const [origin, serial, profile] = ['https://sign.example.com', '6935019387', profileOf(6)];
  const identityKey = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex');
  const activationToken = Buffer.from(Array.from({ length: 16 }, (_, index) => index));
  const secret = await activationSecret({ origin, serial, activationToken, password: '12345678' });
  const parties = activationParties({ origin, serial, identityKey, profile });
  const started = startProver(secret, Buffer.alloc(32, 1));
  const answer = answerProver(verifierRecordOf(secret), started.shareP, parties, Buffer.alloc(32, 2));
  const { confirmP, sharedKey } = finishProver(secret, started, answer, parties);
  const keys = tokenKeysOf(sharedKey, { serial, profile });
  const keyFingerprint = keyFingerprintOf(identityKey);

  const docs = path.join(import.meta.dirname, '../../../../docs/soft-token.md');
  const [, published = ''] =
    /## A whole run in numbers[^`]*(?:`[^`\n]*`[^`]*)*```\n([^`]*)```/.exec(await readFile(docs, 'utf8')) ?? [];
  expect(
    published
      .trim()
      .split('\n')
      .map((line) => line.slice(10)),
  ).toEqual([
    activationUriOf({ origin, serial, activationToken, keyFingerprint, expiresAt: 1_795_348_800 }),
    ...[secret.w0, secret.w1, started.shareP, answer.shareV, answer.confirmV, confirmP, sharedKey].map(hex),
    hex(keys.seed),
    hex(keys.transaction),
    showInFives(registrationCodeOf(keys, serial)),
    hotp(keys.seed, 1, { hash: 'sha256', digits: 6 }),
  ]);
});
