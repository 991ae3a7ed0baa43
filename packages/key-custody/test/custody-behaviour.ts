import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { SealBrokenError, type SealedAt } from '@countersign/sealing';
import { expect } from '@jest/globals';
import { digestLengths, type HashAlgorithm, type KeyAlgorithm, type KeyCustody, keyAlgorithms } from '../src/index.ts';

export const here: SealedAt = { table: 'keys', row: 'key_1', column: 'blob' };
export const elsewhere: SealedAt = { ...here, row: 'key_2' };

type MadeKey = Awaited<ReturnType<KeyCustody['generateKey']>>;

const hashNames: Record<HashAlgorithm, string> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

/** Behaviour of every custody, as sentences and their proofs. */
export const behaviour: readonly [sentence: string, proof: (custody: KeyCustody) => Promise<void>][] = [
  ...keyAlgorithms.map((algorithm): (typeof behaviour)[number] => [
    `signs digests of every hash in their order with a ${algorithm} key`,
    async (custody) => {
      const key = await custody.generateKey(algorithm, here);
      expect(kindOf(key.publicKey)).toBe(algorithm);
      for (const hash of Object.keys(digestLengths) as HashAlgorithm[]) {
        const messages = Array.from({ length: 3 }, () => randomBytes(20));
        const signatures = await custody.signDigests(key, here, {
          hash,
          digests: messages.map((message) => createHash(hashNames[hash]).update(message).digest()),
        });
        expect(signatures.map((one, at) => isSignature(key, hash, messages[at], one))).toEqual([true, true, true]);
        expect(isSignature(key, hash, messages[1], signatures[0])).toBe(false);
      }
    },
  ]),
  [
    'gives signatures to many callers at once, each his own',
    async (custody) => {
      const keys = await Promise.all(
        ['P-256', 'P-384', 'P-256'].map((name) => custody.generateKey(name as KeyAlgorithm, here)),
      );
      const signed = await Promise.all(
        Array.from({ length: 60 }, async (_, at) => {
          const key = keys[at % keys.length] as MadeKey;
          const message = Buffer.from(`message ${at}`);
          const digests = [createHash('sha256').update(message).digest()];
          const [signature] = await custody.signDigests(key, here, { hash: 'SHA-256', digests });
          return isSignature(key, 'SHA-256', message, signature);
        }),
      );
      expect(signed).toEqual(signed.map(() => true));
    },
  ],
  [
    'refuses a key at any place but its own',
    async (custody) => {
      const key = await custody.generateKey('P-256', here);
      await expect(signOnce(custody, key, elsewhere)).rejects.toThrow(SealBrokenError);
      await expect(custody.rewrap(key, { from: elsewhere, to: here })).rejects.toThrow(SealBrokenError);
    },
  ],
  [
    'refuses a blob of which one bit was flipped, or that was cut',
    async (custody) => {
      const key = await custody.generateKey('P-256', here);
      for (let at = 0; at < key.blob.length; at += 1) {
        const blob = Buffer.from(key.blob);
        blob.writeUInt8(blob.readUInt8(at) ^ (1 << (at & 7)), at);
        await expect(signOnce(custody, { ...key, blob }, here)).rejects.toThrow(SealBrokenError);
      }
      for (const length of [0, 1, 8, key.blob.length - 1]) {
        const blob = key.blob.subarray(0, length);
        await expect(signOnce(custody, { ...key, blob }, here)).rejects.toThrow(SealBrokenError);
      }
    },
  ],
  [
    'refuses a key under the name of another algorithm, and a digest of another length',
    async (custody) => {
      const key = await custody.generateKey('P-256', here);
      await expect(signOnce(custody, { ...key, algorithm: 'P-384' }, here)).rejects.toThrow('none of P-384');
      await expect(signOnce(custody, { ...key, algorithm: 'RSA-3072' }, here)).rejects.toThrow('none of RSA-3072');
      const digests = [randomBytes(48)];
      await expect(custody.signDigests(key, here, { hash: 'SHA-256', digests })).rejects.toThrow('32 bytes');
    },
  ],
  [
    'moves a key to another place, where alone it then signs',
    async (custody) => {
      const key = await custody.generateKey('P-384', here);
      const moved = { ...key, blob: await custody.rewrap(key, { from: here, to: elsewhere }) };
      expect(await signOnce(custody, moved, elsewhere)).toBe(true);
      await expect(signOnce(custody, moved, here)).rejects.toThrow(SealBrokenError);
    },
  ],
  ['says that it can be used', async (custody) => custody.check()],
];

/** Whether a key signs at a place, verified under its public half. */
export async function signOnce(custody: KeyCustody, key: MadeKey, place: SealedAt): Promise<boolean> {
  const message = randomBytes(20);
  const digests = [createHash('sha256').update(message).digest()];
  const [signature] = await custody.signDigests(key, place, { hash: 'SHA-256', digests });
  return isSignature(key, 'SHA-256', message, signature);
}

function isSignature(
  { publicKey }: MadeKey,
  hash: HashAlgorithm,
  message: Buffer | undefined,
  signature: Buffer | undefined,
): boolean {
  if (message === undefined || signature === undefined) return false;
  return verify(hashNames[hash], message, { key: publicKey, format: 'der', type: 'spki' }, signature);
}

function kindOf(publicKey: Buffer): string {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  if (asymmetricKeyType === 'rsa') return `RSA-${asymmetricKeyDetails?.modulusLength}`;
  return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'P-256' : 'P-384';
}
