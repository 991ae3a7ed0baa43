import type { Platform } from '@countersign/platform';
import { Redis } from 'ioredis';
import { redisAddress } from './databases.ts';

/** Commands that clients sent so far, by name. */
export type CommandCounts = ReadonlyMap<string, number>;

/** Counts what clients send to Redis, not what their scripts do inside. */
export interface CommandCounter {
  read(): CommandCounts;
  close(): void;
}

/** Listens to all commands (MONITOR), which slows Redis down: not while anything is timed. */
export async function countCommands(platform: Platform): Promise<CommandCounter> {
  const redis = new Redis(await redisAddress(platform));
  const monitor = await redis.monitor();
  const counts = new Map<string, number>();
  monitor.on('monitor', (_time: string, [command = '']: string[], source: string) => {
    if (source === 'lua') return;
    const name = command.toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return {
    read: () => new Map(counts),
    close: () => {
      monitor.disconnect();
      redis.disconnect();
    },
  };
}
