import { type Cryptoki, requireOk, type Ulong } from './cryptoki.ts';
import { attributeReader, type Description, keyTypes, mechanism, objectClasses, template } from './template.ts';

/** The keys of the token that keep others: one wraps them, one binds them to their places. */
export interface Generation {
  number: number;
  wrapping: Ulong;
  binding: Ulong;
}

const aesKeyGeneration = mechanism(0x1080);
const genericSecretGeneration = mechanism(0x350);

/** What every unwrapped key is like, whatever its unwrapper asks for: readable never, taken along only by a trusted key. */
export const unwrappedLock = {
  sensitive: true,
  extractable: true,
  wrapWithTrusted: true,
  copyable: false,
  // Last, for SoftHSM takes attributes one after the other.
  modifiable: false,
} as const satisfies Description;

/** Never leaves the token, and stays as it was made. */
const rooted = {
  class: objectClasses.secretKey,
  valueLength: 32,
  private: true,
  sensitive: true,
  extractable: false,
  encrypt: false,
  decrypt: false,
  verify: false,
  derive: false,
} as const satisfies Description;

const wrappingOnly = { ...rooted, keyType: keyTypes.aes, sign: false, wrap: true, unwrap: true } as const;
const bindingOnly = { ...rooted, keyType: keyTypes.genericSecret, sign: true, wrap: false, unwrap: false } as const;
const forGood = { token: true, copyable: false, modifiable: false } as const;

/** Attributes without which a key of a generation is not believed. */
const demanded = [
  ['sensitive', true],
  ['alwaysSensitive', true],
  ['extractable', false],
  ['neverExtractable', true],
  ['local', true],
  ['decrypt', false],
  ['modifiable', false],
  ['copyable', false],
] as const;

/** Makes the keys of a generation. */
export function makeGeneration(cryptoki: Cryptoki, session: Ulong, number: number): Generation {
  const generate = (by: Buffer, description: Description): Ulong => {
    const key: [Ulong] = [0];
    requireOk('GenerateKey', cryptoki.GenerateKey(session, by, ...template(description), key));
    return key[0];
  };
  const label = (kind: string) => Buffer.from(`countersign-${kind}-${number}`);
  // The wrapping key last: a generation that was interrupted is none, and is made again under the next number.
  const binding = generate(genericSecretGeneration, { ...bindingOnly, ...forGood, label: label('binding') });
  const wrapping = generate(aesKeyGeneration, {
    ...wrappingOnly,
    ...forGood,
    label: label('kek'),
    unwrapTemplate: unwrappedLock,
  });
  return { number, wrapping, binding };
}

/**
 * Makes a key that carries others from one generation to the next, for this session only. Only the security officer can
 * make one that is trusted.
 */
export function makeTransferKey(cryptoki: Cryptoki, session: Ulong): Ulong {
  const key: [Ulong] = [0];
  const description = { ...wrappingOnly, private: false, token: false, trusted: true };
  requireOk('GenerateKey', cryptoki.GenerateKey(session, aesKeyGeneration, ...template(description), key));
  return key[0];
}

/**
 * The generations of a token by their numbers. Throws an Error when a key of theirs is not as `makeGeneration` makes it or
 * there are two of one name: it could have come from outside, known to whoever brought it.
 */
export function findGenerations(cryptoki: Cryptoki, session: Ulong): Map<number, Generation> {
  const found = new Map<string, Ulong>();
  let highest = 0;
  for (const key of findSecretKeys(cryptoki, session)) {
    const label = readAttribute(cryptoki, session, key, 'label', 200).toString('utf8');
    const number = /^countersign-(?:kek|binding)-([1-9][0-9]{0,8})$/.exec(label)?.[1];
    if (number === undefined) continue;
    if (found.has(label)) throw new Error(`the token has two keys ${label}`);
    const wrong = demanded.filter(([name, value]) => readFlag(cryptoki, session, key, name) !== value);
    if (wrong.length > 0) {
      throw new Error(`the key ${label} of the token is not as it was made: ${wrong.map(([name]) => name).join(', ')}`);
    }
    found.set(label, key);
    highest = Math.max(highest, Number(number));
  }
  const generations = new Map<number, Generation>();
  for (let number = 1; number <= highest; number += 1) {
    const [wrapping, binding] = [found.get(`countersign-kek-${number}`), found.get(`countersign-binding-${number}`)];
    if (wrapping !== undefined && binding !== undefined) generations.set(number, { number, wrapping, binding });
  }
  return generations;
}

/** The highest number that any key of a generation has, complete or not; 0 when there is none. */
export function highestNumber(cryptoki: Cryptoki, session: Ulong): number {
  const labels = findSecretKeys(cryptoki, session).map((key) =>
    readAttribute(cryptoki, session, key, 'label', 200).toString('utf8'),
  );
  return Math.max(0, ...labels.map((label) => Number(/^countersign-(?:kek|binding)-([0-9]+)$/.exec(label)?.[1] ?? 0)));
}

/** Reads an attribute of an object, at most so many bytes. Throws a `CryptokiError` when the token does not give it. */
export function readAttribute(
  cryptoki: Cryptoki,
  session: Ulong,
  object: Ulong,
  name: Parameters<typeof attributeReader>[0],
  longest: number,
): Buffer {
  const reader = attributeReader(name, longest);
  requireOk('GetAttributeValue', cryptoki.GetAttributeValue(session, object, reader.template, 1));
  return reader.taken();
}

function readFlag(...given: [Cryptoki, Ulong, Ulong, Parameters<typeof attributeReader>[0]]): boolean {
  return readAttribute(...given, 1)[0] === 1;
}

function findSecretKeys(cryptoki: Cryptoki, session: Ulong): Ulong[] {
  const description = { class: objectClasses.secretKey, token: true };
  requireOk('FindObjectsInit', cryptoki.FindObjectsInit(session, ...template(description)));
  const keys: Ulong[] = [];
  try {
    for (;;) {
      const page = new BigUint64Array(64);
      const count: [Ulong] = [0];
      requireOk('FindObjects', cryptoki.FindObjects(session, page, page.length, count));
      if (Number(count[0]) === 0) return keys;
      keys.push(...page.subarray(0, Number(count[0])));
    }
  } finally {
    cryptoki.FindObjectsFinal(session);
  }
}
