import { open, readFile } from 'node:fs/promises';
import type { RevocationReason } from '../revocation-reasons.ts';

/** What a root does, each thing written down before the root's key is used for it. Moments in ISO 8601, bytes in base64. */
export type LedgerEntry =
  | {
      kind: 'intended';
      at: string;
      /** `root`, an authority, or `ocsp:root`. */
      name: string;
      /** Hexadecimal. */
      serialNumber: string;
      /** TBSCertificate, DER. */
      tbs: string;
    }
  | { kind: 'signed'; at: string; name: string; serialNumber: string; certificate: string }
  | { kind: 'revoked'; at: string; serialNumber: string; reason: RevocationReason }
  | { kind: 'listed'; at: string; number: string };

/** Where a root's deeds are kept, in their order. */
export interface Ledger {
  read(): Promise<LedgerEntry[]>;
  /** Returns when the entry will not get lost. */
  append(entry: LedgerEntry): Promise<void>;
}

/** A ledger in a file of JSON lines. Reading throws an Error that names a line that is none. */
export function fileLedger(file: string): Ledger {
  return {
    async read() {
      const lines = await readLines(file);
      return lines.map((line, index) => {
        try {
          return JSON.parse(line) as LedgerEntry;
        } catch {
          throw new Error(`line ${index + 1} of ${file} is not an entry of a ledger`);
        }
      });
    },
    async append(entry) {
      const handle = await open(file, 'a', 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(entry)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

async function readLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Certificates that a ledger knows as signed, oldest first; `revoked` when the root took them back. */
export function signedIn(
  entries: readonly LedgerEntry[],
): { name: string; serialNumber: string; certificate: Buffer; revoked?: { at: Date; reason: RevocationReason } }[] {
  const revocations = new Map(
    entries.flatMap((entry) => (entry.kind === 'revoked' ? [[entry.serialNumber, entry] as const] : [])),
  );
  return entries.flatMap((entry) => {
    if (entry.kind !== 'signed') return [];
    const { name, serialNumber } = entry;
    const revocation = revocations.get(serialNumber);
    const certificate = Buffer.from(entry.certificate, 'base64');
    if (revocation === undefined) return [{ name, serialNumber, certificate }];
    const revoked = { at: new Date(revocation.at), reason: revocation.reason };
    return [{ name, serialNumber, certificate, revoked }];
  });
}

/** Number of the next revocation list: also of one that was interrupted, the number is used up. */
export function nextListNumber(entries: readonly LedgerEntry[]): bigint {
  const numbers = entries.flatMap((entry) => (entry.kind === 'listed' ? [BigInt(entry.number)] : []));
  return numbers.reduce((highest, number) => (number > highest ? number : highest), 0n) + 1n;
}
