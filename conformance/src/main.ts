// `npm run conformance`: looks at a server of the Cloud Signature Consortium API, and prints what it found.
import { readFile, writeFile } from 'node:fs/promises';
import type { RegisteredClient } from './applicant.ts';
import { type Options, readCommandLine, usage } from './command-line.ts';
import { runCsc } from './csc.ts';
import { createPersonAtTerminal } from './person-at-terminal.ts';
import { toLine, toSum } from './report.ts';
import { createServer } from './server.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { explicit, ...client } = await readClient(options.clientFile);
  const person = createPersonAtTerminal();
  try {
    const settings = {
      server: createServer(options.url),
      person,
      client,
      ...(explicit === undefined ? {} : { explicitClient: explicit }),
      ...(options.pdfFile === undefined ? {} : { pdf: await readFile(options.pdfFile) }),
    };
    const { versions, only } = options;
    const results = await runCsc(settings, { versions, only, onResult: (result) => console.log(toLine(result)) });
    console.log(`\n${toSum(results)}`);
    if (options.jsonFile !== undefined) await writeFile(options.jsonFile, `${JSON.stringify(results, null, 2)}\n`);
    return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  } finally {
    person.close();
  }
}

async function readClient(file: string): Promise<RegisteredClient & { explicit?: RegisteredClient }> {
  const read = JSON.parse(await readFile(file, 'utf8')) as RegisteredClient & { explicit?: RegisteredClient };
  for (const each of [read, ...(read.explicit === undefined ? [] : [read.explicit])]) {
    for (const name of ['clientId', 'clientSecret', 'redirectUri'] as const) {
      if (typeof each[name] !== 'string') throw new Error(`${file} must hold ${name}`);
    }
  }
  return read;
}
