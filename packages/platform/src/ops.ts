import { runCommand } from './operations/commands.ts';

try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    environment: process.env,
    print: (text) => console.log(text),
    progress: (text) => console.error(text),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
