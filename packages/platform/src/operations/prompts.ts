import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { PlatformFault } from '../launcher/fault.ts';

/** The first line of a file that holds a passphrase. Throws a fault when it cannot be read. */
export async function readPassphraseFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const [line] = text?.split(/\r?\n/) ?? [];
  if (line === undefined) throw new PlatformFault(`${file} cannot be read`);
  return line;
}

/** Asks whoever sits at the terminal, without showing what is typed. Throws a fault when nobody does. */
export async function askPassphrase(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new PlatformFault('name a file with the passphrase: --passphrase-file <file>');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const answer = await ask('', silent);
  process.stderr.write('\n');
  return answer;
}

/** Whether whoever sits at the terminal says yes. Throws a fault when nobody does. */
export async function askYes(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new PlatformFault('nobody can be asked here; look at it and say --yes');
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `, process.stderr)).trim());
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
