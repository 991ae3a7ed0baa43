import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JWK } from 'jose';
import { PlatformFault } from '../launcher/fault.ts';
import { stateFolders } from '../launcher/state.ts';
import { writePrivateFile } from '../secrets/private-file.ts';
import { newSigningKey, publicHalf } from '../secrets/secrets.ts';

/** Longer than any token lives: a key that signed until then has no living token any more. */
const tokenLifeSeconds = 30 * 60;

/** A private key; `nbf`, in seconds since the epoch, is the moment from which it signs. */
type TokenKey = JWK & { kid: string; nbf?: number };

/** Files of the access tokens' keys: private for gateways, public for services. */
export interface TokenKeyFiles {
  readonly privateFile: string;
  readonly publicFile: string;
}

/** What a rotation did. */
export interface Rotation {
  /** The new key. */
  readonly kid: string;
  readonly signsFrom: Date;
  /** Keys that still verify. */
  readonly kept: readonly string[];
  /** Keys whose last token has died. */
  readonly dropped: readonly string[];
}

/** The files that `TOKEN_KEY_FILE` and `ACTOR_JWKS_FILE` name, or those of the local platform. */
export function tokenKeyFiles({
  home,
  environment,
}: {
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
}): TokenKeyFiles {
  const { secrets } = stateFolders(home);
  return {
    privateFile: environment['TOKEN_KEY_FILE'] || path.join(secrets, 'token-key.json'),
    publicFile: environment['ACTOR_JWKS_FILE'] || path.join(secrets, 'token-jwks.json'),
  };
}

/**
 * Puts a new key first. It is published with the next restart of each process and signs `afterMinutes` later, so that by
 * then everybody verifies what it signs. Older keys verify until their tokens have died; those whose successor has signed
 * for 30 minutes go. Throws a fault when there is no key, or while an earlier new key still waits.
 */
export async function rotateTokenKey({
  privateFile,
  publicFile,
  now,
  afterMinutes,
}: TokenKeyFiles & { now: Date; afterMinutes: number }): Promise<Rotation> {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  const keys = await readKeys(privateFile);
  const waiting = keys.find(({ nbf = 0 }) => nbf > nowSeconds);
  if (waiting !== undefined) {
    const from = new Date((waiting.nbf ?? 0) * 1000).toISOString();
    throw new PlatformFault(`the key ${waiting.kid} was made already and signs from ${from} on; nothing was changed`);
  }
  const fresh: TokenKey = { ...(await newSigningKey()), nbf: nowSeconds + afterMinutes * 60 };
  const isDead = (place: number) => {
    const successor = keys[place - 1];
    return successor !== undefined && (successor.nbf ?? 0) + tokenLifeSeconds <= nowSeconds;
  };
  const kept = keys.filter((_key, place) => !isDead(place));
  const all = [fresh, ...kept];
  await writePrivateFile(privateFile, `${JSON.stringify({ keys: all })}\n`);
  await writePrivateFile(publicFile, `${JSON.stringify({ keys: all.map(publicHalf) })}\n`);
  return {
    kid: fresh.kid,
    signsFrom: new Date((fresh.nbf ?? 0) * 1000),
    kept: kept.map(({ kid }) => kid),
    dropped: keys.filter((key) => !kept.includes(key)).map(({ kid }) => kid),
  };
}

/** What an operator has to do next. */
export function describeRotation({ kid, signsFrom, kept, dropped }: Rotation): string {
  return `New key: ${kid}
It signs from ${signsFrom.toISOString()} on. Restart every gateway and every service before then: a process that has not
read the new files refuses what the new key signs.
Still verified: ${kept.join(', ')}${dropped.length === 0 ? '' : `\nDropped, for their tokens have died: ${dropped.join(', ')}`}`;
}

async function readKeys(file: string): Promise<TokenKey[]> {
  try {
    const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: TokenKey[] };
    if (Array.isArray(keys) && keys.length > 0) return keys;
  } catch {
    // Said below; the parser's message would quote the key.
  }
  throw new PlatformFault(`${file} holds no JSON Web Key Set; start the platform once, or set TOKEN_KEY_FILE`);
}
