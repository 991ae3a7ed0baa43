// `npm run demo`: walks the main job of the product as an outside client would, and leaves what it made in demo-output/.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startPlatform } from '@countersign/platform';
import { CodeSource } from './code-source.ts';
import { type StepResult, type World, walkJourney } from './journey.ts';
import {
  askMutool,
  askOpenssl,
  askOpensslVerify,
  askPdfsig,
  askQpdf,
  askQpdfStructure,
  type Verdict,
} from './witnesses.ts';

const root = path.join(import.meta.dirname, '..', '..');
const output = path.join(root, 'demo-output');
const usage = `npm run demo -- [options]

Walks the main job on the platform that runs here, or starts one and stops it again.

  --url <address>         gateway of a platform that runs elsewhere (with --inbox)
  --inbox <address>       its message inbox
  --invitation <token>    single-use invitation of an operator there, from: npm run ops -- operator invite
  --help                  this text`;

interface Place {
  url: string;
  inboxUrl: string;
  inviteOperator: () => Promise<string>;
  stop: () => Promise<void>;
}

// The channel to the parent would keep the process alive.
process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if ('exitCode' in options) {
    console.error(options.text);
    return options.exitCode;
  }
  const begun = performance.now();
  const place = await findPlace(options);
  // What the apps keep is of use only with this walk.
  const apps = await mkdtemp(path.join(tmpdir(), 'countersign-demo-'));
  try {
    console.log(`Walking the journey on ${place.url}\n`);
    const { results, world } = await walkJourney({ ...place, folder: apps, onStep: printStep, onWait: printWait });
    await leaveOutput(results, world);
    const judged = await judge(world);
    const ok = results.every((result) => result.ok) && world.signedPdf !== undefined && judged;
    const seconds = (performance.now() - begun) / 1000;
    const waited = Math.round(CodeSource.waitedMs / 1000);
    console.log(
      `\n${ok ? 'All of it held' : 'It did not hold'}: ${results.length} steps in ${seconds.toFixed(0)} s, ${waited} s of them waiting for codes.`,
    );
    console.log(`What it made is in ${path.relative(process.cwd(), output) || output}/`);
    return ok ? 0 : 1;
  } finally {
    await rm(apps, { recursive: true, force: true });
    await place.stop();
  }
}

interface Options {
  url?: string;
  inbox?: string;
  invitation?: string;
}

function readOptions(): Options | { text: string; exitCode: number } {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { url: text, inbox: text, invitation: text, help: { type: 'boolean' } } });
    const { url, inbox, invitation, help } = values;
    if (help === true) return { text: usage, exitCode: 0 };
    if ((url === undefined) !== (inbox === undefined)) {
      return { text: `--url and --inbox belong together: the demo reads the messages, too\n\n${usage}`, exitCode: 2 };
    }
    return {
      ...(url === undefined ? {} : { url }),
      ...(inbox === undefined ? {} : { inbox }),
      ...(invitation === undefined ? {} : { invitation }),
    };
  } catch (error) {
    return { text: `${(error as Error).message}\n\n${usage}`, exitCode: 2 };
  }
}

/** The platform to walk on: the one named, the one that runs locally, else one that is started and stopped again. */
async function findPlace({ url, inbox, invitation }: Options): Promise<Place> {
  const inviteOperator = invitation === undefined ? inviteLocally : () => Promise.resolve(invitation);
  const stop = () => Promise.resolve();
  if (url !== undefined && inbox !== undefined) return { url, inboxUrl: inbox, inviteOperator, stop };
  const running = await findRunning();
  if (running !== undefined) return { ...running, inviteOperator, stop };
  console.log('No platform runs here: starting one.');
  const abort = new AbortController();
  const call = () => abort.abort();
  process.once('SIGINT', call).once('SIGTERM', call).once('disconnect', call);
  const platform = await startPlatform({ quiet: true, signal: abort.signal });
  abort.signal.addEventListener('abort', () => void platform.stop().then(() => process.exit(130)));
  return { url: platform.gatewayUrl, inboxUrl: platform.inboxUrl, inviteOperator, stop: platform.stop };
}

async function findRunning(): Promise<{ url: string; inboxUrl: string } | undefined> {
  const home = process.env['COUNTERSIGN_HOME'] ?? path.join(root, '.countersign');
  try {
    const text = await readFile(path.join(home, 'run', 'platform.json'), 'utf8');
    const { gatewayUrl, inboxUrl } = JSON.parse(text) as { gatewayUrl: string; inboxUrl: string };
    const { ok } = await fetch(`${gatewayUrl}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    return ok ? { url: gatewayUrl, inboxUrl } : undefined;
  } catch {
    return undefined;
  }
}

/** What an operator would type. */
async function inviteLocally(): Promise<string> {
  const ops = path.join(root, 'packages', 'platform', 'src', 'ops.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [ops, 'operator', 'invite', '--json'], { cwd: root });
  return (JSON.parse(stdout) as { token: string }).token;
}

function printStep({ promise, title, ok, ms }: StepResult, error: unknown): void {
  console.log(`${ok ? '✓' : '✗'} ${promise.padEnd(4)} ${title} (${ms} ms)`);
  if (error !== undefined) console.log(`       ${explain(error)}`);
}

/** `fetch failed` alone helps nobody; its cause names the address. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  return error.cause instanceof Error ? `${error.message}: ${explain(error.cause)}` : error.message;
}

function printWait(ms: number): void {
  // A moment is not worth a line.
  if (ms >= 1_000) console.log(`  …    waiting ${(ms / 1000).toFixed(0)} s for the next code of the app`);
}

async function leaveOutput(results: readonly StepResult[], world: World): Promise<void> {
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const files: [string, string | Buffer | undefined][] = [
    ['journey.json', `${JSON.stringify(results, null, 2)}\n`],
    ['activation-mail.eml', world.activationMail],
    ['invoice.pdf', world.invoice],
    ['server-certificate.pem', world.publicCertificate?.pem],
    ['server-chain.pem', world.publicCertificate?.chainPem],
    ['internal-server-certificate.pem', world.privateCertificate?.pem],
    ['internal-server-chain.pem', world.privateCertificate?.chainPem],
    ['signed-b-lt.pdf', world.signedPdf],
    ['signed-by-application.pdf', world.signedByApplication],
    ['ledger.csv', world.detached?.content],
    ['ledger.csv.p7s', world.detached?.signature],
    ['receipt.jws', world.receipt?.jws],
    ['signing-keys.json', world.receipt?.keys],
    ['signing-history.jsonl', world.history],
    ['signing-certificate.pem', world.credential?.certificatePem],
    ['ca-chain.pem', world.credential?.chainPem],
    ['account-audit.jsonl', world.audit],
    ['egrid.pdf', world.egrid?.pdf],
    ['egrid-password.txt', world.egrid && `${world.egrid.password}\n`],
  ];
  await Promise.all(
    files.map(async ([name, content]) => {
      if (content !== undefined) await writeFile(path.join(output, name), content);
    }),
  );
}

/** Has independent programs judge what was made; false when one refuses it or it is not there. */
async function judge({
  signedPdf,
  signedByApplication,
  credential,
  publicCertificate,
  privateCertificate,
  egrid,
}: World): Promise<boolean> {
  console.log('');
  let accepted = true;
  const report = (what: string, { witness, ok, said }: Verdict) => {
    if (ok === undefined) console.log(`– ${witness}: skipped, ${said}`);
    else console.log(`${ok ? '✓' : '✗'} ${witness} ${ok ? 'accepts' : 'refuses'} ${what}${ok ? '' : `:\n${said}`}`);
    accepted &&= ok !== false;
  };
  if (publicCertificate === undefined || privateCertificate === undefined) return false;
  report('server-certificate.pem for exactly its names', await askOpensslVerify(publicCertificate));
  report('internal-server-certificate.pem for exactly its names', await askOpensslVerify(privateCertificate));
  if (egrid === undefined) return false;
  report('egrid.pdf with its password only', await askQpdf(egrid.pdf, egrid.password));
  if (signedPdf === undefined || signedByApplication === undefined || credential === undefined) return false;
  const authorities = credential.chainPem.match(/-----BEGIN[^]*?END CERTIFICATE-----/g) ?? [];
  report('signed-b-lt.pdf', await askOpenssl(signedPdf, credential.chainPem));
  report('signed-b-lt.pdf, with the authority asked by OCSP', await askPdfsig(signedPdf, authorities.at(-1) ?? ''));
  report('signed-b-lt.pdf', await askMutool(signedPdf));
  report('signed-b-lt.pdf', await askQpdfStructure(signedPdf));
  report('signed-by-application.pdf', await askPdfsig(signedByApplication, authorities.at(-1) ?? ''));
  const keys = path.join(output, 'signing-keys.json');
  report('receipt.jws, without any service', await askOps('receipt', 'verify', 'receipt.jws', '--keys', keys));
  report(
    'signing-history.jsonl, without any service',
    await askOps('history', 'verify', 'signing-history.jsonl', '--keys', keys),
  );
  return accepted;
}

/** Has the operators' command look at a file that was left. */
async function askOps(noun: string, verb: string, file: string, ...options: string[]): Promise<Verdict> {
  const ops = path.join(root, 'packages', 'platform', 'src', 'ops.ts');
  const witness = `npm run ops -- ${noun} ${verb}`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ops,
      noun,
      verb,
      path.join(output, file),
      ...options,
    ]);
    return { witness, ok: true, said: stdout };
  } catch (error) {
    return { witness, ok: false, said: String((error as { stdout?: string }).stdout ?? error) };
  }
}
