import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import { findVersion } from './version.ts';

/** Time that a figure has to be read: what is scraped waits 10 s for all of them. */
const figureLimitMs = 2_000;
const failuresName = 'metrics_collection_failures_total';

/** The counter of figures that could not be read, of each registry. */
const failuresOf = new WeakMap<Registry, Counter>();

/** Makes a metrics registry with the process's own figures and the version that it runs. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'countersign_build_info',
    help: 'The version of the product that this process runs; always 1',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: findVersion() }, 1);
  const failures = new Counter({
    name: failuresName,
    help: 'Figures that could not be read at a scrape, and were left out of it',
    labelNames: ['metric'],
    registers: [registry],
  });
  failuresOf.set(registry, failures);
  return registry;
}

/** The metric of a name; `make` registers it when it is first asked for. Several parts of a process may share one. */
export function sharedMetric<Kind extends Metric>(registry: Registry, name: string, make: () => Kind): Kind {
  return (registry.getSingleMetric(name) as Kind | undefined) ?? make();
}

/**
 * All figures in the text format of Prometheus. One that cannot be read within two seconds, because a database is away, is
 * left out: a figure of before would be a lie, and the others are needed most just then.
 */
export async function writeMetrics(registry: Registry): Promise<string> {
  const failures = failuresOf.get(registry);
  // The counter of failures last: it tells of this scrape, too.
  const names = registry
    .getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name !== failuresName);
  const parts = await Promise.all(
    names.map(async (name) => {
      try {
        return [await inTime(registry.getSingleMetricAsString(name))];
      } catch {
        failures?.inc({ metric: name });
        return [];
      }
    }),
  );
  const last = failures === undefined ? [] : [await registry.getSingleMetricAsString(failuresName)];
  return `${[...parts.flat(), ...last].join('\n\n')}\n`;
}

async function inTime<T>(figure: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the figure was not read in time')), figureLimitMs);
  });
  try {
    return await Promise.race([figure, limit]);
  } finally {
    clearTimeout(timer);
  }
}
