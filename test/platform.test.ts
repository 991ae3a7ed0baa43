import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Metrics, readDocumentedMetrics, readMetricsPage } from './src/metrics.ts';
import { RestClient } from './src/rest-client.ts';
import { startTestPlatform, type TestPlatform } from './src/test-platform.ts';
import { waitFor } from './src/waiting.ts';

interface Readiness {
  dependencies: Record<string, string>;
  degraded: string[];
}

let home: string;
let running: TestPlatform;
let api: RestClient;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-platform-'));
  running = await startTestPlatform(home);
  api = new RestClient(running.url);
}, 300_000);
afterAll(async () => {
  await running.stop();
  await rm(home, { recursive: true, force: true });
}, 60_000);

const readiness = () => api.ask<Readiness>('GET', '/health/ready');

/** Processes whose command line or folder names the platform's state folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ||
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
        );
      } catch {
        return false;
      }
    });
}

describe('the running platform', () => {
  it('tells the figures that are documented, with their labels, and no others', async () => {
    const { ports } = running.platform;
    const operations = Object.keys(ports).filter((name) => name.endsWith('-ops') || name === 'gateway');
    expect(operations).toHaveLength(9);
    const pages = await Promise.all(
      operations.map(async (name) => {
        const response = await fetch(`http://localhost:${ports[name]}/metrics`);
        expect(response.status).toBe(200);
        return readMetricsPage(await response.text());
      }),
    );
    const documented = readDocumentedMetrics();
    const told = new Set(pages.flatMap((page) => [...page.keys()]));
    expect([...told].toSorted()).toEqual([...documented.keys()].toSorted());
    const undocumented = (page: Metrics) =>
      [...page].flatMap(([name, labels]) => [...labels].filter((label) => documented.get(name)?.has(label) !== true));
    expect(pages.flatMap(undocumented)).toEqual([]);
    expect(pages.filter((page) => page.get('countersign_build_info')?.has('version') !== true)).toEqual([]);
  });

  it.each([
    'catalog',
    'order',
    'enrollment',
    'identity',
    'second-factor',
    'remote-signing',
    'certificate-authority',
    'signer',
  ])(
    'tells when %s is gone, and recovers when it is back',
    async (name) => {
      expect((await readiness()).degraded).toEqual([]);
      await running.platform.kill(name);
      await waitFor(
        readiness,
        ({ degraded, dependencies }) => degraded.includes(name) && dependencies[name] === 'down',
      );
      await waitFor(readiness, ({ degraded }) => degraded.length === 0);
    },
    60_000,
  );

  it('answers with a problem document while a service is gone', async () => {
    await running.platform.kill('catalog');
    const { status, body } = await api.send('GET', '/v1/product-families');
    expect([status, body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    await waitFor(
      () => api.send('GET', '/v1/product-families'),
      (answer) => answer.status === 200,
    );
  }, 60_000);

  it('leaves no process behind when it stops, and starts again with its data', async () => {
    const { cart, cartSecret } = await api.ask<{ cart: { id: string }; cartSecret: string }>('POST', '/v1/carts', {
      body: {},
    });
    await running.stop();
    expect(processesOf(home)).toEqual([]);
    running = await startTestPlatform(home);
    api = new RestClient(running.url);
    const kept = await api.send<{ id: string }>('GET', `/v1/carts/${cart.id}`, {
      headers: { 'cart-secret': cartSecret },
    });
    expect([kept.status, kept.body.id]).toEqual([200, cart.id]);
  }, 120_000);
});
