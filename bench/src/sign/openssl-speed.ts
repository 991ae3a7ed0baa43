import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Algorithm } from './orders.ts';

/** Signatures per second on one core, as `openssl speed` says; undefined where there is no such program. */
export async function findOpensslSpeed(): Promise<Readonly<Record<Algorithm, number>> | undefined> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)('openssl', ['speed', '-seconds', '1', 'ecdsap256', 'rsa3072']));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return readOpensslSpeed(stdout);
}

/** Reads what `openssl speed` writes at its end. Throws an Error when a line is not there. */
export function readOpensslSpeed(text: string): Readonly<Record<Algorithm, number>> {
  return { 'P-256': readSpeed(text, 'ecdsa \\(nistp256\\)'), 'RSA-3072': readSpeed(text, 'rsa +3072 bits') };
}

/** Signatures per second in the line of an algorithm: times of one each, then sign/s and verify/s. */
function readSpeed(text: string, algorithm: string): number {
  const line = new RegExp(`${algorithm} +[\\d.]+s +[\\d.]+s +([\\d.]+) +[\\d.]+`).exec(text);
  if (line === null) throw new Error(`openssl speed said nothing of ${algorithm}: ${text}`);
  return Number(line[1]);
}
