// `npm run token -- <verb>`
import { run } from './cli/run.ts';
import { openTerminal } from './cli/terminal.ts';

const terminal = openTerminal({ input: process.stdin, output: process.stdout, side: process.stderr });
process.exitCode = await run(process.argv.slice(2), { environment: process.env, terminal });
