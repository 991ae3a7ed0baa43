import { type ExportedAuditCheck, verifyExportedAudit } from './exported-audit.ts';
import { type Inclusion, rootOf } from './merkle.ts';
import { type PublicKeys, readSignedClaims } from './signed-claims.ts';

/** The last line of an exported history. */
interface Trailer {
  /** Signed root over the heads of all chains, compact JWS. */
  root: string;
  inclusion: Inclusion;
  /** Keys under which the root verifies, for somebody who has none from elsewhere. */
  keys?: PublicKeys;
}

/** What an exported history turned out to be. */
export interface ExportedHistoryCheck extends ExportedAuditCheck {
  /** Records that the signed root covers: none of them was changed, removed or added since. */
  readonly covered: number;
  /** When the root was signed. */
  readonly signedAt?: string;
  /** Whether it was checked against keys from elsewhere, and not only against those in the file itself. */
  readonly pinned: boolean;
}

/**
 * Checks an exported history of a key: its records against each other as `verifyExportedAudit` does, and the chain against
 * the signed root that is the last line. With `keys` (from `/.well-known/signing-keys.json`, kept before) only a root under
 * one of them is taken; without, one under the keys of the file. Finds a record that was changed, removed, added or moved,
 * and an end that was cut off before the root. Records after the root are linked, and not yet covered.
 */
export async function verifyExportedHistory(
  lines: AsyncIterable<string> | Iterable<string>,
  { keys: pinned }: { keys?: PublicKeys } = {},
): Promise<ExportedHistoryCheck> {
  const records: string[] = [];
  for await (const line of lines) if (line.trim() !== '') records.push(line);
  const trailer = readTrailer(records.at(-1));
  const isPinned = pinned !== undefined;
  const whole = await verifyExportedAudit(trailer === undefined ? records : records.slice(0, -1));
  const result = (fault: string | undefined, covered = 0, signedAt?: string): ExportedHistoryCheck => ({
    ...whole,
    ok: fault === undefined,
    ...(fault !== undefined && { fault }),
    covered,
    ...(signedAt !== undefined && { signedAt }),
    pinned: isPinned,
  });
  if (!whole.ok) return result(whole.fault);
  if (trailer === undefined) return result('the signed root at the end is missing');
  const { root, inclusion, keys } = trailer;
  const claims = readSignedClaims(root, 'audit-root+jwt', pinned ?? keys ?? { keys: [] });
  if (claims === undefined) return result('the root is not signed by a key of the signer');
  const signedAt = typeof claims['iat'] === 'number' ? new Date(claims['iat'] * 1000).toISOString() : undefined;
  if (claims['size'] !== inclusion.size || rootOf(inclusion)?.toString('base64url') !== claims['root']) {
    return result('the head of the chain does not lead to the signed root');
  }
  const covered = await verifyExportedAudit(records.slice(0, inclusion.seq), { head: inclusion.head });
  if (whole.records < inclusion.seq) {
    return result(`the end is missing: the root covers ${inclusion.seq} records, the file has ${whole.records}`);
  }
  if (covered.head !== inclusion.head) return result('the chain is not the one that the root covers');
  const [first] = records;
  if (first === undefined || (JSON.parse(first) as { stream: string }).stream !== inclusion.stream) {
    return result('the root is for another chain');
  }
  return result(undefined, inclusion.seq, signedAt);
}

function readTrailer(line: string | undefined): Trailer | undefined {
  try {
    const { root, inclusion, keys } = JSON.parse(line ?? '') as Partial<Trailer>;
    if (typeof root !== 'string' || typeof inclusion !== 'object') return undefined;
    const { stream, seq, head, position, size, path } = inclusion;
    const areNumbers = [seq, position, size].every((number) => Number.isSafeInteger(number) && number >= 0);
    const isPath = Array.isArray(path) && path.every((hash) => typeof hash === 'string');
    if (typeof stream !== 'string' || typeof head !== 'string' || !areNumbers || !isPath) return undefined;
    const known = Array.isArray(keys?.keys) ? { keys } : {};
    return { root, inclusion: { stream, seq, head, position, size, path }, ...known };
  } catch {
    return undefined;
  }
}
