import { createLogger, createMetrics } from '@countersign/runtime';
import { expect, it } from '@jest/globals';
import { type FastifyContextConfig, type FastifySchema, fastify } from 'fastify';
import '../route-config.ts';
import { deprecation } from './deprecation.ts';
import { openapi } from './openapi.ts';
import { requestContext } from './request-context.ts';

const deprecated = { since: '2027-01-15', sunset: '2028-01-15', link: 'https://api.example.com/docs/changes' };

/** A gateway with one route that will go, and one that stays. */
async function startWithOldRoute() {
  const lines: string[] = [];
  const metrics = createMetrics('gateway');
  const destination = { write: (line: string) => void lines.push(line) };
  const app = fastify({ loggerInstance: createLogger({ service: 'gateway', level: 'info', destination }) });
  await app.register(requestContext);
  await app.register(deprecation, { registry: metrics });
  await app.register(openapi, { config: { publicUrl: 'https://api.example.com' } });
  const options = (id: string, config: FastifyContextConfig) => {
    const schema: FastifySchema = { operationId: id, summary: id, description: 'E1: a route.' };
    return { schema, config: { public: true as const, ...config } };
  };
  app.get('/v1/old/:thing', options('getOld', { deprecated }), async (request) => {
    request.call.actor = { userId: 'usr_1', accountId: 'acc_1' } as NonNullable<typeof request.call.actor>;
    return { old: true };
  });
  app.get('/v1/failing', options('getFailing', { deprecated: { since: '2027-01-15', link: deprecated.link } }), () => {
    throw new Error('broken');
  });
  app.get('/v1/new', options('getNew', {}), async () => ({ old: false }));
  await app.ready();
  return { app, lines, metrics };
}

it('tells callers of a route that it will go, when, and where to read on', async () => {
  const { app } = await startWithOldRoute();
  const { headers } = await app.inject('/v1/old/1');
  // RFC 9745 2.1, RFC 8594 3
  expect(headers).toMatchObject({
    deprecation: '@1799971200',
    sunset: 'Sat, 15 Jan 2028 00:00:00 GMT',
    link: '<https://api.example.com/docs/changes>; rel="deprecation"; type="text/html"',
  });
  const failed = (await app.inject('/v1/failing')).headers;
  expect(failed).toMatchObject({ deprecation: '@1799971200' });
  expect(failed).not.toHaveProperty('sunset');
  expect((await app.inject('/v1/new')).headers).not.toHaveProperty('deprecation');
  await app.close();
});

it('tells readers of the document', async () => {
  const { app } = await startWithOldRoute();
  const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, { get: object }> }>();
  expect(paths['/v1/old/{thing}']?.get).toMatchObject({
    deprecated: true,
    description:
      'E1: a route. Deprecated since 2027-01-15: see https://api.example.com/docs/changes. It goes on 2028-01-15 or later.',
  });
  expect(paths['/v1/new']?.get).not.toHaveProperty('deprecated');
  await app.close();
});

it('tells operators how often it is called still, for which account and by which program, and not by whom', async () => {
  const { app, lines, metrics } = await startWithOldRoute();
  await app.inject({ url: '/v1/old/1?secret=1', headers: { 'user-agent': 'ExampleShop/2.1 (robin@example.com)' } });
  await app.inject('/v1/old/2');
  await app.inject('/v1/new');
  expect(await metrics.metrics()).toMatch(
    /^http_deprecated_requests_total\{method="GET",route="\/v1\/old\/:thing",service="gateway"\} 2$/m,
  );
  const told = lines.filter((line) => line.includes('a deprecated route was called'));
  expect(told).toHaveLength(2);
  expect(JSON.parse(told[0] ?? '')).toMatchObject({
    route: '/v1/old/:thing',
    accountId: 'acc_1',
    program: 'ExampleShop/2.1',
  });
  expect(told.join()).not.toMatch(/usr_1|robin|secret/);
  await app.close();
});
