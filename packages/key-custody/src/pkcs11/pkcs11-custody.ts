import { timingSafeEqual } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Keyring, SealBrokenError, type SealedAt } from '@countersign/sealing';
import { type CustodyKey, type KeyCustody, requireDigests } from '../key-custody.ts';
import { createSealedCustody, isSamePlace, openPrivateKey } from '../sealed/sealed-custody.ts';
import { requireUsable } from '../usability.ts';
import { boundBytes, isWrapped, readBlob, type WrappedKey, writeBlob } from './blob.ts';
import type { Ulong } from './cryptoki.ts';
import { examineToken } from './examine.ts';
import { findGenerations, type Generation, highestNumber, makeGeneration, makeTransferKey } from './generations.ts';
import { authenticate, carryOver, importKey, makeKeyPair, signDigest, unwrapKey, wrapKey } from './session-keys.ts';
import { openToken, type TokenAddress } from './token.ts';

/** Signatures in a row after which other callers get their turn. */
const signaturesPerTurn = 32;

/**
 * Custody in a token behind PKCS #11: private keys are made there and leave it only wrapped (AES-KWP) by a key that never
 * does, each bound to its place by an HMAC of the token. Keys that were sealed under `keyring` before still sign, and move
 * into the token when they are rewrapped. `officerPin` is given only for the time in which keys move to a new generation.
 * Throws an Error when the token cannot be opened or has no generation yet.
 */
export async function openPkcs11Custody({
  keyring,
  officerPin,
  ...address
}: TokenAddress & { keyring: Keyring; officerPin?: string | undefined }): Promise<KeyCustody> {
  let transfer: Ulong | undefined;
  const token = await openToken(
    address,
    officerPin === undefined
      ? undefined
      : { pin: officerPin, prepare: (cryptoki, session) => void (transfer = makeTransferKey(cryptoki, session)) },
  );
  const { cryptoki } = token;
  let generations: Map<number, Generation>;
  try {
    generations = await token.withSession((session) => findGenerations(cryptoki, session));
    if (generations.size === 0) throw new Error(`the token ${address.label} has no key-encryption key yet`);
  } catch (error) {
    await token.close();
    throw error;
  }
  const current = generations.get(Math.max(...generations.keys())) as Generation;
  const sealed = createSealedCustody({ keyring });

  const bind = (session: Ulong, key: Omit<WrappedKey, 'binding'>, place: SealedAt, { binding }: Generation): Buffer =>
    writeBlob({ ...key, binding: authenticate(cryptoki, session, binding, boundBytes(key, place)) });

  /** Reads a blob and believes it only at its place. */
  const believe = (session: Ulong, { algorithm, blob }: CustodyKey, place: SealedAt) => {
    const read = readBlob(blob);
    const generation = generations.get(read.generation);
    if (generation === undefined) throw new SealBrokenError();
    const expected = authenticate(cryptoki, session, generation.binding, boundBytes(read, place));
    if (!timingSafeEqual(expected, read.binding)) throw new SealBrokenError();
    if (read.algorithm !== algorithm) throw new Error(`this private key is none of ${algorithm}`);
    return { key: read, generation };
  };

  const custody: KeyCustody = {
    backend: 'pkcs11',
    token: token.title,
    generation: current.number,

    generateKey: (algorithm, place) =>
      token.withSession(async (session) => {
        const { privateKey, publicKey } = await makeKeyPair(cryptoki, session, algorithm);
        try {
          const wrapped = wrapKey(cryptoki, session, current.wrapping, privateKey);
          const blob = bind(session, { algorithm, generation: current.number, wrapped }, place, current);
          return { algorithm, publicKey, blob };
        } finally {
          cryptoki.DestroyObject(session, privateKey);
        }
      }),

    async signDigests(key, place, wanted) {
      if (!isWrapped(key.blob)) return sealed.signDigests(key, place, wanted);
      requireDigests(wanted);
      return token.withSession(async (session) => {
        const believed = believe(session, key, place);
        const { algorithm, wrapped } = believed.key;
        const handle = unwrapKey(cryptoki, session, { by: believed.generation.wrapping, wrapped, algorithm });
        try {
          const signatures: Buffer[] = [];
          for (const digest of wanted.digests) {
            // oxlint-disable-next-line no-await-in-loop -- a session does one thing at a time
            signatures.push(await signDigest(cryptoki, session, handle, { algorithm, hash: wanted.hash, digest }));
            // oxlint-disable-next-line no-await-in-loop -- lets others have their turn
            if (signatures.length % signaturesPerTurn === 0) await setImmediate();
          }
          return signatures;
        } finally {
          cryptoki.DestroyObject(session, handle);
        }
      });
    },

    generationOf(blob) {
      if (isWrapped(blob)) return readBlob(blob).generation;
      sealed.generationOf(blob);
      // Sealed keys come before all generations of the token.
      return 0;
    },

    rewrap: (key, { from, to }) =>
      token.withSession((session) => {
        const { algorithm } = key;
        if (!isWrapped(key.blob)) {
          const pkcs8 = openPrivateKey(keyring, key.blob, from);
          try {
            const wrapped = importKey(cryptoki, session, { by: current.wrapping, pkcs8, algorithm });
            return bind(session, { algorithm, generation: current.number, wrapped }, to, current);
          } finally {
            pkcs8.fill(0);
          }
        }
        const believed = believe(session, key, from);
        const isCurrent = believed.generation === current;
        if (isCurrent || (transfer === undefined && !isSamePlace(from, to))) {
          return bind(session, believed.key, to, believed.generation);
        }
        if (transfer === undefined) {
          throw new Error('keys move to a new generation only while the token is open with PKCS11_SO_PIN');
        }
        const old = { by: believed.generation.wrapping, wrapped: believed.key.wrapped, algorithm };
        const wrapped = carryOver(cryptoki, session, old, { transfer, to: current.wrapping });
        return bind(session, { algorithm, generation: current.number, wrapped }, to, current);
      }),

    examine: () => examineToken({ custody, token, generation: current, isOfficerPresent: transfer !== undefined }),
    check: () => requireUsable(custody),
    close: () => token.close(),
  };
  return custody;
}

/**
 * Makes the next generation of keys that keep others in a token, from 1; answers with its number. Processes use it from
 * their next start on. With `onlyFirst` a token that has one is left as it is. Throws an Error when the token cannot be
 * opened or a key there is not as it was made.
 */
export async function provisionToken(address: TokenAddress, { onlyFirst = false } = {}): Promise<number> {
  const token = await openToken(address);
  try {
    return await token.withSession((session) => {
      const generations = findGenerations(token.cryptoki, session);
      if (onlyFirst && generations.size > 0) return Math.max(...generations.keys());
      const number = highestNumber(token.cryptoki, session) + 1;
      return makeGeneration(token.cryptoki, session, number).number;
    });
  } finally {
    await token.close();
  }
}
