import { createHash, createHmac } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { luhnDigitOf } from './luhn.ts';
import type { OathHash } from './oath.ts';
import { ProtocolError } from './protocol-error.ts';
import { type ExchangeParties, type ProverSecret, proverSecretOf } from './spake2plus.ts';

/** How codes of a token are made: `totp-sha256-6-30`, taken apart. */
export interface TokenProfile {
  readonly hash: OathHash;
  readonly digits: 6 | 8;
  readonly periodSeconds: number;
}

/** Keys of one token, 32 bytes each; both sides derive them, none is ever sent. */
export interface TokenKeys {
  /** Makes the codes. */
  readonly seed: Buffer;
  /** Seals what the app tells the server at the end of the activation. */
  readonly appToServer: Buffer;
  /** Seals the answer. */
  readonly serverToApp: Buffer;
  /** Makes the registration code. */
  readonly registration: Buffer;
  /** Makes transaction codes. */
  readonly transaction: Buffer;
}

/** Cost of deriving the exchange's secret from an activation password or code. */
const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 80 } as const;

/** The profile of soft tokens with so many digits. */
export function profileOf(digits: 6 | 8): string {
  return `totp-sha256-${digits}-30`;
}

/** Takes a profile apart; throws a ProtocolError of fault `profile`. */
export function readProfile(profile: string): TokenProfile {
  const match = /^totp-(sha256|sha512)-([68])-(30|60)$/.exec(profile);
  if (!match) throw new ProtocolError('profile', 'this app does not know how to make the codes of this service');
  return { hash: match[1] as OathHash, digits: Number(match[2]) as 6 | 8, periodSeconds: Number(match[3]) };
}

/**
 * The exchange's secret of an activation: Argon2id (19 MiB, 2 passes, 80 bytes) over the activation password, or over
 * the first 15 digits of the activation code, salted with service, serial number and activation token.
 */
export async function activationSecret({
  origin,
  serial,
  activationToken,
  password,
}: {
  origin: string;
  serial: string;
  /** 16 bytes from the QR code; undefined for desktop apps. */
  activationToken?: Uint8Array | undefined;
  /** Activation password (8 digits), or activation code with or without its Luhn digit. */
  password: string;
}): Promise<ProverSecret> {
  const salt = createHash('sha256')
    .update(joined('ssa1', origin, serial, activationToken ?? new Uint8Array()))
    .digest()
    .subarray(0, 16);
  // The Luhn digit tells nothing new.
  const counted = password.length === 16 ? password.slice(0, 15) : password;
  return proverSecretOf(await hashRaw(Buffer.from(counted, 'ascii'), { ...passwordCost, salt }));
}

/** Both parties of an activation: the app by serial number, the service by origin, identity key and profile. */
export function activationParties({
  origin,
  serial,
  identityKey,
  profile,
}: {
  origin: string;
  serial: string;
  /** Raw Ed25519 public key, 32 bytes. */
  identityKey: Uint8Array;
  profile: string;
}): ExchangeParties {
  const keyDigest = createHash('sha256').update(identityKey).digest('hex');
  return { context: joined('ssa1', origin, keyDigest, profile), idProver: serial, idVerifier: origin };
}

/** The keys of a token from the exchange's K_shared (32 bytes), by HKDF-Expand with SHA-256 (RFC 5869 2.3). */
export function tokenKeysOf(
  sharedKey: Uint8Array,
  { serial, profile }: { serial: string; profile: string },
): TokenKeys {
  return {
    seed: expand(sharedKey, joined('ssa1 seed', serial, profile)),
    appToServer: expand(sharedKey, joined('ssa1 c2s')),
    serverToApp: expand(sharedKey, joined('ssa1 s2c')),
    registration: expand(sharedKey, joined('ssa1 regcode', serial)),
    transaction: expand(sharedKey, joined('ssa1 transaction', serial)),
  };
}

/** The registration code: 9 digits and a Luhn digit, the same on both sides. */
export function registrationCodeOf({ registration }: Pick<TokenKeys, 'registration'>, serial: string): string {
  const mac = createHmac('sha256', registration).update(joined('rc', serial)).digest();
  const digits = String(mac.readBigUInt64BE() % 1_000_000_000n).padStart(9, '0');
  return digits + luhnDigitOf(digits);
}

/** One block of HKDF-Expand: 32 bytes. */
function expand(key: Uint8Array, info: Uint8Array): Buffer {
  return createHmac('sha256', key).update(info).update(Buffer.of(1)).digest();
}

/** Parts with a zero byte between them. No text part holds one, and only the last one may be bytes. */
function joined(...parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part, index) => [
      ...(index === 0 ? [] : [Buffer.alloc(1)]),
      typeof part === 'string' ? Buffer.from(part, 'utf8') : part,
    ]),
  );
}
