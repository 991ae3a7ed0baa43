import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@countersign/platform';
import { databaseOwners, type PlatformDatabases } from '../../../test/src/platform-databases.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { emptyRedis } from '../wreckers.ts';
import { fillDisk, refuseWrites } from './full-disk.ts';
import type { Gate } from './gate.ts';
import type { Allowance } from './judging.ts';
import { type Clocks, restart, signalTo } from './processes.ts';

/** What faults are done to. */
export interface FaultPlace {
  platform: Platform;
  databases: PlatformDatabases;
  clocks: Clocks;
  /** Ways of the services to the mail server and the provider of text messages. */
  messageGates: readonly Gate[];
}

/** One fault. */
export interface Fault {
  name: string;
  /** Kind of it, for a choice of some. */
  kind: 'kill' | 'postgres' | 'redis' | 'messages' | 'slow' | 'disk' | 'clock';
  allowance: Allowance;
  /** Processes that it ends; the end of any other one is a fault of the product. */
  ends: readonly string[];
  /** Does it; resolves when it is over, or has been taken back. */
  happen: (place: FaultPlace) => Promise<void>;
}

/** Processes whose clocks go wrong together: those of a machine. */
const all = [...databaseOwners, 'gateway'] as const;
/** What a power cut of a single machine ends: nobody finds anybody when it comes back. */
const everything = [...all, 'postgres', 'redis'] as const;

/** How long faults last that are taken back. */
export interface Spans {
  slowMs: number;
  messagesMs: number;
  diskMs: number;
  clockMs: number;
}

/** Longer than the deadline of most calls, 5 s: a service that stands still is seen as a 504. */
export const fullSpans: Spans = { slowMs: 8_000, messagesMs: 60_000, diskMs: 15_000, clockMs: 15_000 };
export const shortSpans: Spans = { slowMs: 5_000, messagesMs: 4_000, diskMs: 2_000, clockMs: 3_000 };

/** All faults, in the order in which they are done. */
export function listFaults(spans: Spans): Fault[] {
  const fault = (kind: Fault['kind'], name: string, happen: Fault['happen'], over: Partial<Fault> = {}): Fault => ({
    name,
    kind,
    allowance: {},
    ends: [],
    happen,
    ...over,
  });
  const during = async (ms: number, begin: () => Promise<unknown>, end: () => Promise<unknown>) => {
    await begin();
    try {
      await delay(ms);
    } finally {
      await end();
    }
  };
  const step = (name: string, who: readonly string[], offsetMs: number) =>
    fault(
      'clock',
      name,
      async ({ clocks }) =>
        during(
          spans.clockMs,
          () => clocks.step(who, offsetMs),
          () => clocks.step(who, 0),
        ),
      { allowance: { clock: true } },
    );
  return [
    ...databaseOwners.map((name) =>
      fault('kill', `kill ${name}`, async ({ platform }) => platform.kill(name), { ends: [name] }),
    ),
    fault('kill', 'kill gateway', async ({ platform }) => platform.kill('gateway'), {
      ends: ['gateway'],
      allowance: { connections: true },
    }),
    fault(
      'kill',
      'kill everything',
      async ({ platform }) => {
        await Promise.all(everything.map((name) => platform.kill(name)));
      },
      { ends: everything, allowance: { connections: true } },
    ),
    fault('postgres', 'restart PostgreSQL', async ({ platform }) => restart(platform, 'postgres', 'SIGINT'), {
      ends: ['postgres'],
    }),
    fault('postgres', 'kill PostgreSQL', async ({ platform }) => platform.kill('postgres'), { ends: ['postgres'] }),
    fault('redis', 'restart Redis', async ({ platform }) => restart(platform, 'redis', 'SIGTERM'), { ends: ['redis'] }),
    fault('redis', 'kill Redis', async ({ platform }) => platform.kill('redis'), { ends: ['redis'] }),
    fault('redis', 'empty Redis', async ({ platform }) => emptyRedis(platform)),
    fault('redis', 'slow Redis', async ({ platform }) => pause(platform, 'redis', spans.slowMs)),
    fault('messages', 'no mail and no text messages', async ({ messageGates }) =>
      during(
        spans.messagesMs,
        () => Promise.all(messageGates.map((gate) => gate.close())),
        () => Promise.all(messageGates.map((gate) => gate.reopen())),
      ),
    ),
    ...databaseOwners.map((name) =>
      fault('slow', `slow ${name}`, async ({ platform }) => pause(platform, name, spans.slowMs)),
    ),
    fault('disk', 'full disk', async ({ databases }) =>
      during(
        spans.diskMs,
        () => fillDisk(databases, true),
        () => fillDisk(databases, false),
      ),
    ),
    fault('disk', 'reads only', async ({ databases }) =>
      during(
        spans.diskMs,
        () => refuseWrites(databases, true),
        () => refuseWrites(databases, false),
      ),
    ),
    step('clocks 3 min ahead', all, 180_000),
    step('clocks 3 min behind', all, -180_000),
    step('clock of identity 20 s ahead', ['identity'], 20_000),
    step('clock of order 20 s behind', ['order'], -20_000),
  ];
}

async function pause(platform: Platform, name: string, ms: number): Promise<void> {
  await signalTo(platform, name, 'SIGSTOP');
  try {
    await delay(ms);
  } finally {
    await signalTo(platform, name, 'SIGCONT');
  }
}

/** Some faults of every kind: what a short run does. */
export function chooseFaults(faults: readonly Fault[], random: SeededRandom): Fault[] {
  const ofKind = (kind: Fault['kind']) => faults.filter((fault) => fault.kind === kind);
  const withoutGateway = ofKind('kill').filter(({ ends }) => !ends.includes('gateway'));
  return [
    random.pick(withoutGateway),
    random.pick(ofKind('postgres')),
    ...ofKind('redis').filter(({ name }) => name === 'empty Redis'),
    random.pick(ofKind('slow')),
    random.pick(ofKind('disk')),
  ];
}
