import { setImmediate } from 'node:timers/promises';
import { callAside } from '../foreign-call.ts';
import type { HashAlgorithm, KeyAlgorithm } from '../key-custody.ts';
import { getOpenSsl, type OpenSsl, preparePkcs1 } from './openssl.ts';

/** Longest signature of each kind of key, in bytes: no two are alike, so it tells them apart. */
const signatureSizes: Record<KeyAlgorithm, number> = { 'P-256': 72, 'P-384': 104, 'RSA-3072': 384 };

/** P-256 signatures in a row, about two milliseconds, after which others get their turn. */
const signaturesPerTurn = 64;

/** Calls that OpenSSL works on beside the event loop at one time; the others wait here, for its own queue is short. */
const lanes: Promise<unknown>[] = Array.from({ length: 4 }, () => Promise.resolve());
let nextLane = 0;

/**
 * Signs digests with a private key in PKCS #8 or SEC 1 (DER), in their order: ECDSA in DER with hedged nonces, or
 * RSASSA-PKCS1-v1_5. Throws an Error when the key is none of the algorithm. The caller erases `privateKey`.
 */
export async function signWithOpenSsl(
  privateKey: Buffer,
  algorithm: KeyAlgorithm,
  { hash, digests }: { hash: HashAlgorithm; digests: readonly Uint8Array[] },
): Promise<Buffer[]> {
  const openSsl = getOpenSsl();
  const bio = openSsl.newBio(privateKey, privateKey.length);
  if (bio === null) throw failed(openSsl, 'no memory to read a private key');
  const key = openSsl.readPrivateKey(bio, null);
  openSsl.freeBio(bio);
  if (key === null) throw failed(openSsl, 'this is no private key');
  try {
    const size = openSsl.signatureSize(key);
    if (size !== signatureSizes[algorithm]) throw new Error(`this private key is none of ${algorithm}`);
    const context = openSsl.newContext(key, null);
    if (context === null) throw failed(openSsl, 'no memory to sign');
    try {
      if (openSsl.beginSigning(context) !== 1) throw failed(openSsl, 'signing could not be begun');
      if (algorithm === 'RSA-3072' && !preparePkcs1(openSsl, context, hash)) {
        throw failed(openSsl, `RSA cannot sign ${hash}`);
      }
      const signatures: Buffer[] = [];
      for (const digest of digests) {
        const sign = algorithm === 'P-256' ? signHere : signAside;
        signatures.push(await sign(openSsl, context, size, Buffer.from(digest)));
        if (signatures.length % signaturesPerTurn === 0) await setImmediate();
      }
      return signatures;
    } finally {
      openSsl.freeContext(context);
    }
  } finally {
    openSsl.freeKey(key);
  }
}

function signHere(openSsl: OpenSsl, context: bigint, size: number, digest: Buffer): Buffer {
  const signature = Buffer.alloc(size);
  const length: [number | bigint] = [size];
  return taken(openSsl, openSsl.sign(context, signature, length, digest, digest.length), signature, length);
}

/** On another thread: RSA-3072 and P-384 take milliseconds. */
function signAside(openSsl: OpenSsl, context: bigint, size: number, digest: Buffer): Promise<Buffer> {
  const lane = nextLane % lanes.length;
  nextLane += 1;
  const work = (lanes[lane] ?? Promise.resolve()).then(async () => {
    const signature = Buffer.alloc(size);
    const length: [number | bigint] = [size];
    const answer = await callAside(openSsl.sign, context, signature, length, digest, digest.length);
    return taken(openSsl, answer, signature, length);
  });
  lanes[lane] = work.catch(() => undefined);
  return work;
}

function taken(openSsl: OpenSsl, answer: number, signature: Buffer, [length]: [number | bigint]): Buffer {
  const bytes = Number(length);
  if (answer !== 1 || bytes < 1 || bytes > signature.length) throw failed(openSsl, 'a digest was not signed');
  return signature.subarray(0, bytes);
}

function failed(openSsl: OpenSsl, message: string): Error {
  openSsl.clearErrors();
  return new Error(message);
}
