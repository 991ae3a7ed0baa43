import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseStat, readCpuUs, readMemory, readPlatformPids } from './processes.ts';

const own = new Map([['own', process.pid]]);

describe('a process', () => {
  it('is read whatever its name holds', () => {
    const line = '42 (a) b (c) S 7 42 42 0 -1 4194560 100 0 0 0 11 22 33 44 20 0 1 0 100 1000 10';
    expect(parseStat(line)).toEqual({ pid: 42, parent: 7, ticks: 110 });
  });

  it('uses memory, and none once it is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const memory = await readMemory(new Map([...own, ['gone', gone]]));
    expect(memory.get('own')?.processes).toBe(1);
    expect(memory.get('own')?.residentKb).toBeGreaterThan(10_000);
    expect(memory.get('gone')?.residentKb).toBe(0);
  });

  it('keeps the processor time of a child that has ended', async () => {
    const before = (await readCpuUs(own)).get('own') ?? 0;
    const burn = 'const end = process.cpuUsage().user + 3e5; while (process.cpuUsage().user < end);';
    expect(spawnSync(process.execPath, ['-e', burn]).status).toBe(0);
    const after = (await readCpuUs(own)).get('own') ?? 0;
    expect(after - before).toBeGreaterThanOrEqual(290_000);
  });
});

describe('the processes of a platform', () => {
  it('are those that its state folder names', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'countersign-bench-test-'));
    try {
      await mkdir(path.join(home, 'run'));
      await writeFile(path.join(home, 'run', 'redis.pid'), JSON.stringify({ name: 'redis', pid: 12, tier: 0 }));
      await writeFile(path.join(home, 'run', 'platform.json'), JSON.stringify({ pid: 1 }));
      expect(await readPlatformPids(home)).toEqual(new Map([['redis', 12]]));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
