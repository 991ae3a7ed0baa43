import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type ContainerStep, containerPorts } from '../../src/deployment/container-settings.ts';
import { workspaceRoot } from '../../src/state-folder.ts';
import type { Manifest } from './manifest.ts';
import { permittedWays, podsOf, type Way } from './network-faults.ts';

type AccessTable = Readonly<Record<string, readonly string[]>>;

// Asked by the gateway for its health alone, which every service tells everybody who has a certificate.
const healthOnly: readonly Way[] = [{ from: 'gateway', to: 'signer', port: containerPorts.grpc }];

/** Every call that a service's own list of callers admits. */
export async function admittedCalls(): Promise<Way[]> {
  const folders = readdirSync(path.join(workspaceRoot, 'services'));
  const lists = [
    ...folders.map((name) => ({ name, file: `services/${name}/src/access.ts` })),
    { name: 'signer', file: 'services/remote-signing/src/signer/access.ts' },
  ];
  const calls = await Promise.all(
    lists.map(async ({ name, file }) => {
      const tables = (await import(path.join(workspaceRoot, file))) as Readonly<Record<string, AccessTable>>;
      const callers = new Set(Object.values(tables).flatMap((table) => Object.values(table).flat()));
      return [...callers].map((from) => ({ from, to: name, port: containerPorts.grpc }));
    }),
  );
  return [...calls.flat(), ...healthOnly];
}

/** Ways to the parts of a trial, by what the settings of each step name. */
export function waysToParts(steps: readonly ContainerStep[]): Way[] {
  const parts: Readonly<Record<string, Omit<Way, 'from'>>> = {
    DATABASE_URL_FILE: { to: 'postgres', port: 5432 },
    REDIS_URL_FILE: { to: 'redis', port: 6379 },
    SMTP_URL_FILE: { to: 'inbox', port: containerPorts.smtp },
    SMS_URL: { to: 'inbox', port: containerPorts.inbox },
    SANDBOX_URL: { to: 'sandbox', port: containerPorts.sandbox },
    WEBHOOK_URL: { to: 'gateway', port: containerPorts.http },
  };
  const ways = steps.flatMap(({ process, kind, settings }) =>
    Object.keys(settings).flatMap((name) => {
      const part = parts[name];
      return part === undefined ? [] : [{ from: kind === 'serve' ? process : `${process}-migration`, ...part }];
    }),
  );
  return [...ways, { from: 'databases', to: 'postgres', port: 5432 }];
}

const allPorts = [...new Set([...Object.values(containerPorts), 5432, 6379])];

/** Ways that the network policies let through and nobody needs, and the other way round. */
export function findCallFaults(objects: readonly Manifest[], wanted: readonly Way[]): string[] {
  const there = new Set(podsOf(objects).map(({ name }) => name));
  const say = ({ from, to, port }: Way) => `${from} → ${to}:${port}`;
  const needed = new Set(wanted.filter(({ from, to }) => there.has(from) && there.has(to)).map(say));
  const permitted = new Set(permittedWays(objects, allPorts).map(say));
  return [
    ...[...needed].filter((way) => !permitted.has(way)).map((way) => `${way} is needed and not let through`),
    ...[...permitted].filter((way) => !needed.has(way)).map((way) => `${way} is let through and needed by nobody`),
  ];
}
