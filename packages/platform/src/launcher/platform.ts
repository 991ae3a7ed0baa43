import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureDatabases } from '../postgres/databases.ts';
import { openPostgres } from '../postgres/postgres.ts';
import { startGuard } from '../process/guard.ts';
import { stopRecordedProcesses } from '../process/record.ts';
import { openRedis } from '../redis/redis.ts';
import { ensureServiceCertificates, localCertificates } from '../secrets/certificate-files.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { workspaceStateFolder } from '../state-folder.ts';
import { ensureTokens } from '../tokens/ensure-tokens.ts';
import { announce } from './announcement.ts';
import { inStages } from './closing.ts';
import { waitUntilReady } from './health.ts';
import { createPlatformLog, type PlatformLog } from './log.ts';
import { chooseFreePorts, choosePorts, instanceNames, type Ports, requireFreePorts } from './ports.ts';
import { runSteps, startNodeProcess } from './processes.ts';
import { takeRunLock } from './run-lock.ts';
import {
  databaseOf,
  gatewaySettings,
  inboxSettings,
  isRootElsewhere,
  publicUrl,
  type SettingsSource,
  sandboxSettings,
  seedSettings,
  serviceSettings,
} from './settings.ts';
import { openStateFolder, stateFolders, wipeStateFolder } from './state.ts';
import { EarlyEnd, type RestartDelay, type SupervisedProcess, supervise } from './supervisor.ts';
import { certifiedNames, partEntries, productTopology, type Topology } from './topology.ts';

export interface PlatformOptions {
  /** State folder. Default: `COUNTERSIGN_HOME`, else `.countersign` in the project's folder. */
  readonly home?: string;
  /** `free`: any free ports. Else ports by name; the others come from the environment or are the usual ones. */
  readonly ports?: 'free' | Ports;
  /** Added to every port that is not named. */
  readonly portOffset?: number;
  /** Shows warnings of the processes only, and not what the launcher does. */
  readonly quiet?: boolean;
  /** Begins with an empty state folder. */
  readonly fresh?: boolean;
  /** `false` risks the data in a power cut and starts faster: for tests only. Default `true`. */
  readonly durable?: boolean;
  /** Settings of the embedded PostgreSQL beside our own, as in postgresql.conf. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
  /** How soon a process that ended is started again. Default: after 1 s, then twice as long, up to 30 s. */
  readonly restartDelay?: RestartDelay;
  /** Calls off the start: everything started so far is stopped and the start rejects. */
  readonly signal?: AbortSignal;
  readonly topology?: Topology;
  /** Instances of each service and of the gateway, named `order`, `order-2` and so on; 1 by default. */
  readonly replicas?: number;
  /** Takes the lines to show. Default: standard output. */
  readonly write?: (line: string) => void;
}

/** A running platform. */
export interface Platform {
  readonly gatewayUrl: string;
  readonly inboxUrl: string;
  readonly sandboxUrl: string;
  readonly home: string;
  readonly ports: Ports;
  /** Stops everything, in the reverse order of its start. Safe to call again. */
  readonly stop: () => Promise<void>;
  /** Kills one process by name, as a crash would, and waits until it is gone; it is then started again. */
  readonly kill: (name: string) => Promise<void>;
  /** Names of all services' instances and then of the gateway's. */
  readonly instances: readonly string[];
  /** Ends one instance of a service or of the gateway in order, as a roll-out does, starts it again and waits until it is ready. */
  readonly restart: (name: string) => Promise<void>;
  /** The last lines of a process, or of all, as they came. */
  readonly logs: (name?: string) => readonly string[];
}

const leftoverLimitMs = 15_000;
const readyLimitMs = 90_000;

/**
 * Starts the whole platform and resolves when the gateway is ready: leftovers of an earlier run are stopped, secrets and
 * certificates made, PostgreSQL and Redis started, databases made and brought up to date, then inbox, sandbox, services
 * and gateway. If anything fails, all that was started is stopped first. Throws `PlatformFault` for what a person can mend.
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const { quiet = false, topology = productTopology } = options;
  const home = path.resolve(options.home ?? workspaceStateFolder());
  const write = options.write ?? ((line) => void process.stdout.write(`${line}\n`));
  const colour = options.write === undefined && process.stdout.isTTY && !process.env['NO_COLOR'];
  const log = createPlatformLog({ quiet, colour, write });
  const closing = inStages(log);
  try {
    return await start({ options, topology, home, log, closing });
  } catch (error) {
    await closing.close();
    if (error instanceof EarlyEnd) throw withLastLines(error, log);
    throw error;
  }
}

interface Start {
  readonly options: PlatformOptions;
  readonly topology: Topology;
  readonly home: string;
  readonly log: PlatformLog;
  readonly closing: ReturnType<typeof inStages>;
}

async function start({ options, topology, home, log, closing }: Start): Promise<Platform> {
  const { signal, replicas = 1 } = options;
  const folders = stateFolders(home);
  const processes = new Map<string, SupervisedProcess>();
  const requireRunning = (): void => {
    signal?.throwIfAborted();
    for (const one of processes.values()) one.requireRunning();
  };
  const keep = async (name: string, launch: Parameters<typeof supervise>[1]): Promise<void> => {
    const supervised = await supervise(name, launch, { log, delay: options.restartDelay });
    processes.set(name, supervised);
    closing.add(`stopping ${name}`, supervised.stop);
  };

  const ports = await claimStateFolder({ options, topology, home, log, closing });
  const secrets = openSecrets(folders.secrets);
  await ensureServiceCertificates({ place: localCertificates(folders), names: certifiedNames(topology) });

  log.note('starting PostgreSQL and Redis');
  const common = { runFolder: folders.run, durable: options.durable ?? true };
  const postgresOptions = {
    ...common,
    folder: folders.postgres,
    port: portOf(ports, 'postgres'),
    password: secrets.text('postgres-password'),
    settings: options.postgresSettings ?? {},
  };
  const redisOptions = {
    ...common,
    folder: folders.redisData,
    port: portOf(ports, 'redis'),
    password: secrets.text('redis-password'),
  };
  let postgresUrl = '';
  let redisUrl = '';
  closing.stage();
  await closing.together([
    keep('postgres', async () => {
      const postgres = await openPostgres({ ...postgresOptions, onLine: (line) => log.line('postgres', line) });
      postgresUrl = postgres.url;
      return postgres;
    }),
    keep('redis', async () => {
      const redis = await openRedis({ ...redisOptions, onLine: (line) => log.line('redis', line) });
      redisUrl = redis.url;
      return redis;
    }),
  ]);
  requireRunning();

  const source: SettingsSource = { home, ports, secrets, postgresUrl, redisUrl, environment: process.env };
  const services = await Promise.all(
    topology.services.map(async (entry) => ({
      entry,
      settings: await serviceSettings(source, entry),
      forSeed: await seedSettings(source, entry),
    })),
  );
  const withDatabase = topology.services.filter(({ migrate }) => migrate !== undefined);
  await ensureDatabases(
    postgresUrl,
    withDatabase.map(({ name }) => databaseOf(name, secrets)),
  );

  await ensureTokens(source, topology, { log, requireRunning });
  log.note('bringing databases up to date');
  for (const kind of ['migrate', 'seed'] as const) {
    const steps = services.flatMap(({ entry, settings, forSeed }) => {
      const file = entry[kind];
      return file === undefined ? [] : [{ name: entry.name, file, settings: kind === 'seed' ? forSeed : settings }];
    });
    // oxlint-disable-next-line no-await-in-loop -- seeds need the tables
    await runSteps(kind, steps, { log, requireRunning });
  }

  log.note('starting the services');
  const startOne = (name: string, entry: string, settings: Readonly<Record<string, string>>, tier: number) =>
    keep(name, () => startNodeProcess({ name, entry, settings, tier, runFolder: folders.run, log }));
  closing.stage();
  await closing.together([
    startOne('inbox', partEntries.inbox, inboxSettings(source), 1),
    startOne('sandbox', partEntries.sandbox, sandboxSettings(source), 1),
  ]);
  closing.stage();
  const ofServices = topology.services.flatMap((entry) =>
    instanceNames(entry.name, replicas).map((instance) => ({ entry, instance })),
  );
  await closing.together(
    ofServices.map(async ({ entry, instance }) =>
      startOne(instance, entry.entry, await serviceSettings(source, entry, instance), 2),
    ),
  );
  const ready = ['inbox', 'sandbox', ...ofServices.map(({ instance }) => `${instance}-ops`)];
  // Without its root the authority gets ready by a ceremony, for which the platform has to run.
  const alive = isRootElsewhere(source)
    ? instanceNames('certificate-authority', replicas).map((name) => `${name}-ops`)
    : [];
  await Promise.all(
    ready.map((name) =>
      waitUntilReady(healthUrl(ports, name, alive.includes(name) ? 'live' : 'ready'), {
        limitMs: readyLimitMs,
        requireRunning,
      }),
    ),
  );
  closing.stage();
  const gateways = instanceNames(topology.gateway.name, replicas);
  await closing.together(
    gateways.map(async (instance) =>
      startOne(instance, topology.gateway.entry, await gatewaySettings(source, topology.gateway, instance), 3),
    ),
  );
  await Promise.all(
    gateways.map((name) => waitUntilReady(healthUrl(ports, name), { limitMs: readyLimitMs, requireRunning })),
  );

  requireRunning();
  for (const one of processes.values()) one.keepAlive();
  const platform: Platform = {
    gatewayUrl: publicUrl(source),
    inboxUrl: `http://localhost:${ports['inbox']}`,
    sandboxUrl: `http://localhost:${ports['sandbox']}`,
    home,
    ports,
    stop: closing.close,
    kill: (name) => killProcess(processes, name),
    instances: [...ofServices.map(({ instance }) => instance), ...gateways],
    restart: async (name) => {
      await getProcess(processes, name).restart();
      const url = healthUrl(ports, gateways.includes(name) ? name : `${name}-ops`);
      await waitUntilReady(url, { limitMs: readyLimitMs, requireRunning: () => signal?.throwIfAborted() });
    },
    logs: log.recent,
  };
  const announcement = await announce(folders.run, platform, topology, ports);
  closing.stage();
  closing.add('withdrawing the addresses', () => rm(announcement, { force: true }));
  return platform;
}

/** Makes this process the only one on the state folder, with nothing of an earlier run left and every port free. */
async function claimStateFolder({ options, topology, home, log, closing }: Start): Promise<Ports> {
  const { ports: wanted = {}, portOffset = 0, fresh = false, replicas = 1 } = options;
  const { run } = stateFolders(home);
  const ports =
    wanted === 'free'
      ? await chooseFreePorts(topology, replicas)
      : choosePorts(topology, { named: wanted, offset: portOffset, environment: process.env, replicas });
  const release = await takeRunLock(run);
  closing.add('releasing the state folder', release);
  const leftovers = await stopRecordedProcesses(run, { limitMs: leftoverLimitMs });
  if (leftovers.length > 0) log.note(`stopped what an earlier run had left: ${leftovers.join(', ')}`);
  if (fresh) await wipeStateFolder(home, { except: ['run'] });
  await openStateFolder(home);
  const external = [
    ...(process.env['DATABASE_URL'] ? ['postgres'] : []),
    ...(process.env['REDIS_URL'] ? ['redis'] : []),
  ];
  await requireFreePorts(ports, external);
  options.signal?.throwIfAborted();
  const guard = await startGuard(run);
  closing.add('dismissing the guard', guard.dismiss);
  return ports;
}

async function killProcess(processes: ReadonlyMap<string, SupervisedProcess>, name: string): Promise<void> {
  const found = getProcess(processes, name);
  const pid = found.pid();
  if (pid === undefined) throw new Error(`${name} does not run`);
  const exited = found.exited();
  process.kill(pid, 'SIGKILL');
  await exited;
}

function getProcess(processes: ReadonlyMap<string, SupervisedProcess>, name: string): SupervisedProcess {
  const found = processes.get(name);
  if (found === undefined) throw new Error(`no process of this platform is named ${name}`);
  return found;
}

function healthUrl(ports: Ports, name: string, kind: 'live' | 'ready' = 'ready'): string {
  return `http://127.0.0.1:${portOf(ports, name)}/health/${kind}`;
}

function portOf(ports: Ports, name: string): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`no port is known for ${name}`);
  return port;
}

function withLastLines(error: EarlyEnd, log: PlatformLog): Error {
  const lines = log.recent(error.process).slice(-15);
  return new Error([error.message, ...lines.map((line) => `  ${line}`)].join('\n'), { cause: error });
}
