import { chown, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import { certifiedNames, productTopology } from '../launcher/topology.ts';
import { containerCertificates, ensureServiceCertificates } from '../secrets/certificate-files.ts';
import { findFileText, writePrivateFile } from '../secrets/private-file.ts';
import { newText } from '../secrets/secrets.ts';
import { type ContainerStep, containerSteps, imageUser, secretFilesOf } from './container-settings.ts';
import { secretFiles } from './secret-files.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A secret file that an installation needs. */
export interface SecretWish {
  /** Its folder in the tree. */
  readonly folder: string;
  readonly file: string;
  /** Process whose secret it is. */
  readonly process: string;
}

const certified = certifiedNames(productTopology);

/**
 * The secret files of an installation: a folder per process. What only a seed is given lies apart, in `<process>-seed`, so
 * that the service never sees it.
 */
export function secretWishes(steps: readonly ContainerStep[]): readonly SecretWish[] {
  const named = new Map<string, SecretWish>();
  for (const step of steps) {
    for (const file of secretFilesOf(step)) {
      const folder = secretFolderOf(step, file, steps);
      named.set(`${folder}/${file}`, { folder, file, process: step.process });
    }
  }
  return [...named.values()];
}

/** The folder of the tree in which a file of a step lies. */
export function secretFolderOf(
  { process, kind }: ContainerStep,
  file: string,
  steps: readonly ContainerStep[],
): string {
  const ofService = steps.filter((one) => one.process === process && one.kind !== 'seed');
  return kind !== 'seed' || ofService.some((one) => secretFilesOf(one).includes(file)) ? process : `${process}-seed`;
}

/**
 * Makes the secrets of an installation in containers: a folder per process, certificates in `tls/<process>/`, the key of
 * their authority in `authority/`, passwords of the servers in `postgres/` and `redis/`. What is there stays as it is, but
 * for the public halves of keys, which follow them. Servers and providers of the operator's own are taken from DATABASE_URL
 * (the administrator's), REDIS_URL, SMTP_URL and so on, or the files that these with `_FILE` name. Answers with the files
 * that were made. Throws a fault, before it writes anything, when a secret is needed that only the operator can know.
 */
export async function createSecretTree(folder: string, environment: Environment): Promise<string[]> {
  const wishes = secretWishes(await containerSteps({ environment }));
  const made: string[] = [];
  const find = (name: string): Promise<string | undefined> => findText(path.join(folder, name));
  const write = async (name: string, content: string): Promise<string> => {
    await makeFolder(folder, path.dirname(name));
    await writePrivateFile(path.join(folder, name), `${content}\n`);
    made.push(name);
    return content;
  };
  const ensure = async (name: string, make: () => string | Promise<string>): Promise<string> =>
    (await find(name)) ?? (await write(name, await make()));

  const given = await readGiven(wishes, { find, environment });
  const mayIssue = await mayIssueCertificates(find);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Also for servers of the operator's own: those of the containers are started then, too, and hold nothing.
  const passwords = [await ensure('postgres/password', newText), await ensure('redis/password', newText)] as const;
  const postgresUrl = await ensure('postgres/admin-url', async () => {
    const own = await findSetting('DATABASE_URL', environment);
    return own ?? `postgres://postgres:${passwords[0]}@postgres:5432/postgres`;
  });
  const redisUrl = await ensure('redis/url', async () => {
    const own = await findSetting('REDIS_URL', environment);
    return own ?? `redis://:${passwords[1]}@redis:6379`;
  });

  const ensureFile = async ({ folder: place, file, process }: SecretWish): Promise<string> => {
    const kind = getKind(file);
    const contentOf = (other: string, name: string) => ensureFile({ folder: other, file: name, process: other });
    const make = async (): Promise<string> => {
      const twins = wishes.filter((one) => kind.isShared && one.file === file && one.folder !== place);
      const found = await Promise.all(twins.map((one) => find(`${one.folder}/${file}`)));
      const known = given.get(file) ?? (kind.isDerived === true ? undefined : found.find((one) => one !== undefined));
      if (known !== undefined) return known;
      if (kind.make === undefined) throw new Error(`${file} was found to be given, and is not there`);
      return await kind.make({ process, postgresUrl, redisUrl, contentOf });
    };
    const name = `${place}/${file}`;
    if (kind.isDerived !== true) return await ensure(name, make);
    const [there, wanted] = [await find(name), await make()];
    return there === wanted ? there : await write(name, wanted);
  };
  for (const wish of wishes) {
    // oxlint-disable-next-line no-await-in-loop -- what is shared is made for the first and copied for the others
    await ensureFile(wish);
  }
  if (!mayIssue) return made;
  for (const name of ['authority', ...certified.map((one) => `tls/${one}`)]) {
    // oxlint-disable-next-line no-await-in-loop -- a few
    await makeFolder(folder, name);
  }
  const certificates = await ensureServiceCertificates({ place: containerCertificates(folder), names: certified });
  return [...made, ...certificates.map((name) => `tls/${name}`)];
}

/**
 * False where all certificates are there and the key of their authority is kept elsewhere. Throws a fault where it is missed:
 * another authority would be made, and no process that runs trusts it.
 */
async function mayIssueCertificates(find: (name: string) => Promise<string | undefined>): Promise<boolean> {
  if ((await find('authority/ca.key')) !== undefined) return true;
  const found = await Promise.all(certified.map((name) => find(`tls/${name}/tls.crt`)));
  if (found.every((one) => one === undefined)) return true;
  const missing = certified.filter((_, index) => found[index] === undefined);
  if (missing.length === 0) return false;
  throw new PlatformFault(
    `nothing was written: ${missing.join(', ')} needs a certificate, and the key of the authority is not here; bring back authority/`,
  );
}

/** Every setting that only an operator can know or may choose; throws one fault with all that are needed and missing. */
async function readGiven(
  wishes: readonly SecretWish[],
  { find, environment }: { find: (name: string) => Promise<string | undefined>; environment: Environment },
): Promise<ReadonlyMap<string, string>> {
  const given = new Map<string, string>();
  const missing = new Set<string>();
  for (const { folder, file } of wishes) {
    // The administrator's address, not that of a service.
    if (file === 'database-url') continue;
    const setting = settingOf(file);
    // oxlint-disable no-await-in-loop -- a few dozen small files
    const value = await findSetting(setting, environment);
    if (value !== undefined) given.set(file, value);
    else if (getKind(file).make === undefined && (await find(`${folder}/${file}`)) === undefined) missing.add(setting);
    // oxlint-enable no-await-in-loop
  }
  if (missing.size === 0) return given;
  const all = [...missing].map((name) => `  ${name} or ${name}_FILE`);
  throw new PlatformFault(`nothing was written: these settings are yours to give\n${all.join('\n')}`);
}

function getKind(file: string) {
  const kind = secretFiles[file];
  if (kind === undefined) throw new Error(`nobody knows how ${file} is made`);
  return kind;
}

/** The setting that a secret file is given by: `smtp-url` by SMTP_URL. */
function settingOf(file: string): string {
  return file
    .replace(/\.json$/, '')
    .toUpperCase()
    .replaceAll('-', '_');
}

/** A setting of the environment, or the content of the file that it names. Throws a fault for one that cannot be read. */
export async function findSetting(name: string, environment: Environment): Promise<string | undefined> {
  const [value, file] = [environment[name], environment[`${name}_FILE`]];
  if (value !== undefined && value !== '') return value;
  if (file === undefined || file === '') return undefined;
  const content = await findText(file);
  if (content === undefined) throw new PlatformFault(`${name}_FILE names ${file}, which is not there`);
  return content;
}

/** A file without the last line break; undefined when it is not there. */
export async function findText(file: string): Promise<string | undefined> {
  return (await findFileText(file))?.replace(/\r?\n$/, '');
}

/** Makes a folder of the tree, for the image's user when root does it; that of the authority stays with root. */
async function makeFolder(root: string, name: string): Promise<void> {
  const folder = path.join(root, name);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined || process.getuid?.() !== 0 || name === 'authority') return;
  await chown(folder, imageUser, imageUser);
}

/** The address of every database of a tree, by process. */
export async function databaseUrlsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // In a volume of Kubernetes a folder is a link to where its newest content lies, which begins with two dots.
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  const names = folders.flatMap(({ name }) => (name.startsWith('.') ? [] : [name])).toSorted();
  const urls = await Promise.all(names.map((name) => findText(path.join(folder, name, 'database-url'))));
  return new Map(names.flatMap((name, index) => (urls[index] === undefined ? [] : [[name, urls[index]]])));
}
