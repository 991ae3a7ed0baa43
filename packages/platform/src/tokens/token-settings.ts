import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformFault } from '../launcher/fault.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** Settings that name the token of a process, as the process reads them. */
export type TokenSettings = Readonly<Record<string, string>>;

/** Where SoftHSM puts its module: Debian, Fedora, built by hand, Homebrew. */
const softHsmModules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];
const namesOfToken = ['TOKEN', 'PIN', 'PIN_FILE', 'SO_PIN', 'SO_PIN_FILE'].map((name) => `PKCS11_${name}`);

/** What the settings of tokens are found with. */
export interface TokenSource {
  readonly home: string;
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Settings of the custody of a process: none for keys under its keyring; with `KEY_CUSTODY=pkcs11` its token. With
 * `PKCS11_MODULE` that is the one that `<PROCESS>_PKCS11_TOKEN` and `<PROCESS>_PKCS11_PIN` name, otherwise one of its own in
 * the state folder, kept by SoftHSM. Throws a fault when SoftHSM is not installed.
 */
export function custodySettings(source: TokenSource, name: string): TokenSettings {
  const { environment } = source;
  const custody = environment['KEY_CUSTODY'] || 'sealed';
  if (custody !== 'pkcs11') return { KEY_CUSTODY: custody };
  return {
    KEY_CUSTODY: custody,
    ...(hasOwnModule(environment) ? namedToken(environment, name) : embeddedToken(source, name)),
  };
}

/** Whether the operator names a module, so that tokens are his to make. */
export function hasOwnModule(environment: TokenSource['environment']): boolean {
  return (environment['PKCS11_MODULE'] ?? '') !== '';
}

/** The token that the environment names for a process. */
function namedToken(environment: TokenSource['environment'], name: string): TokenSettings {
  const prefix = name.toUpperCase().replaceAll('-', '_');
  const given = (of: string, as: string): [string, string][] => {
    const value = environment[of];
    return value === undefined || value === '' ? [] : [[as, value]];
  };
  return Object.fromEntries([
    ...given('PKCS11_MODULE', 'PKCS11_MODULE'),
    ...given('SOFTHSM2_CONF', 'SOFTHSM2_CONF'),
    ...namesOfToken.flatMap((one) => given(`${prefix}_${one}`, one)),
  ]);
}

/**
 * The token that the state folder keeps for a process. The security officer's PIN is given only under
 * `PKCS11_REWRAP=true`: with it keys can leave the token.
 */
function embeddedToken({ home, secrets, environment }: TokenSource, name: string): TokenSettings {
  return {
    PKCS11_MODULE: findSoftHsmModule(),
    SOFTHSM2_CONF: path.join(tokenFolder(home, name), 'softhsm2.conf'),
    PKCS11_TOKEN: name,
    PKCS11_PIN: secrets.text(`token-pin-${name}`),
    ...(environment['PKCS11_REWRAP'] === 'true' ? { PKCS11_SO_PIN: officerPin(secrets, name) } : {}),
  };
}

/** PIN of the security officer of a token in the state folder. */
export function officerPin(secrets: Secrets, name: string): string {
  return secrets.text(`token-so-pin-${name}`);
}

/** Makes the folder of a process's token, with SoftHSM's own settings. */
export async function prepareTokenFolder(home: string, name: string): Promise<void> {
  const folder = tokenFolder(home, name);
  const tokens = path.join(folder, 'tokens');
  await mkdir(tokens, { recursive: true, mode: 0o700 });
  const text = `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`;
  await writeFile(path.join(folder, 'softhsm2.conf'), text, { mode: 0o600 });
}

/** Whether the state folder keeps a token for a process. */
export function hasEmbeddedToken(home: string, name: string): boolean {
  return existsSync(path.join(tokenFolder(home, name), 'softhsm2.conf'));
}

function tokenFolder(home: string, name: string): string {
  return path.join(home, 'tokens', name);
}

function findSoftHsmModule(): string {
  const found = softHsmModules.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new PlatformFault(
    'KEY_CUSTODY=pkcs11 needs a token: install SoftHSM (apt-get install softhsm2), or set PKCS11_MODULE; see docs/key-custody.md',
  );
}
