import { runLauncher } from './launcher/run.ts';

process.exit(await runLauncher(process.argv.slice(2)));
