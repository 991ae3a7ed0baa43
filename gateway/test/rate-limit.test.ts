import { testRedis } from '@countersign/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRateLimitStore } from '../src/rate-limit-store.ts';
import { startGateway, type TestGateway } from './gateway.ts';
import { allAnswers } from './route-cases/route-table.ts';

const open: TestGateway[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

async function limited(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({
    answers: allAnswers(),
    ...options,
    config: { requestsPerMinute: 5, sensitiveRequestsPerMinute: 2, ...options.config },
  });
  open.push(gateway);
  return gateway;
}

describe('the rate limit', () => {
  it('refuses with a problem that says when to come back', async () => {
    const { app } = await limited();
    const all = await Promise.all(Array.from({ length: 20 }, () => app.inject('/v1/payment-page')));
    expect(all.filter(({ statusCode }) => statusCode === 200)).toHaveLength(5);
    const refused = all.find(({ statusCode }) => statusCode === 429);
    expect(refused?.json()).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused?.headers['ratelimit-limit']).toBe('5');
  });

  it('counts guesses of paths and refused tokens too', async () => {
    const { app } = await limited();
    const wrong = () => [app.inject('/v1/nothing'), app.inject('/v1/account')];
    const all = await Promise.all([...wrong(), ...wrong(), ...wrong(), ...wrong()]);
    expect(all.filter(({ statusCode }) => statusCode === 429).length).toBe(3);
  });

  it('counts addresses apart, and believes in forwarded ones only behind a trusted proxy', async () => {
    const from = (gateway: TestGateway, address: string) =>
      gateway.app.inject({ url: '/v1/payment-page', headers: { 'x-forwarded-for': address } });
    const ask = async (gateway: TestGateway) => {
      const all = await Promise.all(Array.from({ length: 10 }, (_, index) => from(gateway, `203.0.113.${index}`)));
      return all.filter(({ statusCode }) => statusCode === 429).length;
    };
    expect(await ask(await limited())).toBe(5);
    expect(await ask(await limited({ config: { trustProxy: ['127.0.0.1'] } }))).toBe(0);
  });

  it('is stricter where secrets are checked, over all routes of a group together', async () => {
    const { app } = await limited();
    const headers = { 'login-flow-secret': 's' };
    const start = () => app.inject({ method: 'POST', url: '/v1/login-flows', payload: { userId: 'a@example.com' } });
    const password = () =>
      app.inject({ method: 'POST', url: '/v1/login-flows/lfl_1/password', headers, payload: { password: 'x' } });
    expect((await start()).statusCode).toBe(201);
    expect((await password()).statusCode).toBe(200);
    expect((await start()).statusCode).toBe(429);
    expect((await password()).statusCode).toBe(429);
    const lookup = { method: 'POST', url: '/v1/activations/lookup', payload: { token: 'x' } } as const;
    expect((await app.inject(lookup)).statusCode).toBe(200);
  });

  it('never refuses the probes of operators', async () => {
    const { app } = await limited();
    const all = await Promise.all(Array.from({ length: 30 }, () => app.inject('/health/live')));
    expect(all.every(({ statusCode }) => statusCode === 200)).toBe(true);
  });

  it('is shared by gateways that count in the same Redis', async () => {
    const { url, prefix } = testRedis();
    const redis = new Redis(url);
    const [first, second] = [createRateLimitStore(redis, prefix), createRateLimitStore(redis, prefix)];
    const key = '203.0.113.9';
    expect((await first.count(key, 60_000)).current).toBe(1);
    const { current, ttl } = await second.count(key, 60_000);
    expect(current).toBe(2);
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(60_000);
    redis.disconnect();
  });

  it('goes on when Redis has forgotten how to count', async () => {
    const { url, prefix } = testRedis();
    const redis = new Redis(url);
    const store = createRateLimitStore(redis, prefix);
    expect((await store.count('203.0.113.10', 60_000)).current).toBe(1);
    // Safe beside others: whoever sends scripts sends them again.
    await redis.script('FLUSH');
    expect((await store.count('203.0.113.10', 60_000)).current).toBe(2);
    redis.disconnect();
  });

  it('lets requests pass while Redis is away, and says so', async () => {
    const log: string[] = [];
    const redis = new Redis({
      host: '127.0.0.1',
      port: 1,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined);
    const gateway = await limited({ redis, log });
    const all = await Promise.all(Array.from({ length: 10 }, () => gateway.app.inject('/v1/payment-page')));
    expect(all.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(log.filter((line) => line.includes('requests could not be counted; they pass'))).toHaveLength(1);
    expect((await gateway.app.inject('/metrics')).body).toMatch(/rate_limit_failures_total\{[^}]*\} 10/);
  });
});
