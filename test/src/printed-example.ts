import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..', '..');

/** How an example is run. */
export interface ExampleRun {
  /** Folder in which it runs. */
  folder: string;
  /** Settings that it reads. */
  environment: Readonly<Record<string, string>>;
  /** Goes through the pages at the address that it prints; resolves to where they lead. */
  decide: (address: string) => Promise<URL>;
}

/** Runs a command of `npm run ops` as it is printed in a page of docs/, on the platform in `home`; what it prints is JSON. */
export async function runPrintedCommand<T>(page: string, start: string, home: string): Promise<T> {
  const before = 'npm run ops -- ';
  const line = (await readPage(page)).split('\n').find((each) => each.startsWith(before + start));
  if (line === undefined) throw new Error(`docs/${page} does not print ${start}`);
  const words = [...line.slice(before.length).matchAll(/"([^"]*)"|(\S+)/g)];
  const args = words.map(([, quoted, bare]) => quoted ?? bare ?? '');
  const ops = path.join(root, 'packages', 'platform', 'src', 'ops.ts');
  const all = [ops, ...args, '--json', '--home', home];
  const { stdout } = await promisify(execFile)(process.execPath, all, { cwd: root });
  return JSON.parse(stdout) as T;
}

/** Runs the example for Node, whose own port the browser comes back to; resolves to the PDF that it made. */
export async function runNodeExample(page: string, pdf: Buffer, run: ExampleRun): Promise<Buffer> {
  await writeFile(path.join(run.folder, 'sign-pdf.mjs'), await readExample(page, 'js'));
  const comeBack = async (_child: unknown, address: URL) => {
    await (await fetch(address)).text();
  };
  return await runExample([process.execPath, 'sign-pdf.mjs'], pdf, { ...run, comeBack });
}

/** Runs the example for a shell, which is told the code; resolves to the PDF that it made. */
export async function runShellExample(page: string, pdf: Buffer, run: ExampleRun): Promise<Buffer> {
  await writeFile(path.join(run.folder, 'sign-pdf.sh'), await readExample(page, 'sh'));
  const comeBack = async (child: ChildProcessWithoutNullStreams, { searchParams }: URL) => {
    child.stdin.end(`${searchParams.get('code') ?? ''}\n`);
  };
  return await runExample(['bash', '-eu', 'sign-pdf.sh'], pdf, { ...run, comeBack });
}

async function readPage(page: string): Promise<string> {
  return await readFile(path.join(root, 'docs', page), 'utf8');
}

/** An example as it is printed in a page: the longest block of code in the language. */
export async function readExample(page: string, language: string): Promise<string> {
  const blocks = [...(await readPage(page)).matchAll(/```(\w+)\n([^]*?)\n```/g)];
  const codes = blocks.filter(([, kind]) => kind === language).map(([, , code = '']) => code);
  const [longest] = codes.toSorted((one, other) => other.length - one.length);
  if (longest === undefined) throw new Error(`docs/${page} has no example in ${language}`);
  return longest;
}

async function runExample(
  [program = '', ...args]: readonly string[],
  pdf: Buffer,
  {
    folder,
    environment,
    decide,
    comeBack,
  }: ExampleRun & { comeBack: (child: ChildProcessWithoutNullStreams, address: URL) => Promise<void> },
): Promise<Buffer> {
  await writeFile(path.join(folder, 'contract.pdf'), pdf);
  const child = spawn(program, [...args, 'contract.pdf'], { cwd: folder, env: { ...process.env, ...environment } });
  const goOn = async () => {
    await comeBack(child, await decide(await printedAddress(child)));
  };
  await Promise.all([finish(child), goOn()]);
  return await readFile(path.join(folder, 'signed.pdf'));
}

/** The address that an example asks to be opened; what it prints after it is of no interest. */
async function printedAddress(child: ChildProcessWithoutNullStreams): Promise<string> {
  let printed = '';
  return await new Promise((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString();
      const [, address] = /Open (http\S+)\n/.exec(printed) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`the example printed no address: ${printed}`)));
  });
}

async function finish(child: ChildProcessWithoutNullStreams): Promise<void> {
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`the example ended with code ${code}: ${said}`);
}
