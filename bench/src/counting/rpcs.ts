import type { Platform } from '@countersign/platform';

/** Calls answered so far, by `<service> <method>`. */
export type CallCounts = ReadonlyMap<string, number>;

/** The services that may take part in a purchase. */
const services = [
  'catalog',
  'order',
  'enrollment',
  'identity',
  'second-factor',
  'remote-signing',
  'signer',
  'certificate-authority',
] as const;

/** Reads from the figures of every service how many RPCs it answered. */
export async function readCalls({ ports }: Platform): Promise<CallCounts> {
  const counts = new Map<string, number>();
  const pages = services.map(async (service) => ({
    service,
    page: await readFigures(Number(ports[`${service}-ops`])),
  }));
  for (const { service, page } of await Promise.all(pages)) {
    for (const [method, count] of parseCalls(page)) counts.set(`${service} ${method}`, count);
  }
  return counts;
}

/** RPCs by method, from a service's page of figures (Prometheus text format). */
export function parseCalls(page: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, labels = '', count] of page.matchAll(/^rpc_server_duration_seconds_count\{(.*)\} (\d+)$/gm)) {
    const method = /(?:^|,)method="([^"]*)"/.exec(labels)?.[1] ?? '';
    counts.set(method, (counts.get(method) ?? 0) + Number(count));
  }
  return counts;
}

async function readFigures(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`the figures on port ${port} answered ${response.status}`);
  return await response.text();
}
