import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, createMetrics } from '@countersign/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FollowedKeyring, followKeyring } from './followed-keyring.ts';
import { open, seal } from './seal.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const one = { current: 1, keys: { 1: key(1) } };
const waiting = { current: 1, keys: { 1: key(1), 2: key(2) }, next: { version: 2, from: '2027-01-31T12:00:00Z' } };
const here = { table: 'things', row: 'thg_1', column: 'secret' };

let folder: string;
let file: string;
let now: Date;
let lines: string[];
let ring: FollowedKeyring;

const write = (content: object | string) => {
  const text = typeof content === 'string' ? content : `${JSON.stringify(content)}\n`;
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
};

/** Another process with the same file. */
const follow = (metrics = createMetrics('test')) =>
  followKeyring('KEYRING', JSON.stringify(one), {
    environment: { KEYRING_FILE: file },
    logger: createLogger({
      service: 'test',
      level: 'info',
      destination: { write: (line: string) => lines.push(line) },
    }),
    metrics,
    everyMs: 3_600_000,
    now: () => now,
  });

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-keyring-'));
  file = path.join(folder, 'keyring.json');
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  now = new Date('2027-01-31T11:50:00Z');
  lines = [];
  write(one);
  ring = follow();
});

describe('a keyring that follows its file', () => {
  it('opens what another process seals with a new key, before and after it reads the file', async () => {
    const early = follow();
    write(waiting);
    await early.refresh();
    expect([early.current, [...early.keys.keys()]]).toEqual([1, [1, 2]]);
    expect(open(ring, seal(early, Buffer.from('a'), here), here).toString()).toBe('a');

    await ring.refresh();
    now = new Date('2027-01-31T12:00:00Z');
    await early.refresh();
    expect([early.current, ring.current]).toEqual([2, 1]);
    expect(open(ring, seal(early, Buffer.from('b'), here), here).toString()).toBe('b');
    expect(open(early, seal(ring, Buffer.from('c'), here), here).toString()).toBe('c');
  });

  it('changes at the moment that the file names, also when nothing can be read then', async () => {
    write(waiting);
    await ring.refresh();
    rmSync(file);
    await ring.refresh();
    expect(ring.current).toBe(1);
    now = new Date('2027-01-31T12:00:00Z');
    await ring.refresh();
    expect(ring.current).toBe(2);
  });

  it('forgets a key that was taken out', async () => {
    write({ current: 2, keys: { 2: key(2) } });
    await ring.refresh();
    expect([ring.current, [...ring.keys.keys()]]).toEqual([2, [2]]);
  });

  it('stays as it is when the file is an older one, without the version that seals', async () => {
    write(waiting);
    await ring.refresh();
    write(one);
    await ring.refresh();
    expect([...ring.keys.keys()]).toEqual([1]);
    write({ current: 2, keys: { 2: key(2) } });
    await ring.refresh();
    const sealed = seal(ring, Buffer.from('a'), here);
    write(one);
    await ring.refresh();
    await ring.refresh();
    expect([ring.current, open(ring, sealed, here).toString()]).toEqual([2, 'a']);
    expect(lines.filter((line) => line.includes('it lacks the version that seals'))).toHaveLength(1);
    // One that has both may be gone back to.
    write({ current: 1, keys: { 1: key(1), 2: key(2) } });
    await ring.refresh();
    expect([ring.current, open(ring, sealed, here).toString()]).toEqual([1, 'a']);
  });

  it.each([
    ['half of it', JSON.stringify(waiting).slice(0, 60)],
    ['nothing', ''],
    ['another key under a version that is known', { current: 1, keys: { 1: key(3) } }],
    ['a next version without a key', { ...one, next: waiting.next }],
    ['a next version without a moment', { ...waiting, next: { version: 2, from: 'soon' } }],
  ])('stays as it is when the file holds %s, and says so once', async (_case, content) => {
    write(content);
    await ring.refresh();
    await ring.refresh();
    expect([ring.current, [...ring.keys.keys()]]).toEqual([1, [1]]);
    expect(lines.filter((line) => line.includes('not taken over'))).toHaveLength(1);
    expect(lines.join('')).not.toMatch(/AQEB|AgIC|AwMD/);
    write(waiting);
    await ring.refresh();
    expect([...ring.keys.keys()]).toEqual([1, 2]);
  });

  it('tells in figures which version it knows and which it seals with', async () => {
    const metrics = createMetrics('test');
    ring = follow(metrics);
    write(waiting);
    await ring.refresh();
    expect(await metrics.getSingleMetricAsString('keyring_current_version')).toContain(
      'keyring="KEYRING",service="test"} 1',
    );
    expect(await metrics.getSingleMetricAsString('keyring_newest_version')).toContain(
      'keyring="KEYRING",service="test"} 2',
    );
  });

  it('keeps the text it was given where no file is named', async () => {
    const fixed = followKeyring('PEPPER', JSON.stringify(waiting), {
      environment: { PEPPER_FILE: '' },
      logger: createLogger({ service: 'test', level: 'silent' }),
      metrics: createMetrics('test'),
      now: () => now,
    });
    now = new Date('2027-01-31T12:00:00Z');
    await fixed.refresh();
    expect(fixed.current).toBe(2);
    fixed.close();
  });
});
