import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '@countersign/platform';
import { CatalogServiceService } from '@countersign/proto/catalog';
import { createLogger, createMetrics } from '@countersign/runtime';
import { createTestTrust, type TestTrust } from '@countersign/testing';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service as healthService } from 'grpc-health-check';
import { type Caller, createActorVerifier, createCaller, startGrpcServer } from '../src/index.ts';

const callersAtOnce = 4;
/** Several processes start in each. */
const limitMs = 90_000;
let folder: string;
let trust: TestTrust;
/** When an instance is called for the first time. */
const found = new WeakMap<ChildProcess, Promise<void>>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-instances-'));
  trust = await createTestTrust();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startInstance(port: number, maxConnectionAgeMs?: number): Promise<ChildProcess> {
  const file = path.join(folder, `${port}.json`);
  await writeFile(file, JSON.stringify({ tls: trust.tls('catalog'), jwks: trust.jwks, maxConnectionAgeMs }));
  const instance = fork(path.join(import.meta.dirname, 'fixtures', 'instance.ts'), [file, String(port)], {
    execArgv: [],
  });
  found.set(instance, toSay(instance, 'found'));
  await toSay(instance, 'serving');
  return instance;
}

function toSay(instance: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve) => void instance.on('message', (said) => said === word && resolve()));
}

async function end(instance: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (instance.exitCode !== null || instance.signalCode !== null) return;
  const exited = once(instance, 'exit');
  instance.kill(signal);
  await exited;
}

/** Calls all the time, by several at once, and tells of what failed. */
function callSteadily(caller: Caller<typeof CatalogServiceService>) {
  const figures = { done: 0, failures: [] as unknown[] };
  const over = new AbortController();
  const waiting = new Set<() => void>();
  const call = async () => {
    while (!over.signal.aborted) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, by several at once
        await caller.getProduct({ code: 'x', language: '', currency: '' });
        figures.done += 1;
      } catch (error) {
        figures.failures.push((error as { reason?: string }).reason ?? error);
      }
      for (const look of waiting) look();
    }
  };
  const all = Promise.all(Array.from({ length: callersAtOnce }, call));
  return {
    figures,
    /** Waits for so many calls more. */
    more: async (count: number) => {
      const until = figures.done + count;
      await new Promise<void>((resolve) => {
        const look = () => {
          if (figures.done < until) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      });
    },
    stop: async () => {
      over.abort();
      await all;
    },
  };
}

describe('a caller of two instances', () => {
  async function withTwo(
    work: (place: {
      instances: ChildProcess[];
      ports: number[];
      load: ReturnType<typeof callSteadily>;
    }) => Promise<void>,
    maxConnectionAgeMs?: number,
  ) {
    const ports = await freePorts(2);
    const instances = await Promise.all(ports.map((port) => startInstance(port, maxConnectionAgeMs)));
    const address = `ipv4:${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
    const caller = createCaller(CatalogServiceService, { address, callee: 'catalog', tls: trust.tls('gateway') });
    const load = callSteadily(caller);
    try {
      await load.more(100);
      await work({ instances, ports, load });
      await load.stop();
    } finally {
      await load.stop();
      caller.close();
      await Promise.all(instances.map((instance) => end(instance, 'SIGKILL')));
    }
    return load.figures;
  }

  it(
    'sees no failure when one after the other ends and comes again',
    async () => {
      const { failures } = await withTwo(async ({ instances, ports, load }) => {
        for (const [number, port] of ports.entries()) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
          await end(instances[number] as ChildProcess, 'SIGTERM');
          // oxlint-disable-next-line no-await-in-loop
          await load.more(100);
          // oxlint-disable-next-line no-await-in-loop
          const again = await startInstance(port);
          instances[number] = again;
          // The next one ends when callers have found this one.
          // oxlint-disable-next-line no-await-in-loop
          await found.get(again);
        }
      });
      expect(failures).toEqual([]);
    },
    limitMs,
  );

  it(
    'sees no failure when its connections end all the time because they are old',
    async () => {
      const { failures } = await withTwo(({ load }) => load.more(400), 300);
      expect(failures).toEqual([]);
    },
    limitMs,
  );

  it(
    'loses the calls under way, and no other, when one is killed',
    async () => {
      const { failures } = await withTwo(async ({ instances, load }) => {
        await end(instances[0] as ChildProcess, 'SIGKILL');
        await load.more(100);
      });
      expect(failures.length).toBeLessThanOrEqual(callersAtOnce);
      expect(failures.filter((reason) => reason !== 'SERVICE_UNAVAILABLE')).toEqual([]);
    },
    limitMs,
  );
});

describe('a server that was told to end', () => {
  it('says so on its plain port for probes, which has nothing but health, and serves on', async () => {
    const [healthPort = 0] = await freePorts(1);
    const ending = new AbortController();
    const server = await startGrpcServer({
      host: '127.0.0.1',
      port: 0,
      tls: trust.tls('catalog'),
      implementations: [],
      verifyActor: createActorVerifier(trust.jwks),
      logger: createLogger({ service: 'catalog', level: 'silent' }),
      metrics: createMetrics('catalog'),
      checks: {},
      ending: ending.signal,
      healthPort,
    });
    const probe = new Client(`127.0.0.1:${healthPort}`, credentials.createInsecure());
    const check = healthService['Check'];
    const ask = (method: string) =>
      new Promise<string>((resolve) => {
        probe.makeUnaryRequest(
          method,
          check?.requestSerialize as (value: object) => Buffer,
          check?.responseDeserialize as (value: Buffer) => { status: string },
          { service: '' },
          new Metadata(),
          { deadline: Date.now() + 4_000 },
          (error, response) => resolve(error === null ? (response?.status ?? '') : error.details),
        );
      });
    try {
      expect(await ask('/grpc.health.v1.Health/Check')).toBe('SERVING');
      expect(await ask('/grpc.reflection.v1.ServerReflection/ServerReflectionInfo')).toMatch(/does not implement/);
      ending.abort();
      expect(await ask('/grpc.health.v1.Health/Check')).toBe('NOT_SERVING');
    } finally {
      probe.close();
      await server.close(1_000);
    }
    // It listens no more.
    const again = createServer();
    await new Promise<void>((resolve) => void again.listen(healthPort, '127.0.0.1', resolve));
    again.close();
  });
});
