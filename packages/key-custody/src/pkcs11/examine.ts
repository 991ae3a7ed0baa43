import { SealBrokenError } from '@countersign/sealing';
import type { KeyCustody, Protection } from '../key-custody.ts';
import { tryRecordAttacks } from '../record-attacks.ts';
import { randomPlace } from '../usability.ts';
import { readBlob, writeBlob } from './blob.ts';
import { type Cryptoki, CryptokiError, requireOk, type Ulong } from './cryptoki.ts';
import { type Generation, readAttribute, unwrappedLock } from './generations.ts';
import { makeKeyPair, unwrapKey, wrapKey } from './session-keys.ts';
import { type Description, keyTypes, mechanism, objectClasses, template } from './template.ts';
import type { Token } from './token.ts';

/** Everything with which the attacks are made: what a thief of the PIN has. */
interface Attacker {
  cryptoki: Cryptoki;
  session: Ulong;
  generation: Generation;
  /** A wrapped key to go for. */
  wrapped: Buffer;
  /** An AES key of the attacker's own, whose value he can read. */
  own: Ulong;
}

interface Attack {
  name: string;
  /** What is tried, as the beginning of a sentence. */
  tried: string;
  /** Throws when it is refused. */
  attempt: (attacker: Attacker) => void;
}

const ownKey: Description = {
  class: objectClasses.secretKey,
  keyType: keyTypes.aes,
  valueLength: 32,
  token: false,
  sensitive: false,
  extractable: true,
  encrypt: true,
  decrypt: true,
  wrap: true,
  unwrap: true,
};

const attacks: readonly Attack[] = [
  {
    name: 'kek-value-readable',
    tried: 'Reading the value of the key-encryption key',
    attempt: ({ cryptoki, session, generation }) =>
      void readAttribute(cryptoki, session, generation.wrapping, 'value', 64),
  },
  {
    name: 'kek-wrapped-by-own-key',
    tried: 'Wrapping the key-encryption key by a key of one’s own',
    attempt: ({ cryptoki, session, generation, own }) => void wrapKey(cryptoki, session, own, generation.wrapping),
  },
  {
    name: 'kek-decrypts',
    tried: 'Decrypting a wrapped key as if it were data',
    attempt: ({ cryptoki, session, generation }) => {
      requireOk('DecryptInit', cryptoki.DecryptInit(session, mechanism(0x1081), generation.wrapping));
    },
  },
  {
    name: 'kek-weakened',
    tried: 'Allowing the key-encryption key to decrypt',
    attempt: ({ cryptoki, session, generation }) => {
      const change = template({ decrypt: true });
      requireOk('SetAttributeValue', cryptoki.SetAttributeValue(session, generation.wrapping, ...change));
    },
  },
  {
    name: 'kek-copied-weaker',
    tried: 'Copying the key-encryption key into one that decrypts',
    attempt: ({ cryptoki, session, generation }) => {
      const copy: [Ulong] = [0];
      const change = template({ token: false, decrypt: true });
      requireOk('CopyObject', cryptoki.CopyObject(session, generation.wrapping, ...change, copy));
      cryptoki.DestroyObject(session, copy[0]);
    },
  },
  {
    name: 'key-unwrapped-readable',
    tried: 'Unwrapping a key so that its value can be read',
    attempt: (attacker) => withUnwrapped(attacker, { sensitive: false, extractable: true }, readValue),
  },
  {
    name: 'key-unwrapped-untrusting',
    tried: 'Unwrapping a key so that any key may wrap it',
    attempt: (attacker) => withUnwrapped(attacker, { sensitive: true, extractable: true }, wrapByOwn),
  },
  {
    name: 'key-wrapped-by-own-key',
    tried: 'Wrapping an unwrapped key by a key of one’s own',
    attempt: (attacker) => withUnwrapped(attacker, unwrappedLock, wrapByOwn),
  },
  {
    name: 'key-weakened',
    tried: 'Allowing any key to wrap an unwrapped one',
    attempt: (attacker) =>
      withUnwrapped(attacker, unwrappedLock, ({ cryptoki, session }, key) => {
        const change = template({ wrapWithTrusted: false });
        requireOk('SetAttributeValue', cryptoki.SetAttributeValue(session, key, ...change));
      }),
  },
  {
    name: 'own-key-trusted',
    tried: 'Making a trusted key without the security officer',
    attempt: ({ cryptoki, session }) => {
      const key: [Ulong] = [0];
      const description = template({ ...ownKey, trusted: true });
      requireOk('GenerateKey', cryptoki.GenerateKey(session, mechanism(0x1080), ...description, key));
      cryptoki.DestroyObject(session, key[0]);
    },
  },
];

/** Tries to get keys out of a token with its user's PIN in hand, and to pass off forged records. */
export async function examineToken({
  custody,
  token,
  generation,
  isOfficerPresent,
}: {
  custody: KeyCustody;
  token: Token;
  generation: Generation;
  isOfficerPresent: boolean;
}): Promise<Protection[]> {
  const victim = await custody.generateKey('P-256', randomPlace());
  const { wrapped } = readBlob(victim.blob);
  const { cryptoki } = token;
  const tried = await token.withSession(async (session) => {
    const own: [Ulong] = [0];
    requireOk('GenerateKey', cryptoki.GenerateKey(session, mechanism(0x1080), ...template(ownKey), own));
    try {
      const attacker = { cryptoki, session, generation, wrapped, own: own[0] };
      return [...attacks.map((attack) => tryAttack(attack, attacker)), await takeNewKeyAlong(attacker)];
    } finally {
      cryptoki.DestroyObject(session, own[0]);
    }
  });
  return [
    ...tried,
    ...(await tryRecordAttacks(custody)),
    await tryForgedGeneration(custody),
    {
      name: 'officer-absent',
      holds: !isOfficerPresent,
      finding: isOfficerPresent
        ? 'The process was started with the security officer’s PIN, with which keys can leave the token; start it without once they are rewrapped.'
        : 'The process was started without the security officer’s PIN, so it cannot make a key that others may leave under.',
    },
    ...(/softhsm/i.test(token.manufacturer) ? [softwareOnly] : []),
  ];
}

const softwareOnly: Protection = {
  name: 'token-is-hardware',
  holds: false,
  finding:
    'SoftHSM is a program: keys are in the memory of this process while they sign, and whoever has the files of the token and its PIN has the keys.',
};

function tryAttack({ name, tried, attempt }: Attack, attacker: Attacker): Protection {
  try {
    attempt(attacker);
    return { name, holds: false, finding: `${tried} was possible.` };
  } catch (error) {
    if (!(error instanceof CryptokiError)) throw error;
    return { name, holds: true, finding: `${tried} was refused (0x${error.code.toString(16)}).` };
  }
}

/** A key has to be wrappable until it was wrapped for the first time; no template of a token closes that moment. */
async function takeNewKeyAlong({ cryptoki, session, own }: Attacker): Promise<Protection> {
  const { privateKey } = await makeKeyPair(cryptoki, session, 'P-256');
  try {
    const attempt = () => void wrapKey(cryptoki, session, own, privateKey);
    return tryAttack(
      { name: 'new-key-taken-along', tried: 'Wrapping a key that is just being made by a key of one’s own', attempt },
      { cryptoki, session, own } as Attacker,
    );
  } finally {
    cryptoki.DestroyObject(session, privateKey);
  }
}

async function tryForgedGeneration(custody: KeyCustody): Promise<Protection> {
  const place = randomPlace();
  const key = await custody.generateKey('P-256', place);
  const blob = writeBlob({ ...readBlob(key.blob), generation: custody.generation + 1 });
  const holds = await custody
    .signDigests({ ...key, blob }, place, { hash: 'SHA-256', digests: [Buffer.alloc(32)] })
    .then(() => false)
    .catch((error: unknown) => error instanceof SealBrokenError);
  const finding = `A key that claims another generation was ${holds ? 'refused' : 'used'}.`;
  return { name: 'generation-forged', holds, finding };
}

function withUnwrapped(attacker: Attacker, lock: Description, work: (attacker: Attacker, key: Ulong) => void): void {
  const { cryptoki, session, generation, wrapped } = attacker;
  const key = unwrapKey(cryptoki, session, { by: generation.wrapping, wrapped, algorithm: 'P-256' }, lock);
  try {
    work(attacker, key);
  } finally {
    cryptoki.DestroyObject(session, key);
  }
}

function readValue({ cryptoki, session }: Attacker, key: Ulong): void {
  readAttribute(cryptoki, session, key, 'value', 64);
}

function wrapByOwn({ cryptoki, session, own }: Attacker, key: Ulong): void {
  wrapKey(cryptoki, session, own, key);
}
