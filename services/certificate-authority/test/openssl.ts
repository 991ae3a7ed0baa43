import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';

/** A test that asks `openssl`. */
export const witnessed = itWitnessedBy('openssl');

/** Files of a run, by their names. */
type Files = Readonly<Record<string, Buffer>>;

/** Runs `openssl` with files, each named in the arguments by its key as `{key}`, and returns what it says. */
export function openssl(args: readonly string[], files: Files): string {
  return runWitness('openssl', args, files).said;
}

/** Runs `openssl` as above and returns the file that it made under the name `out`. */
export function opensslMakes(args: readonly string[], files: Files): Buffer {
  const { said, out } = runWitness('openssl', args, files);
  if (out === undefined) throw new Error(said);
  return out;
}

/** Runs a program with files, each named in the arguments by its key as `{key}`; `out` is the file of that name after it. */
export function runWitness(
  program: string,
  args: readonly string[],
  files: Files,
): { said: string; status: number | null; out: Buffer | undefined } {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-witness-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const named = args.map((arg) => arg.replace(/^\{(.+)\}$/, (_, name: string) => path.join(folder, name)));
    const { stdout, stderr, error, status } = spawnSync(program, named, { encoding: 'utf8' });
    if (error !== undefined) throw error;
    const out = path.join(folder, 'out');
    return { said: `${stdout}${stderr}`, status, out: existsSync(out) ? readFileSync(out) : undefined };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A certificate in PEM. */
export function toPem(der: Buffer): Buffer {
  return Buffer.from(new X509Certificate(der).toString());
}

/** A revocation list in PEM, with the label that openssl knows (RFC 7468 6). */
export function toCrlPem(crl: Buffer): Buffer {
  return Buffer.from(`-----BEGIN X509 CRL-----\n${crl.toString('base64')}\n-----END X509 CRL-----\n`);
}
