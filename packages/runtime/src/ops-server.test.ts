import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { Gauge } from 'prom-client';
import { createMetrics, writeMetrics } from './metrics.ts';
import { startOpsServer } from './ops-server.ts';

it('leaves out a figure that cannot be read, counts that, and tells all others', async () => {
  const metrics = createMetrics('test');
  let isAway = true;
  const gauge: Gauge = new Gauge({
    name: 'test_depth',
    help: 'A figure from elsewhere',
    registers: [metrics],
    collect: async (): Promise<void> => {
      if (isAway) throw new Error('the database is away');
      gauge.set(3);
    },
  });
  const server = await startOpsServer({ host: '127.0.0.1', port: 0, metrics, checks: {} });
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = async () => {
      const response = await fetch(`${url}/metrics`);
      expect(response.status).toBe(200);
      return await response.text();
    };
    const without = await page();
    expect(without).not.toContain('test_depth{');
    expect(without).toContain('metrics_collection_failures_total{metric="test_depth",service="test"} 1');
    expect(without).toMatch(/process_start_time_seconds\{service="test"\} \d/);
    expect(without).toMatch(/countersign_build_info\{version="[^"]+",service="test"\} 1/);
    isAway = false;
    expect(await page()).toContain('test_depth{service="test"} 3');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

it('waits two seconds for a figure at most', async () => {
  const metrics = createMetrics('test');
  const gauge = new Gauge({
    name: 'test_depth',
    help: 'A figure that never comes',
    collect: () => new Promise<void>(() => undefined),
    registers: [],
  });
  metrics.registerMetric(gauge);
  const startedAt = performance.now();
  expect(await writeMetrics(metrics)).toContain('metrics_collection_failures_total{metric="test_depth"');
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});
