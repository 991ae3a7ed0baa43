import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform, Topology } from '@countersign/platform';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** Sends a signal to a process of the platform. Throws when it does not run. */
export async function signalTo({ home }: Pick<Platform, 'home'>, name: string, signal: NodeJS.Signals): Promise<void> {
  process.kill(await pidOf(home, name), signal);
}

async function pidOf(home: string, name: string): Promise<number> {
  const { pid } = JSON.parse(await readFile(path.join(home, 'run', `${name}.pid`), 'utf8')) as { pid: number };
  return pid;
}

/** Asks a process to end as an operator does, and waits until it is another one. */
export async function restart(platform: Platform, name: string, signal: NodeJS.Signals): Promise<void> {
  const before = await pidOf(platform.home, name);
  process.kill(before, signal);
  const until = Date.now() + 60_000;
  // oxlint-disable-next-line no-await-in-loop
  while ((await pidOf(platform.home, name).catch(() => before)) === before) {
    if (Date.now() > until) throw new Error(`${name} was not started again`);
    // oxlint-disable-next-line no-await-in-loop
    await delay(50);
  }
}

/** The clocks of the processes of a platform. */
export class Clocks {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The topology with processes whose clocks can be set: each begins by a file of its own. */
  async set(topology: Topology): Promise<Topology> {
    await mkdir(this.#folder, { recursive: true });
    const begin = async <Entry extends { name: string; entry: string }>(own: Entry): Promise<Entry> => {
      const entry = path.join(this.#folder, `${own.name}.mjs`);
      const lines = [
        `process.argv[2] = ${JSON.stringify(this.#fileOf(own.name))};`,
        `await import(${JSON.stringify(path.join(import.meta.dirname, 'clock-step.ts'))});`,
        `await import(${JSON.stringify(path.join(root, own.entry))});`,
      ];
      await writeFile(entry, `${lines.join('\n')}\n`);
      return { ...own, entry };
    };
    const services = await Promise.all(topology.services.map(begin));
    return { services, gateway: await begin(topology.gateway) };
  }

  /** Lets the clocks of these processes go wrong by so much; 0 sets them right. Resolves when they have heard of it. */
  async step(names: readonly string[], offsetMs: number): Promise<void> {
    await Promise.all(names.map((name) => writeFile(this.#fileOf(name), String(offsetMs))));
    await delay(300);
  }

  #fileOf(name: string): string {
    return path.join(this.#folder, `${name}.offset`);
  }
}
