import { readFile } from 'node:fs/promises';
import {
  type ExportedHistoryCheck,
  type PublicKeys,
  readSignedClaims,
  verifyExportedHistory,
} from '@countersign/audit';
import { PlatformFault } from '../launcher/fault.ts';

/** What an activation receipt says, once its signature verified. */
interface Receipt {
  readonly sub: string;
  readonly credential_id: string;
  readonly iat: number;
  readonly digests: readonly string[];
  readonly hash_algorithm: string;
  readonly level: number;
  readonly amr: readonly string[];
  readonly factor: { readonly kind: string };
}

/** What a receipt turned out to be. */
export interface ReceiptCheck {
  readonly ok: boolean;
  /** Its claims; absent when it is not signed by one of the keys. */
  readonly receipt?: Receipt;
}

/**
 * Checks an activation receipt (a compact JWS in a file) against public keys that were kept, as
 * `/.well-known/signing-keys.json` publishes them. Needs no service. Throws a fault for files that cannot be read.
 */
export async function verifyReceiptFile(file: string, keysFile: string): Promise<ReceiptCheck> {
  const [text, keys] = await Promise.all([readText(file), readKeys(keysFile)]);
  const claims = readSignedClaims(text.trim(), 'activation-receipt+jwt', keys);
  return claims === undefined ? { ok: false } : { ok: true, receipt: claims as unknown as Receipt };
}

/** A receipt in sentences. */
export function describeReceipt({ receipt }: ReceiptCheck): string {
  if (receipt === undefined) return 'Not a receipt that one of these keys signed.';
  const at = new Date(receipt.iat * 1000).toISOString();
  const { digests, factor, amr, level } = receipt;
  return [
    `Genuine: ${receipt.sub} had ${digests.length} digests (${receipt.hash_algorithm}) signed with ${receipt.credential_id} at ${at},`,
    `proved by ${factor.kind} (${amr.join(', ')}), sole control level ${level}:`,
    ...digests.map((digest) => `  ${Buffer.from(digest, 'base64url').toString('hex')}`),
  ].join('\n');
}

/**
 * Checks an exported history of a key (JSON lines with the signed root at the end), against keys that were kept or, without
 * them, against those in the file. Needs no service. Throws a fault for files that cannot be read.
 */
export async function verifyHistoryFile(file: string, keysFile?: string): Promise<ExportedHistoryCheck> {
  const text = await readText(file);
  const keys = keysFile === undefined ? {} : { keys: await readKeys(keysFile) };
  return await verifyExportedHistory(text.split('\n'), keys);
}

/** A check of a history in sentences. */
export function describeHistory({ ok, fault, records, covered, signedAt, pinned }: ExportedHistoryCheck): string {
  if (!ok) return `Not whole: ${fault}.\nUp to there ${records} records follow each other.`;
  const whose = pinned ? '' : '\nThe keys are those of the file itself: give --keys to know whose they are.';
  return `Whole: ${records} records follow each other; the root of ${signedAt} covers the first ${covered}.${whose}`;
}

async function readKeys(file: string): Promise<PublicKeys> {
  const text = await readText(file);
  try {
    const { keys } = JSON.parse(text) as Partial<PublicKeys>;
    if (Array.isArray(keys)) return { keys };
  } catch {
    // Told below.
  }
  throw new PlatformFault('--keys must name a JSON Web Key Set');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PlatformFault(`the file cannot be read: ${(error as Error).message}`);
  }
}
