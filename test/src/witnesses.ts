import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An independent program that looks at what the product made. */
export interface Verdict {
  witness: string;
  /** Undefined where the program is not installed. */
  ok: boolean | undefined;
  said: string;
}

/** Whether a program can be started here. */
async function isInstalled(program: string, ...args: string[]): Promise<boolean> {
  try {
    await run(program, args);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/**
 * Bytes that the first signature of a PDF covers, and its CMS (ISO 32000-2, 12.8.1): from the first byte to the end of the
 * file, or of the revision that what is needed for the long term was added to.
 */
export function extractSignature(pdf: Buffer): { covered: Buffer; cms: Buffer } {
  const text = pdf.toString('latin1');
  const range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(text);
  if (range === null) throw new Error('the PDF holds no signature');
  const [a = 0, b = 0, c = 0, d = 0] = range.slice(1).map(Number);
  if (a !== 0 || !/%%EOF\s*$/.test(text.slice(0, c + d))) throw new Error('the signature covers no whole revision');
  const covered = Buffer.concat([pdf.subarray(a, a + b), pdf.subarray(c, c + d)]);
  const hex = text.slice(a + b, c).replaceAll(/[<>\s]/g, '');
  const padded = Buffer.from(hex, 'hex');
  return { covered, cms: padded.subarray(0, derLength(padded)) };
}

/** Length of the DER value at the start of a buffer, its header included. */
function derLength(der: Buffer): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  return 2 + size + der.readUIntBE(2, size);
}

/** Has openssl verify the signature of a PDF against a chain of CA certificates; CAdES attributes included. */
export async function askOpenssl(pdf: Buffer, chainPem: string): Promise<Verdict> {
  return await askOpensslCades(extractSignature(pdf), chainPem);
}

/** Has openssl verify a detached signature over some bytes, in the same way. */
export async function askOpensslCades(
  { covered, cms }: { covered: Buffer; cms: Buffer },
  chainPem: string,
): Promise<Verdict> {
  const witness = 'openssl cms -verify -cades';
  if (!(await isInstalled('openssl', 'version'))) return { witness, ok: undefined, said: 'not installed' };
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'covered'), covered);
    await writeFile(path.join(folder, 'signature.der'), cms);
    await writeFile(path.join(folder, 'chain.pem'), chainPem);
    const args =
      'cms -verify -cades -binary -inform DER -in signature.der -content covered -CAfile chain.pem -out verified';
    return await verdictOf(
      witness,
      () => run('openssl', args.split(' '), { cwd: folder }),
      () => true,
    );
  });
}

/** Has openssl check the certificate of a server against its chain and for every one of its names, strictly. */
export async function askOpensslVerify({
  pem,
  chainPem,
  names,
}: {
  pem: string;
  chainPem: string;
  names: readonly string[];
}): Promise<Verdict> {
  const witness = 'openssl verify -x509_strict';
  if (!(await isInstalled('openssl', 'version'))) return { witness, ok: undefined, said: 'not installed' };
  return await inFolder(async (folder) => {
    const authorities = chainPem.match(/-----BEGIN[^]*?END CERTIFICATE-----/g) ?? [];
    await writeFile(path.join(folder, 'server.pem'), pem);
    await writeFile(path.join(folder, 'root.pem'), authorities.at(-1) ?? '');
    await writeFile(path.join(folder, 'issuers.pem'), authorities.slice(0, -1).join('\n'));
    const chain = 'verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted issuers.pem';
    const checks = names.map((name) =>
      isIP(name) === 0 ? ['-verify_hostname', name.replace('*', 'any')] : ['-verify_ip', name],
    );
    return await verdictOf(
      witness,
      async () => {
        const said: { stdout: string; stderr: string }[] = [];
        for (const check of checks) {
          // oxlint-disable-next-line no-await-in-loop
          said.push(await run('openssl', [...chain.split(' '), ...check, 'server.pem'], { cwd: folder }));
        }
        return { stdout: said.map(({ stdout }) => stdout).join(''), stderr: '' };
      },
      (said) => names.length > 0 && said.split('server.pem: OK').length === names.length + 1,
    );
  });
}

/** Has pdftotext read a PDF; undefined where it is not installed. */
export async function readPdf(pdf: Buffer): Promise<string | undefined> {
  if (!(await isInstalled('pdftotext', '-v'))) return undefined;
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'document.pdf'), pdf);
    const { stdout } = await run('pdftotext', ['-layout', 'document.pdf', '-'], { cwd: folder });
    return stdout;
  });
}

/** Has qpdf judge the encryption of a PDF: AES-256 of revision 6 (ISO 32000-2), opened by the password and by no other. */
export async function askQpdf(pdf: Buffer, password: string): Promise<Verdict> {
  const witness = 'qpdf';
  if (!(await isInstalled('qpdf', '--version'))) return { witness, ok: undefined, said: 'qpdf is not installed' };
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'egrid.pdf'), pdf);
    const open = async (given: string) =>
      await verdictOf(
        witness,
        () => run('qpdf', ['--show-encryption', `--password=${given}`, 'egrid.pdf'], { cwd: folder }),
        (said) =>
          said.includes('R = 6') && said.includes('stream encryption method: AESv3') && !said.includes('Incorrect'),
      );
    const wrong = await open(`${password}0`);
    return wrong.ok === true ? { witness, ok: false, said: 'another password opens it, too' } : await open(password);
  });
}

/**
 * Has pdfsig judge a PDF with the root trusted in a certificate store of its own. It asks the authority's OCSP service
 * whether the certificate is still good. Validation data behind the signature make it say that not all is signed.
 */
export async function askPdfsig(pdf: Buffer, rootPem: string): Promise<Verdict> {
  const witness = 'pdfsig';
  const installed = (await isInstalled('pdfsig', '-v')) && (await isInstalled('certutil', '-H'));
  if (!installed) return { witness, ok: undefined, said: 'pdfsig or certutil is not installed' };
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'signed.pdf'), pdf);
    await writeFile(path.join(folder, 'root.pem'), rootPem);
    await run('certutil', ['-N', '-d', folder, '--empty-password']);
    await run('certutil', ['-A', '-d', folder, '-n', 'root', '-t', 'CT,C,C', '-i', path.join(folder, 'root.pem')]);
    return await verdictOf(
      witness,
      () => run('pdfsig', ['-nssdir', folder, path.join(folder, 'signed.pdf')]),
      (said) => said.includes('Signature is Valid') && said.includes('Certificate is Trusted'),
    );
  });
}

/** Has mutool judge the digest and the coverage of a signed PDF; it trusts no private root. */
export async function askMutool(pdf: Buffer): Promise<Verdict> {
  const witness = 'mutool sign -v';
  if (!(await isInstalled('mutool', '-v'))) return { witness, ok: undefined, said: 'mutool is not installed' };
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'signed.pdf'), pdf);
    return await verdictOf(
      witness,
      () => run('mutool', ['sign', '-v', 'signed.pdf'], { cwd: folder }),
      (said) => /signature is valid|unchanged since signing/i.test(said) && !said.includes('Digest error'),
    );
  });
}

/** Has qpdf check the structure of a PDF. */
export async function askQpdfStructure(pdf: Buffer): Promise<Verdict> {
  const witness = 'qpdf --check';
  if (!(await isInstalled('qpdf', '--version'))) return { witness, ok: undefined, said: 'qpdf is not installed' };
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'document.pdf'), pdf);
    return await verdictOf(
      witness,
      () => run('qpdf', ['--check', 'document.pdf'], { cwd: folder }),
      (said) => said.includes('No syntax or stream encoding errors found'),
    );
  });
}

/** Has zbarimg read a QR code that is given as SVG; undefined where it or the renderer is not installed. */
export async function readQr(svg: string): Promise<string | undefined> {
  if (!(await isInstalled('zbarimg', '--version')) || !(await isInstalled('rsvg-convert', '--version')))
    return undefined;
  return await inFolder(async (folder) => {
    await writeFile(path.join(folder, 'qr.svg'), svg);
    await run('rsvg-convert', ['-w', '600', '-b', 'white', '-o', 'qr.png', 'qr.svg'], { cwd: folder });
    const { stdout } = await run('zbarimg', ['--quiet', '--raw', 'qr.png'], { cwd: folder });
    return stdout.trim();
  });
}

async function verdictOf(
  witness: string,
  ask: () => Promise<{ stdout: string; stderr: string }>,
  accepts: (said: string) => boolean,
): Promise<Verdict> {
  try {
    const { stdout, stderr } = await ask();
    const said = `${stdout}${stderr}`.trim();
    return { witness, ok: accepts(said), said };
  } catch (error) {
    return { witness, ok: false, said: String((error as { stderr?: string }).stderr ?? error) };
  }
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-witness-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
