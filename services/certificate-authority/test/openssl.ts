import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';

/** A test that asks `openssl`. */
export const witnessed = itWitnessedBy('openssl');

/** Runs `openssl` with files, each named in the arguments by its key as `{key}`, and returns what it says. */
export function openssl(args: readonly string[], files: Readonly<Record<string, Buffer>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-openssl-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const named = args.map((arg) => arg.replace(/^\{(.+)\}$/, (_, name: string) => path.join(folder, name)));
    const { stdout, stderr, error } = spawnSync('openssl', named, { encoding: 'utf8' });
    if (error !== undefined) throw error;
    return `${stdout}${stderr}`;
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
