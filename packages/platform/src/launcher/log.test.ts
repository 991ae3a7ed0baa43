import { describe, expect, it } from '@jest/globals';
import { createPlatformLog, readLine } from './log.ts';

const serving = '{"level":"info","time":"2026-01-02T03:04:05.678Z","service":"catalog","msg":"serving","port":7101}';
const failing =
  '{"level":50,"time":1767323045678,"msg":"failed","err":{"type":"Error","message":"no database","stack":"Error: …"}}';

describe('a line of a process', () => {
  it.each([
    [serving, 'info', '03:04:05.678 INFO serving port=7101'],
    [failing, 'error', '03:04:05.678 ERROR failed err=Error: no database'],
    ['applied 2026-01-01', 'info', 'applied 2026-01-01'],
    ['{"not":"a log line"}', 'info', '{"not":"a log line"}'],
    ['{ broken', 'info', '{ broken'],
    ['2026 [1] FATAL:  out of memory', 'fatal', '2026 [1] FATAL:  out of memory'],
    [
      '{"level":"info","requestId":"r-1","orderId":"ord_1","msg":"order paid"}',
      'info',
      'INFO order paid orderId=ord_1 requestId=r-1',
    ],
    ['TypeError: x is not a function', 'error', 'TypeError: x is not a function'],
  ])('%s is read as %s', (text, level, shown) => {
    expect(readLine(text)).toEqual({ level, shown });
  });
});

describe('the log of a platform', () => {
  function collect(quiet: boolean) {
    const lines: string[] = [];
    const log = createPlatformLog({ quiet, colour: false, write: (line) => lines.push(line) });
    log.note('starting');
    log.line('catalog', { stream: 'stdout', text: serving });
    log.line('order', { stream: 'stdout', text: failing });
    log.warn('order ended');
    return { lines, log };
  }

  it('names the process before each of its lines', () => {
    const { lines } = collect(false);
    expect(lines).toEqual([
      'starting',
      'catalog               | 03:04:05.678 INFO serving port=7101',
      'order                 | 03:04:05.678 ERROR failed err=Error: no database',
      'order ended',
    ]);
  });

  it('does not show that PostgreSQL refuses connections while it starts', () => {
    const { lines, log } = collect(false);
    const refusal = '2026 [1] FATAL:  the database system is starting up';
    log.line('postgres', { stream: 'stderr', text: refusal });
    expect(lines.join()).not.toContain('starting up');
    expect(log.recent('postgres')).toEqual([refusal]);
  });

  it('shows only warnings and worse when quiet, but keeps all', () => {
    const { lines, log } = collect(true);
    expect(lines).toEqual(['order                 | 03:04:05.678 ERROR failed err=Error: no database', 'order ended']);
    expect(log.recent('catalog')).toEqual([serving]);
    expect(log.recent()).toEqual([serving, failing]);
  });
});
