import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Certificates as one PEM text. */
export function toPem(certificates: readonly Buffer[]): string {
  return certificates
    .map((der) => {
      // No empty line behind one that is full: openssl takes it for the end.
      const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
      return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----\n'].join('\n');
    })
    .join('');
}

/** The signatures of a PDF, in their order: the CMS, and the bytes that its ByteRange covers. */
export function readSignatures(pdf: Buffer): { cms: Buffer; content: Buffer; range: number[] }[] {
  const ranges = [...pdf.toString('latin1').matchAll(/\/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]/g)];
  return ranges.flatMap((match) => {
    const [, start = 0, length = 0, restart = 0, rest = 0] = match.map(Number);
    if (restart + rest > pdf.length) return []; // Text that only looks like one.
    const hex = pdf.subarray(start + length + 1, restart - 1).toString('latin1');
    const padded = Buffer.from(hex, 'hex');
    // SEQUENCE with a two-byte length: what follows is padding.
    const cms = padded.subarray(0, 4 + padded.readUInt16BE(2));
    const content = Buffer.concat([pdf.subarray(start, start + length), pdf.subarray(restart, restart + rest)]);
    return [{ cms, content, range: [start, length, restart, rest] }];
  });
}

/** Runs `work` with a folder of its own. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-document-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const commonArguments = ['cms', '-verify', '-binary', '-cades', '-inform', 'DER'];

/** `openssl cms -verify` with its default purpose and the CAdES checks; what it says, or an Error. */
export async function verifyWithOpenssl(
  { cms, content }: { cms: Buffer; content: Buffer },
  { root, at }: { root: Buffer; at: Date },
): Promise<string> {
  return await inFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    await Promise.all([
      writeFile(file('cms.der'), cms),
      writeFile(file('content'), content),
      writeFile(file('root.pem'), toPem([root])),
    ]);
    const { stderr } = await run('openssl', [
      ...commonArguments,
      '-in',
      file('cms.der'),
      '-content',
      file('content'),
      '-CAfile',
      file('root.pem'),
      '-out',
      file('out'),
      '-attime',
      String(Math.floor(at.getTime() / 1000)),
    ]);
    return stderr;
  });
}

/** What `pdfsig` says of a PDF, with the root trusted in a database of its own. */
export async function verifyWithPdfsig(pdf: Buffer, root: Buffer): Promise<string> {
  return await inFolder(async (folder) => {
    const file = (name: string) => path.join(folder, name);
    await Promise.all([writeFile(file('signed.pdf'), pdf), writeFile(file('root.pem'), toPem([root]))]);
    await run('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
    await run('certutil', ['-A', '-d', `sql:${folder}`, '-n', 'root', '-t', 'CT,C,C', '-i', file('root.pem')]);
    const { stdout } = await run('pdfsig', ['-nssdir', `sql:${folder}`, file('signed.pdf')]);
    return stdout;
  });
}

/** What `qpdf --check` says of a PDF; throws unless it is without fault. */
export async function checkWithQpdf(pdf: Buffer): Promise<string> {
  return await inFolder(async (folder) => {
    const file = path.join(folder, 'checked.pdf');
    await writeFile(file, pdf);
    return (await run('qpdf', ['--check', file])).stdout;
  });
}

/** A PDF rewritten by qpdf with an option, for example `--linearize`. */
export async function rewriteWithQpdf(pdf: Buffer, ...options: string[]): Promise<Buffer> {
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'in.pdf'), pdf);
    await run('qpdf', [path.join(folder, 'in.pdf'), ...options, path.join(folder, 'out.pdf')]);
    return await readFile(path.join(folder, 'out.pdf'));
  });
}

/** What `mutool sign -v` says of the signatures in a PDF. It knows no roots. */
export async function verifyWithMutool(pdf: Buffer): Promise<string> {
  return await runOn({ 'signed.pdf': pdf }, 'mutool', 'sign -v signed.pdf');
}

/** What `certtool --p7-verify` says of a detached signature; throws unless it is good. */
export async function verifyWithCerttool(
  { cms, content }: { cms: Buffer; content: Buffer },
  root: Buffer,
): Promise<string> {
  const command = '--p7-verify --inder --infile cms --load-data content --load-ca-certificate root.pem';
  return await runOn({ cms, content, 'root.pem': toPem([root]) }, 'certtool', command);
}

/** What `certtool --p7-info` reads from a CMS. */
export async function readWithCerttool(cms: Buffer): Promise<string> {
  return await runOn({ cms }, 'certtool', '--p7-info --inder --infile cms');
}

/** What `openssl ts -verify` says of a token over some bytes; throws unless it is good. */
export async function verifyTimestampWithOpenssl(
  token: Buffer,
  { over, root }: { over: Buffer; root: Buffer },
): Promise<string> {
  const command = 'ts -verify -token_in -in token -data data -CAfile root.pem';
  return await runOn({ token, data: over, 'root.pem': toPem([root]) }, 'openssl', command);
}

/** Runs a program on files of these names, and returns what it says. Its words stand apart by one space. */
async function runOn(files: Record<string, string | Buffer>, program: string, command: string): Promise<string> {
  return await inFolder(async (folder) => {
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(path.join(folder, name), content)));
    const { stdout, stderr } = await run(program, command.split(' '), { cwd: folder });
    return stdout + stderr;
  });
}

/** The text of a page and where it stands, as mutool reads it. */
export async function readTextWithMutool(pdf: Buffer, page: number): Promise<string> {
  return await runOn({ 'in.pdf': pdf }, 'mutool', `draw -q -F stext -o - in.pdf ${page}`);
}
