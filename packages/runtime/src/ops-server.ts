import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';
import { writeMetrics } from './metrics.ts';

/** Names what the process needs to work; each answers or throws within its own time limit. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** Result of the readiness checks: `failed` holds the names of those that threw. */
export async function checkReadiness(checks: ReadinessChecks): Promise<{ ready: boolean; failed: string[] }> {
  const entries = Object.entries(checks);
  const results = await Promise.allSettled(entries.map(([, check]) => check()));
  const failed = entries.filter((_, index) => results[index]?.status === 'rejected').map(([name]) => name);
  return { ready: failed.length === 0, failed };
}

export interface OpsServerOptions {
  host: string;
  port: number;
  metrics: Registry;
  checks: ReadinessChecks;
  /** Aborted when the process was told to end; it is not ready from then on. */
  ending?: AbortSignal;
}

/** Serves `/metrics`, `/health/live` and `/health/ready` of a service to operators, over plain HTTP. */
export async function startOpsServer({ host, port, ...served }: OpsServerOptions): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '', served)
      // A fault of our own must not end the process as an unhandled rejection.
      .catch(() => ({ status: 500, type: 'application/json', body: '{}' }))
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

async function answer(url: string, { metrics, checks, ending }: Omit<OpsServerOptions, 'host' | 'port'>) {
  const json = 'application/json';
  if (url === '/health/live') return { status: 200, type: json, body: '{"status":"live"}' };
  if (url === '/health/ready' && ending?.aborted === true) {
    return { status: 503, type: json, body: '{"status":"draining","failed":[]}' };
  }
  if (url === '/health/ready') {
    const { ready, failed } = await checkReadiness(checks);
    return {
      status: ready ? 200 : 503,
      type: json,
      body: JSON.stringify({ status: ready ? 'ready' : 'not_ready', failed }),
    };
  }
  if (url === '/metrics') return { status: 200, type: metrics.contentType, body: await writeMetrics(metrics) };
  return { status: 404, type: json, body: '{}' };
}
