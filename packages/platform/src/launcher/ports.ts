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
}

/** The port each process has if nobody says otherwise. */
export function defaultPorts({ services, gateway }: Topology): Ports {
  const ofServices = services.flatMap(({ name, port, opsPort }) => [
    [name, port],
    [`${name}-ops`, opsPort],
  ]);
  return { gateway: gateway.port, ...partPorts, ...Object.fromEntries(ofServices) };
}

/** Decides every port. Throws a fault for an unknown name, a number that is no port, or one number given twice. */
export function choosePorts(topology: Topology, { offset = 0, named = {}, environment = {} }: PortWishes): Ports {
  const defaults = defaultPorts(topology);
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
export async function chooseFreePorts(topology: Topology): Promise<Ports> {
  const names = Object.keys(defaultPorts(topology));
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
