import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { Gauge } from 'prom-client';
import { createMetrics, startOpsServer } from './ops-server.ts';

it('answers 500 while a figure cannot be read, and goes on answering', async () => {
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
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    isAway = false;
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('test_depth{service="test"} 3');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
