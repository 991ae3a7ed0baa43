import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { gridOf } from '../src/grid-card/card-key.ts';
import { symbolsOf } from '../src/grid-card/geometry.ts';
import { openCardKey } from '../src/grid-card/grid-card-store.ts';
import { createPrintJob } from '../src/grid-card/print-job.ts';
import { anEnrolment, type TestSecondFactor } from './second-factor.ts';

const run = promisify(execFile);

/** What stands in the cells of a card, by name. */
export type ReadGrid = Map<string, string>;

/** Runs a program on a file of its own, which is removed afterwards. */
async function withFile<T>(content: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'grid-'));
  try {
    const file = path.join(folder, 'file');
    await writeFile(file, content);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The text of a PDF as pdftotext lays it out. */
export async function readPdf(pdf: Uint8Array, password = ''): Promise<string> {
  return await withFile(pdf, async (file) => {
    const { stdout } = await run('pdftotext', ['-layout', '-upw', password, file, '-']);
    return stdout;
  });
}

/** The cells of an eGrid as its user reads them. */
export async function readEgrid(pdf: Uint8Array, password: string): Promise<ReadGrid> {
  return readGrid(await readPdf(pdf, password));
}

/** The cells of a card from the text of its page. */
export function readGrid(text: string): ReadGrid {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(
    lines
      .filter(([row = '', ...symbols]) => /^[1-9]$/.test(row) && symbols.length > 4)
      .flatMap(([row = '', ...symbols]) =>
        symbols.map((symbol, column): [string, string] => [String.fromCharCode(65 + column) + row, symbol]),
      ),
  );
}

/** A print shop that is openssl: its certificate, and how it opens what is sealed to that. */
export async function aPrintShop() {
  const folder = await mkdtemp(path.join(tmpdir(), 'print-shop-'));
  const at = (name: string) => path.join(folder, name);
  const certify = async (name: string, newKey: string[]): Promise<string> => {
    const subject = ['-subj', '/C=DE/O=Example Prints/CN=Card printing', '-days', '365'];
    const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
    await run('openssl', ['req', '-x509', ...newKey, '-nodes', ...files, ...subject]);
    return await readFile(at(`${name}.pem`), 'utf8');
  };
  const certificate = await certify('shop', ['-newkey', 'rsa:2048']);
  return {
    certificate,
    /** A moment at which the certificate is good. */
    goodFrom: new Date(new X509Certificate(certificate).validFromDate.getTime() + 60_000),
    /** Another certificate, of a key of other arguments. */
    certify,
    open: async (file: Uint8Array): Promise<Buffer> => {
      await writeFile(at('sealed'), file);
      const key = ['-inkey', at('shop.key'), '-recip', at('shop.pem')];
      await run('openssl', ['cms', '-decrypt', '-inform', 'DER', '-in', at('sealed'), ...key, '-out', at('open')]);
      return await readFile(at('open'));
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** What is typed for some cells. */
export const typed = (grid: ReadGrid, cells: readonly string[]) => cells.map((cell) => grid.get(cell) ?? '?').join('');

/** An answer that is certainly wrong: another symbol at its end. */
export function wrongAnswer(right: string): string {
  const symbols = symbolsOf('crockford');
  return right.slice(0, -1) + symbols.charAt((symbols.indexOf(right.slice(-1)) + 1) % symbols.length);
}

/** An eGrid that was downloaded and waits for its first answer. */
export async function aDownloadedEgrid({ gateway, as }: TestSecondFactor, userId: string) {
  const actor = await as(userId);
  const { authenticator, egridPassword } = await gateway.enrolAuthenticator(anEnrolment({ kind: 'egrid' }), actor);
  const id = authenticator?.id ?? '';
  const { pdf, fileName } = await gateway.downloadEgrid({ authenticatorId: id }, actor);
  const grid = await readEgrid(pdf, egridPassword);
  return { id, userId, actor, grid, pdf, fileName, password: egridPassword, serial: authenticator?.serial ?? '' };
}

export type TestEgrid = Awaited<ReturnType<typeof aDownloadedEgrid>>;

/** An eGrid in use. */
export async function anActiveEgrid(secondFactor: TestSecondFactor, userId: string): Promise<TestEgrid> {
  const egrid = await aDownloadedEgrid(secondFactor, userId);
  const { prompt } = await secondFactor.gateway.askAuthenticator(
    { authenticatorId: egrid.id, language: 'en' },
    egrid.actor,
  );
  const code = typed(egrid.grid, prompt?.cells ?? []);
  await secondFactor.gateway.activateAuthenticator({ authenticatorId: egrid.id, code }, egrid.actor);
  return egrid;
}

/** Announced jobs of a topic that no worker has taken yet, oldest first. */
export async function announced(
  { db }: Pick<TestSecondFactor, 'db'>,
  topic: string,
): Promise<Record<string, string>[]> {
  const { rows } = await sql<{ payload: Record<string, string> }>`
    select payload from outbox where topic = ${topic} order by id`.execute(db);
  return rows.map(({ payload }) => payload);
}

/** Runs the job that makes a batch, once. */
export async function printOnce({ deps }: TestSecondFactor, batchId: string): Promise<void> {
  await createPrintJob(deps).handle({ batchId }, 'job');
}

/** The cells of a card whose key is kept, as its holder reads them. */
export async function readStored({ db, deps }: TestSecondFactor, serial: string): Promise<ReadGrid> {
  const { cardKey, ...geometry } = await db
    .selectFrom('gridCards')
    .select(['cardKey', 'mode', 'rows', 'columns', 'cells', 'alphabet'])
    .where('serial', '=', serial)
    .executeTakeFirstOrThrow();
  return new Map(gridOf(openCardKey(deps.keyring, serial, cardKey ?? Buffer.alloc(0)), geometry));
}
