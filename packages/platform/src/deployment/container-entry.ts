import { partEntries, productTopology } from '../launcher/topology.ts';

/** What the image runs. */
export interface ContainerEntry {
  /** File, from the project's folder. */
  readonly entry: string;
  /** Arguments of that file. */
  readonly args: readonly string[];
}

const parts: Readonly<Record<string, string>> = partEntries;

// These take arguments of their own.
const commands: Readonly<Record<string, string>> = {
  ops: 'packages/platform/src/ops.ts',
  health: 'packages/platform/src/deployment/container-health.ts',
};

/** Finds what `countersign <name> …` stands for; undefined when there is no such process, or not this step of it. */
export function findContainerEntry(name: string | undefined, rest: readonly string[]): ContainerEntry | undefined {
  if (name === undefined) return undefined;
  const command = commands[name];
  if (command !== undefined) return { entry: command, args: rest };
  const [step = 'serve', ...others] = rest;
  const entry = others.length > 0 ? undefined : stepsOf(name)[step];
  return entry === undefined ? undefined : { entry, args: [] };
}

/** Every file that the image can be started with. */
export function allContainerEntries(): readonly string[] {
  const names = processNames();
  return [...names.flatMap((name) => Object.values(stepsOf(name))), ...Object.values(commands)];
}

/** Explains the command. */
export function containerUsage(): string {
  const lines = processNames().map((name) => `  countersign ${name} ${Object.keys(stepsOf(name)).join('|')}`);
  return [
    'countersign <process> [step]',
    '',
    ...lines,
    '  countersign ops <noun> <verb> …   operators’ commands; countersign ops help lists them',
    '  countersign health [live|ready]   ends with 0 when the process of this container is well',
  ].join('\n');
}

function processNames(): readonly string[] {
  const { services, gateway } = productTopology;
  return [gateway.name, ...services.map((service) => service.name), ...Object.keys(parts)];
}

function stepsOf(name: string): Readonly<Record<string, string>> {
  const { services, gateway } = productTopology;
  const part = name === gateway.name ? gateway.entry : parts[name];
  if (part !== undefined) return { serve: part };
  const service = services.find((one) => one.name === name);
  if (service === undefined) return {};
  const { entry, migrate, seed } = service;
  return {
    serve: entry,
    ...(migrate === undefined ? {} : { migrate }),
    ...(seed === undefined ? {} : { seed }),
  };
}
