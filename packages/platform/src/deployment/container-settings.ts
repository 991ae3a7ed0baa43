import path from 'node:path';
import type { Ports } from '../launcher/ports.ts';
import {
  gatewaySettings,
  inboxSettings,
  type Settings,
  type SettingsSource,
  sandboxSettings,
  seedSettings,
  serviceSettings,
} from '../launcher/settings.ts';
import {
  addressSetting,
  partEntries,
  partPorts,
  productTopology,
  type ServiceEntry,
  type Topology,
} from '../launcher/topology.ts';
import type { Secrets } from '../secrets/secrets.ts';

/** Ports in containers: the same for every process, each of which has an address of its own. */
export const containerPorts = {
  /** gRPC over mTLS. */
  grpc: 7000,
  /** Operators' plain HTTP: /metrics and /health. */
  operations: 7001,
  /** Plain gRPC with the health service only. */
  health: 7002,
  /** The gateway's HTTP. */
  http: 8080,
  inbox: partPorts.inbox,
  smtp: partPorts.smtp,
  sandbox: partPorts.sandbox,
} as const;

/** User and group of the image. */
export const imageUser = 10_001;

/** Folders in containers. */
export const containerFolders = {
  /** Secret files of the process, read-only. */
  secrets: '/run/secrets/countersign',
  /** `ca.crt`, `tls.crt` and `tls.key` of the process, read-only. */
  tls: '/run/secrets/tls',
  /** What is to outlive a container, where a process keeps anything in files at all. */
  state: '/var/lib/countersign',
} as const;

/** Seconds for which a container that is told to end goes on serving: until every balancer knows. */
export const drainSeconds = 10;

/** What a setting is given: a text, or the path of a file of the process's secrets or of its certificate. */
export type ContainerSetting = { readonly value: string } | { readonly file: string; readonly from: 'secrets' | 'tls' };

export type StepKind = 'serve' | 'migrate' | 'seed';

/** One thing that the image is started for. */
export interface ContainerStep {
  /** Name of the process: that of a service, `gateway`, `inbox` or `sandbox`. */
  readonly process: string;
  readonly kind: StepKind;
  /** File it is started by, from the project's folder. */
  readonly entry: string;
  /** By the setting's name; one given as a file has a name that ends in `_FILE`. */
  readonly settings: Readonly<Record<string, ContainerSetting>>;
}

export interface ContainerWish {
  readonly topology?: Topology;
  /** Settings that an operator chooses, as `npm start` takes them: PUBLIC_URL, PAYMENT_PROVIDER and so on. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

// No value that is not secret holds it.
const marker = 'a-secret-comes-here';
const jsonMarker = `/${marker}.json`;

const markers: Secrets = {
  text: () => marker,
  smsAccount: () => marker,
  keyringFile: () => jsonMarker,
  identityKeyFile: () => jsonMarker,
  signingKeyFiles: async () => ({ privateFile: jsonMarker, publicFile: jsonMarker }),
};

// With the password or key of somebody else's server, or the address that holds it.
const givenSecrets = {
  SMTP_URL: marker,
  SMS_ACCOUNT: marker,
  SMS_TOKEN: marker,
  STRIPE_SECRET_KEY: marker,
  STRIPE_WEBHOOK_SECRET: marker,
};

const ofServing = /^(GRPC_HOST|GRPC_PORT|OPS_PORT|HEALTH_PORT|DRAIN_SECONDS|ACTOR_JWKS_FILE|TLS_.*|REDIS_URL_FILE)$/;

/**
 * What every process of the product is given in a container, and every migration and seed: the launcher's own table of
 * settings, with secrets as files, the ports of containers and addresses that name containers.
 */
export async function containerSteps(wish: ContainerWish = {}): Promise<readonly ContainerStep[]> {
  const { topology = productTopology, environment = {} } = wish;
  const source: SettingsSource = {
    home: containerFolders.state,
    ports: portsOf(topology),
    secrets: markers,
    postgresUrl: `postgres://${marker}@postgres`,
    redisUrl: `redis://${marker}@redis`,
    environment: { ...givenSecrets, ...environment },
  };
  const ofServices = await Promise.all(topology.services.map((service) => serviceSteps(source, service)));
  const { gateway } = topology;
  return [
    ...ofServices.flat(),
    {
      process: gateway.name,
      kind: 'serve',
      entry: gateway.entry,
      settings: {
        ...inContainer(await gatewaySettings(source, gateway), gateway.callees),
        HTTP_HOST: { value: '0.0.0.0' },
        // Figures are nobody's business who comes by the public port.
        OPS_PORT: { value: String(containerPorts.operations) },
        ...ending(),
      },
    },
    {
      process: 'inbox',
      kind: 'serve',
      entry: partEntries.inbox,
      settings: { ...inContainer(inboxSettings(source)), INBOX_HOST: { value: '0.0.0.0' } },
    },
    {
      process: 'sandbox',
      kind: 'serve',
      entry: partEntries.sandbox,
      settings: {
        ...inContainer(sandboxSettings(source)),
        SANDBOX_HOST: { value: '0.0.0.0' },
        WEBHOOK_URL: { value: `http://gateway:${containerPorts.http}/v1/payment-events/sandbox` },
      },
    },
  ];
}

/** The environment of a step: its settings, files by their paths. */
export function environmentOf({ settings }: Pick<ContainerStep, 'settings'>): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      'value' in setting ? setting.value : path.posix.join(containerFolders[setting.from], setting.file),
    ]),
  );
}

/** Names of the secret files of a step, in order. */
export function secretFilesOf({ settings }: Pick<ContainerStep, 'settings'>): string[] {
  const files = Object.values(settings).flatMap((one) => ('file' in one && one.from === 'secrets' ? [one.file] : []));
  return [...new Set(files)].toSorted();
}

async function serviceSteps(source: SettingsSource, service: ServiceEntry): Promise<ContainerStep[]> {
  const { name, entry, migrate, seed, callees } = service;
  const settings = inContainer(await serviceSettings(source, service), callees);
  const host = { value: '0.0.0.0' };
  const steps: ContainerStep[] = [
    {
      process: name,
      kind: 'serve',
      entry,
      settings: {
        ...settings,
        GRPC_HOST: host,
        HEALTH_PORT: { value: String(containerPorts.health) },
        ...ending(),
      },
    },
  ];
  const { DATABASE_URL_FILE: database } = settings;
  if (migrate !== undefined && database !== undefined) {
    steps.push({ process: name, kind: 'migrate', entry: migrate, settings: { DATABASE_URL_FILE: database } });
  }
  if (seed !== undefined) {
    const all = Object.entries(inContainer(await seedSettings(source, service)));
    const own = all.filter(([setting]) => !ofServing.test(setting));
    steps.push({ process: name, kind: 'seed', entry: seed, settings: Object.fromEntries(own) });
  }
  return steps;
}

function ending(): Record<string, ContainerSetting> {
  return { DRAIN_SECONDS: { value: String(drainSeconds) } };
}

/** Turns what the launcher gives a process into what a container gives it. */
function inContainer(settings: Settings, callees: readonly string[] = []): Record<string, ContainerSetting> {
  const { NODE_COMPILE_CACHE: _ofTheImage, ...others } = settings;
  const entries = Object.entries(others).map(([name, value]): [string, ContainerSetting] => {
    const tls = tlsFiles[name];
    if (tls !== undefined) return [name, { file: tls, from: 'tls' }];
    const part = partAddresses[name];
    if (part !== undefined && value.includes('://127.0.0.1')) return [name, { value: part }];
    if (!value.includes(marker)) return [name, { value }];
    const setting = name.replace(/_FILE$/, '');
    const file = setting.toLowerCase().replaceAll('_', '-');
    return [`${setting}_FILE`, { file: value === jsonMarker ? `${file}.json` : file, from: 'secrets' }];
  });
  // A headless name answers with every container behind it, and the caller takes turns.
  const addresses = callees.map((name): [string, ContainerSetting] => [
    addressSetting(name),
    { value: `dns:///${name}:${containerPorts.grpc}` },
  ]);
  return Object.fromEntries([...entries, ...addresses]);
}

/** Files of a process's certificate, by the settings that name them. */
export const tlsFiles: Readonly<Record<string, string>> = {
  TLS_CA_FILE: 'ca.crt',
  TLS_CERT_FILE: 'tls.crt',
  TLS_KEY_FILE: 'tls.key',
};

const partAddresses: Readonly<Record<string, string>> = {
  SMS_URL: `http://inbox:${containerPorts.inbox}`,
  SANDBOX_URL: `http://sandbox:${containerPorts.sandbox}`,
};

function portsOf({ services, gateway }: Topology): Ports {
  const ofServices = services.flatMap(({ name }) => [
    [name, containerPorts.grpc],
    [`${name}-ops`, containerPorts.operations],
  ]);
  const { inbox, smtp, sandbox, http } = containerPorts;
  return { ...partPorts, inbox, smtp, sandbox, [gateway.name]: http, ...Object.fromEntries(ofServices) };
}
