import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { runCommand } from './commands.ts';

let folder: string;
let receipt: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-receipt-'));
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  await writeFile(file('keys.json'), JSON.stringify({ keys: [{ ...jwk, kid }] }));
  const digests = [Buffer.alloc(32, 7).toString('base64url')];
  receipt = await new SignJWT({
    iss: 'signer',
    sub: 'usr_1',
    credential_id: 'crd_1',
    digests,
    hash_algorithm: 'SHA-256',
    amr: ['otp'],
    factor: { kind: 'totp' },
    level: 1,
  })
    .setIssuedAt(1_795_000_000)
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'activation-receipt+jwt' })
    .sign(privateKey);
});
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string) => path.join(folder, name);

async function run(...args: string[]): Promise<[number, string]> {
  const lines: string[] = [];
  const code = await runCommand(args, { environment: {}, print: (text) => void lines.push(text) });
  return [code, lines.join('\n')];
}

it('a receipt is told to be genuine, with what it says, and not when a bit of it is flipped', async () => {
  await writeFile(file('receipt.jws'), `${receipt}\n`);
  const [code, text] = await run('receipt', 'verify', file('receipt.jws'), '--keys', file('keys.json'));
  expect([code, text]).toEqual([0, expect.stringContaining('usr_1 had 1 digests (SHA-256) signed with crd_1')]);
  expect(text).toContain('07'.repeat(32));
  const [header = '', claims = '', signature = ''] = receipt.split('.');
  const changed = Buffer.from(claims, 'base64url').toString().replace('"level":1', '"level":2');
  const forged = Buffer.from(changed).toString('base64url');
  const flipped = Buffer.from(signature, 'base64url');
  flipped.writeUInt8(flipped.readUInt8(9) ^ 1, 9);
  for (const forgery of [
    `${header}.${forged}.${signature}`,
    `${header}.${claims}.${flipped.toString('base64url')}`,
    'x',
  ]) {
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(file('receipt.jws'), forgery);
    // oxlint-disable-next-line no-await-in-loop
    const [refused, why] = await run('receipt', 'verify', file('receipt.jws'), '--keys', file('keys.json'));
    expect([refused, why]).toEqual([1, 'Not a receipt that one of these keys signed.']);
  }
});

it('a file without a signed root at its end is no history', async () => {
  await writeFile(file('history.jsonl'), '');
  const [code, text] = await run('history', 'verify', file('history.jsonl'), '--keys', file('keys.json'));
  expect([code, text]).toEqual([1, expect.stringContaining('the signed root at the end is missing')]);
  await expect(run('history', 'verify', file('nothing.jsonl'))).rejects.toThrow('cannot be read');
  await expect(run('receipt', 'verify', file('history.jsonl'))).rejects.toThrow('--keys');
});
