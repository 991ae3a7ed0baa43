import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { policyNames } from '../launcher/policy-names.ts';
import { workspaceRoot } from '../state-folder.ts';
import { allContainerEntries, findContainerEntry } from './container-entry.ts';
import {
  type ContainerStep,
  containerPorts,
  containerSteps,
  environmentOf,
  secretFilesOf,
} from './container-settings.ts';
import { secretFolderOf, secretWishes } from './secret-tree.ts';

interface Service {
  image: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string | null>;
  volumes?: string[];
  ports?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  restart?: string;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
  profiles?: string[];
}

interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: string | boolean } | null>;
  volumes: Record<string, object>;
}

const textOf = (file: string): string => readFileSync(path.join(workspaceRoot, file), 'utf8');
/** The file as it is without any setting: every variable has its default. */
const load = (file: string): Compose => {
  const text = textOf(file).replaceAll(/\$\{[A-Z_]+:?-([^}]*)\}/g, '$1');
  return parse(text, { merge: true, maxAliasCount: -1 }) as Compose;
};

const files = ['docker-compose.yml', 'docker-compose.production.yml', 'docker-compose.observability.yml'];
const compose = load('docker-compose.yml');
const steps = await containerSteps();
const services = Object.entries(compose.services);

const nameOf = ({ process, kind }: ContainerStep): string => (kind === 'serve' ? process : `${process}-${kind}`);
const serviceOf = (step: ContainerStep): Service => {
  const found = compose.services[nameOf(step)];
  if (found === undefined) throw new Error(`docker-compose.yml has no ${nameOf(step)}`);
  return found;
};

/** Everything that an operator may set for a step beside what it is given anyway. */
async function optionsOf(step: ContainerStep): Promise<string[]> {
  const names = textOf('packages/platform/src/launcher/settings.ts').match(/(?<=')[A-Z][A-Z0-9_]{3,}(?=')/g) ?? [];
  // Those change what else is given, or are secrets, which come in files.
  const others =
    /^(PUBLIC_URL|PAYMENT_PROVIDER|KEY_CUSTODY|ROOT_.*|STRIPE_(SECRET|WEBHOOK).*|SMTP_URL|SMS_(ACCOUNT|TOKEN)|.*_FILE)$/;
  const own = ['CATALOG_FILE', 'TRUST_ANCHORS_FILE'];
  const chosen = [...names.filter((name) => !others.test(name)), ...policyNames, ...own];
  const environment = Object.fromEntries(chosen.map((name) => [name, 'chosen']));
  const optional = (among: readonly ContainerStep[]) =>
    Object.keys(among.find((one) => nameOf(one) === nameOf(step))?.settings ?? {});
  const all = [
    ...optional(await containerSteps({ environment })),
    ...(step.process === 'order' && step.kind === 'serve'
      ? optional(await containerSteps({ environment: { ...environment, PAYMENT_PROVIDER: 'stripe' } }))
      : []),
  ];
  return [...new Set(all)].filter((name) => !(name in step.settings));
}

describe('docker-compose.yml', () => {
  it('starts every process, migration and seed of the product, by a command that the image knows', () => {
    const wanted = [...steps.map(nameOf), 'postgres', 'redis', 'databases', 'ops'];
    expect(Object.keys(compose.services).toSorted()).toEqual(wanted.toSorted());
    for (const step of steps) {
      const { command = [] } = serviceOf(step);
      const [name, ...rest] = command;
      expect([name, findContainerEntry(name, rest)]).toEqual([step.process, { entry: step.entry, args: [] }]);
    }
    expect(findContainerEntry(...split(compose.services['databases']?.command))).toMatchObject({
      entry: 'packages/platform/src/ops.ts',
    });
    expect(compose.services['ops']?.entrypoint).toEqual(['countersign', 'ops']);
  });

  it.each(steps.map((step) => [nameOf(step), step] as const))(
    'gives %s its settings and no others',
    async (_, step) => {
      const { environment = {} } = serviceOf(step);
      const options = await optionsOf(step);
      const telemetry = Object.keys(environment).filter((name) => name.startsWith('OTEL_'));
      // The other payment provider's are there for whoever chooses it; the image's NODE_ENV is overruled.
      const expected = { ...environmentOf(step) };
      const actual = Object.entries(environment).filter(
        ([name]) => !options.includes(name) && !telemetry.includes(name),
      );
      const { NODE_ENV: mode, ...others } = Object.fromEntries(actual);
      expect(others).toEqual(expected);
      expect(mode).toBe(nameOf(step) === 'order' ? 'trial' : undefined);
      expect(Object.keys(environment)).toEqual(expect.arrayContaining(options));
      const withValue = options.filter((name) => environment[name] !== null && !name.endsWith('_FILE'));
      expect(withValue).toEqual([]);
      expect(telemetry.length).toBe(step.kind === 'serve' && 'TLS_KEY_FILE' in step.settings ? 4 : 0);
    },
  );

  it.each(steps.map((step) => [nameOf(step), step] as const))(
    'mounts for %s its own secrets and no others',
    (_, step) => {
      const mounts = (serviceOf(step).volumes ?? []).filter((one) => one.startsWith('./'));
      const inFolder = (folder: string) => `./secrets/${folder}:/run/secrets/countersign:ro`;
      const wholeFolder = mounts.includes(inFolder(step.process));
      // A step gets the files it needs one by one: what the service's folder holds beside is not for it.
      const wanted =
        step.kind === 'serve'
          ? [inFolder(step.process)]
          : secretFilesOf(step).map(
              (file) => `./secrets/${secretFolderOf(step, file, steps)}/${file}:/run/secrets/countersign/${file}:ro`,
            );
      const tls = 'TLS_KEY_FILE' in step.settings ? [`./secrets/tls/${step.process}:/run/secrets/tls:ro`] : [];
      expect(mounts.toSorted()).toEqual([...wanted, ...tls].toSorted());
      expect(wholeFolder).toBe(step.kind === 'serve');
    },
  );

  it('mounts what secrets create makes, the root for its seed alone, and the key of the authority nowhere', () => {
    const made = new Set(secretWishes(steps).flatMap(({ folder, file }) => [folder, `${folder}/${file}`]));
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((one) => one.split(':')[0] ?? ''));
    const secrets = sources.filter((one) => one.startsWith('./')).map((one) => one.replace('./secrets/', ''));
    const others = [...new Set(secrets)].filter((one) => !made.has(one) && !one.startsWith('tls/'));
    expect(others.toSorted()).toEqual(['postgres', 'redis']);
    const named = sources.filter((one) => !one.startsWith('./'));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(compose.services['certificate-authority-seed']?.volumes?.[0]).toBe('root:/var/lib/countersign/root');
  });

  it('gives the step that makes databases the address of each, and nothing else of the services', () => {
    const withDatabase = steps.filter(({ kind }) => kind === 'migrate').map(({ process }) => process);
    const mounts = withDatabase.map(
      (name) => `./secrets/${name}/database-url:/run/secrets/databases/${name}/database-url:ro`,
    );
    expect(compose.services['databases']?.volumes).toEqual(['./secrets/postgres:/run/secrets/postgres:ro', ...mounts]);
  });

  it('lets operators’ commands reach every service', () => {
    const addresses = Object.keys(compose.services['ops']?.environment ?? {}).filter((name) =>
      name.endsWith('_ADDRESS'),
    );
    const gateway = Object.keys(compose.services['gateway']?.environment ?? {}).filter((name) =>
      name.endsWith('_ADDRESS'),
    );
    expect(addresses).toEqual(gateway);
    expect(compose.services['ops']?.volumes).toEqual(['./secrets/tls/ops:/run/secrets/tls:ro']);
  });

  it.each(services)('keeps %s within bounds: no rights, no writing, a share of the machine', (name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      cpus: expect.any(Number),
      pids_limit: expect.any(Number),
    });
    const isServer = name === 'postgres' || name === 'redis';
    expect(service.user).toBe(isServer ? (name === 'redis' ? 'root' : undefined) : '10001:10001');
    expect(service.image).toMatch(isServer ? /^(postgres:17|redis:7)$/ : /^countersign:local$/);
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks ?? ['none']));
  });

  it.each(services)('waits for what %s needs, and looks after it', (_, service) => {
    const isStep = service.healthcheck?.disable === true;
    expect(service.restart).toBe(isStep ? 'no' : 'unless-stopped');
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      const isDone = compose.services[needed]?.healthcheck?.disable === true;
      expect([needed, condition]).toEqual([needed, isDone ? 'service_completed_successfully' : 'service_healthy']);
    }
  });

  it('lets no service begin before its own schema and data are there, and the gateway after all of them', () => {
    for (const { process } of steps.filter(({ kind }) => kind === 'migrate')) {
      const seeded = steps.some((one) => one.process === process && one.kind === 'seed');
      const before = Object.keys(compose.services[process]?.depends_on ?? {});
      expect(before).toContain(seeded ? `${process}-seed` : `${process}-migrate`);
      expect(Object.keys(compose.services[`${process}-migrate`]?.depends_on ?? {})).toEqual(['databases']);
      expect(Object.keys(compose.services['gateway']?.depends_on ?? {})).toContain(process);
    }
  });

  it('publishes the gateway and the pages of the trial, on this machine only', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([
      ['inbox', `127.0.0.1:8025:${containerPorts.inbox}`],
      ['sandbox', `127.0.0.1:8026:${containerPorts.sandbox}`],
      ['gateway', `127.0.0.1:8080:${containerPorts.http}`],
    ]);
    expect(compose.networks['backend']?.internal).toBe(true);
  });
});

describe('the files over docker-compose.yml', () => {
  it('leave out in production what takes no real money and shows every message', () => {
    const { services: changed } = load('docker-compose.production.yml');
    expect(changed).toEqual({
      inbox: { profiles: ['trial'] },
      sandbox: { profiles: ['trial'] },
      order: { environment: { NODE_ENV: 'production', PAYMENT_PROVIDER: 'stripe' } },
    });
    // Otherwise whoever needs them would not start.
    const needed = services.flatMap(([, service]) => Object.keys(service.depends_on ?? {}));
    expect(needed.filter((name) => name === 'inbox' || name === 'sandbox')).toEqual([]);
  });

  it('mount files that are there, and have exact images', () => {
    const { services: added } = load('docker-compose.observability.yml');
    const mounts = Object.values(added).flatMap(({ volumes = [] }) => volumes.filter((one) => one.startsWith('./')));
    expect(mounts.length).toBeGreaterThan(0);
    expect(mounts.filter((one) => !existsSync(path.join(workspaceRoot, one.split(':')[0] ?? '')))).toEqual([]);
    for (const service of Object.values(added)) expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
  });

  it('take their settings from names that .env.example explains, all of them and no others', () => {
    const variables = files.flatMap((file) => textOf(file).match(/(?<=\$\{)[A-Z_]+/g) ?? []);
    const handedOn = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
    );
    const ofCompose = ['COMPOSE_PROJECT_NAME', 'COMPOSE_FILE'];
    const explained = textOf('.env.example').match(/(?<=^# )[A-Z][A-Z0-9_]+(?==)/gm) ?? [];
    expect([...explained].toSorted()).toEqual([...new Set([...variables, ...handedOn, ...ofCompose])].toSorted());
  });
});

describe('the Dockerfile', () => {
  const lines = textOf('Dockerfile').split('\n');
  const stages = lines.flatMap((line) => /^FROM .* AS (\S+)$/.exec(line)?.[1] ?? []);

  it('copies from stages and sources that are there, and begins with images of a fixed tag', () => {
    const from = lines.flatMap((line) => /^COPY --from=(\S+)/.exec(line)?.[1] ?? []);
    expect(from.filter((stage) => !stages.includes(stage))).toEqual([]);
    const bases = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(bases.filter((base) => !['node:${NODE}', 'scratch', ...stages].includes(base))).toEqual([]);
    expect(lines).toContain('ARG NODE=24-bookworm-slim');
    const wanted = textOf('.dockerignore').match(/(?<=^!)\S+/gm) ?? [];
    expect(wanted.filter((name) => !existsSync(path.join(workspaceRoot, name)))).toEqual([]);
    for (const entry of allContainerEntries()) expect(wanted).toContain(entry.split('/')[0]);
  });

  it('holds every entry, runs as nobody in particular, and opens the ports of containers', () => {
    const missing = allContainerEntries().filter((entry) => !existsSync(path.join(workspaceRoot, entry)));
    expect(missing).toEqual([]);
    expect(steps.map(({ entry }) => entry).filter((entry) => !allContainerEntries().includes(entry))).toEqual([]);
    const { grpc, operations, health, http } = containerPorts;
    expect(lines).toContain(`EXPOSE ${grpc} ${operations} ${health} ${http}`);
    expect(lines.filter((line) => line.startsWith('USER')).at(-1)).toBe('USER 10001:10001');
  });
});

function split(command: readonly string[] = []): [string | undefined, string[]] {
  const [name, ...rest] = command;
  return [name, rest];
}
