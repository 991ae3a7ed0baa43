import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';
import { closeTelemetry, startTelemetry } from './telemetry.ts';
import { isTracing, startEntrySpan, startSpan } from './tracing.ts';
import { isTraceparent, runWithIds } from './work-ids.ts';

const outside = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

let lines: Record<string, unknown>[];
let collector: Server;
let isAway: boolean;
/** Told of each request. */
let told: () => void;
let received: { headers: Record<string, unknown>; body: string }[];

const logger = createLogger({
  service: 'test',
  destination: { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
});

beforeEach(async () => {
  lines = [];
  received = [];
  isAway = false;
  told = () => undefined;
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      // 400 is not tried again, unlike 503.
      response.writeHead(isAway ? 400 : 200, { 'content-type': 'application/json' }).end('{}');
      if (!isAway) received.push({ headers: request.headers, body });
      told();
    });
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '1';
});
afterEach(async () => {
  await closeTelemetry();
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  collector.closeAllConnections();
  collector.close();
});

const start = async (isEdge = false) => await startTelemetry({ service: 'order', logger, isEdge });

/** Ends one span and waits until the collector was asked. */
async function sendOne(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  told = asked.resolve;
  startEntrySpan('work', 'server')?.end();
  await asked.promise;
  // The answer is read after it was sent.
  while (lines.length === 0) {
    // oxlint-disable-next-line no-await-in-loop
    await new Promise(setImmediate);
  }
}

describe('telemetry', () => {
  it('is off without the address of a collector, or when it is switched off', async () => {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await start();
    expect([isTracing(), startEntrySpan('work', 'server'), lines]).toEqual([false, undefined, []]);
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:4318';
    process.env['OTEL_SDK_DISABLED'] = 'true';
    await start();
    expect(isTracing()).toBe(false);
  });

  it('sends what is left when it is closed, with the names and headers of the standard settings', async () => {
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '60000';
    process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'deployment.environment.name=staging';
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-collector=plum';
    await start();
    startEntrySpan('work', 'server', { attributes: { 'http.route': '/v1/carts' } })?.end();
    await closeTelemetry();
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect([received.length, headers['x-collector']]).toEqual([1, 'plum']);
    expect(body).toContain('{"key":"service.name","value":{"stringValue":"order"}}');
    expect(body).toContain('{"key":"deployment.environment.name","value":{"stringValue":"staging"}}');
    expect(body).toContain('"name":"work"');
    expect(isTracing()).toBe(false);
  });

  it('takes the name of the process from OTEL_SERVICE_NAME', async () => {
    process.env['OTEL_SERVICE_NAME'] = 'order-canary';
    await start();
    await sendOne();
    await closeTelemetry();
    expect(received[0]?.body).toContain('{"key":"service.name","value":{"stringValue":"order-canary"}}');
  });

  it('says once that the collector takes nothing, and that it takes traces again', async () => {
    await start();
    const said = () => lines.map(({ msg }) => msg);
    lines.length = 0;
    isAway = true;
    await sendOne();
    await sendOne();
    await sendOne();
    expect(said()).toEqual(['the collector takes no traces; they are dropped']);
    isAway = false;
    await sendOne();
    await closeTelemetry();
    expect(said().at(-1)).toBe('the collector takes traces again');
    expect(said()).toHaveLength(2);
  });

  it('does not keep a process from its end while nobody listens at the address of the collector', async () => {
    collector.close();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1';
    await start();
    startEntrySpan('work', 'server')?.end();
    const begun = performance.now();
    await closeTelemetry();
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it('warns of settings that mean nothing', async () => {
    process.env['OTEL_TRACES_SAMPLER'] = 'coin';
    process.env['OTEL_TRACES_SAMPLER_ARG'] = 'most';
    await start();
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
    expect(startEntrySpan('work', 'server')?.traceparent).toMatch(/-01$/);
    await closeTelemetry();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'collector';
    await start();
    expect(isTracing()).toBe(false);
  });
});

describe('whether a trace is kept', () => {
  const flagOf = (parent?: string) => startEntrySpan('work', 'server', { parent })?.traceparent.slice(53);

  it('is decided where it begins, by the ratio', async () => {
    process.env['OTEL_TRACES_SAMPLER_ARG'] = '0';
    await start();
    expect([flagOf(), flagOf(`${outside}-00`), flagOf(`${outside}-01`)]).toEqual(['00', '00', '01']);
  });

  it.each([
    ['0', '00'],
    ['1', '01'],
  ])('is not decided by clients: with a ratio of %s every flag becomes %s', async (ratio, flag) => {
    process.env['OTEL_TRACES_SAMPLER_ARG'] = ratio;
    await start(true);
    expect([flagOf(`${outside}-00`), flagOf(`${outside}-01`)]).toEqual([flag, flag]);
    expect(startEntrySpan('work', 'server', { parent: `${outside}-01` })?.traceparent.slice(0, 35)).toBe(
      outside.slice(0, 35),
    );
  });

  it('is not decided by clients who choose the id of their trace', async () => {
    process.env['OTEL_TRACES_SAMPLER_ARG'] = '0.000001';
    await start(true);
    // The least of all ids: every ratio keeps it.
    expect(flagOf('00-00000000000000000000000000000001-b7ad6b7169203331-01')).toBe('00');
  });

  it('holds for all that is done within', async () => {
    await start();
    const within = (flags: string) =>
      runWithIds({ requestId: 'request-1', traceparent: `${outside}-${flags}` }, () => startSpan('ask', 'client'));
    expect([within('00'), startSpan('ask', 'client')]).toEqual([undefined, undefined]);
    expect(within('01')?.traceparent).toMatch(new RegExp(`^${outside.slice(0, 36)}`));
  });
});

describe('a traceparent', () => {
  it.each([
    [`${outside}-01`, true],
    ['00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
    ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', false],
    [`01${outside.slice(2)}-01`, false],
    [`${outside.toUpperCase()}-01`, false],
    [`${outside}-01-more`, false],
    [undefined, false],
  ])('%s is one: %s', (value, valid) => {
    expect(isTraceparent(value)).toBe(valid);
  });
});
