import { freePorts, isPortFree } from '../process/ports.ts';
import { PlatformFault } from './fault.ts';
import { partPorts, type Topology } from './topology.ts';

/** Port numbers by name: `gateway`, `inbox`, `smtp`, `sandbox`, `postgres`, `redis`, `<service>`, `<service>-ops`. */
export type Ports = Readonly<Record<string, number>>;

export interface PortWishes {
  /** Added to every port that is not named. */
  readonly offset?: number;
  /** Ports that are named; they go before the environment. */
  readonly named?: Ports;
  /** Searched for `COUNTERSIGN_PORT_<NAME>`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Instances of each service and of the gateway; 1 by default. */
  readonly replicas?: number;
}

/** From the ports of an instance to those of the next one. */
const nextInstance = 1000;

/** Names of the instances of a service or of the gateway: `order`, `order-2` and so on. */
export function instanceNames(name: string, replicas: number): readonly string[] {
  return Array.from({ length: replicas }, (_, index) => (index === 0 ? name : `${name}-${index + 1}`));
}

/** The port each process has if nobody says otherwise; with `replicas` those of every instance. */
export function defaultPorts({ services, gateway }: Topology, replicas = 1): Ports {
  const ofServices = services.flatMap(({ name, port, opsPort }) =>
    instanceNames(name, replicas).flatMap((instance, index) => [
      [instance, port + index * nextInstance],
      [`${instance}-ops`, opsPort + index * nextInstance],
    ]),
  );
  const ofGateways = instanceNames('gateway', replicas).map((instance, index) => [
    instance,
    gateway.port + index * nextInstance,
  ]);
  return { ...Object.fromEntries(ofGateways), ...partPorts, ...Object.fromEntries(ofServices) };
}

/** Ports of all instances of a service, the first one first. */
export function portsOfInstances(ports: Ports, name: string): readonly number[] {
  const found: number[] = [];
  for (let port = ports[name], next = 2; port !== undefined; port = ports[`${name}-${next}`], next += 1) {
    found.push(port);
  }
  return found;
}

/** Decides every port. Throws a fault for an unknown name, a number that is no port, or one number given twice. */
export function choosePorts(
  topology: Topology,
  { offset = 0, named = {}, environment = {}, replicas = 1 }: PortWishes,
): Ports {
  const defaults = defaultPorts(topology, replicas);
  const unknown = Object.keys(named).filter((name) => !(name in defaults));
  if (unknown.length > 0) {
    throw new PlatformFault(`no process is named ${unknown.join(', ')}; there are ${Object.keys(defaults).join(', ')}`);
  }
  const chosen: Record<string, number> = {};
  const owners = new Map<number, string>();
  for (const [name, preset] of Object.entries(defaults)) {
    const text = environment[portVariable(name)];
    const port = named[name] ?? (text === undefined || text === '' ? preset + offset : Number(text));
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new PlatformFault(
        `${name} has no usable port: ${Number.isNaN(port) ? text : port}; choose one from 1 to 65535: --port ${name}=<number> or ${portVariable(name)}=<number>`,
      );
    }
    const other = owners.get(port);
    if (other !== undefined) throw new PlatformFault(`${other} and ${name} are both given port ${port}`);
    owners.set(port, name);
    chosen[name] = port;
  }
  return chosen;
}

/** Finds a free port for every process. */
export async function chooseFreePorts(topology: Topology, replicas = 1): Promise<Ports> {
  const names = Object.keys(defaultPorts(topology, replicas));
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, index) => [name, ports[index] as number]));
}

/** Throws one fault that names every port somebody else listens on, whose it should be and how to change it. */
export async function requireFreePorts(ports: Ports, except: readonly string[]): Promise<void> {
  const names = Object.keys(ports).filter((name) => !except.includes(name));
  const free = await Promise.all(names.map((name) => isPortFree(ports[name] as number)));
  const taken = names.filter((_, index) => free[index] !== true);
  if (taken.length === 0) return;
  const lines = taken.map(
    (name) =>
      `port ${ports[name]} (${name}) is taken; choose another: --port ${name}=<number> or ${portVariable(name)}=<number>`,
  );
  throw new PlatformFault([...lines, 'or move all of them: --port-offset <number>'].join('\n'));
}

/** Name of the variable that sets a port. */
export function portVariable(name: string): string {
  return `COUNTERSIGN_PORT_${name.toUpperCase().replaceAll('-', '_')}`;
}
