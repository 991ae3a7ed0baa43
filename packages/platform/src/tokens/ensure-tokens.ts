import type { PlatformLog } from '../launcher/log.ts';
import { runSteps } from '../launcher/processes.ts';
import type { Topology } from '../launcher/topology.ts';
import { custodySettings, hasOwnModule, officerPin, prepareTokenFolder, type TokenSource } from './token-settings.ts';

/** Makes the tokens of the state folder that `KEY_CUSTODY=pkcs11` asks for and that are not there yet. */
export async function ensureTokens(
  source: TokenSource,
  { services }: Topology,
  running: { log: PlatformLog; requireRunning: () => void },
): Promise<void> {
  const { home, secrets, environment } = source;
  if (environment['KEY_CUSTODY'] !== 'pkcs11' || hasOwnModule(environment)) return;
  const names = services.filter(({ settings }) => settings.includes('custody')).map(({ name }) => name);
  if (names.length === 0) return;
  running.log.note('making tokens for private keys');
  await Promise.all(names.map((name) => prepareTokenFolder(home, name)));
  const steps = names.map((name) => ({
    name,
    file: 'packages/platform/src/tokens/main.ts',
    settings: { ...custodySettings(source, name), PKCS11_SO_PIN: officerPin(secrets, name) },
  }));
  await runSteps('token', steps, running);
}
