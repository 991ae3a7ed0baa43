// Writes openapi.json, the contract that front-end teams read and the typed client is made from: `npm run generate`. With
// --check it fails when the committed one is another. No service is asked: building the routes calls none.
import { readFileSync, writeFileSync } from 'node:fs';
import { createLogger, createMetrics, systemClock } from '@countersign/runtime';
import { exportJWK, generateKeyPair } from 'jose';
import { type AppDeps, buildApp } from './src/app.ts';
import { readTokenKeys } from './src/tokens.ts';

const file = new URL('openapi.json', import.meta.url);

async function describe(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const unasked = new Proxy({}, { get: (_, name) => () => Promise.reject(new Error(`${String(name)} was asked`)) });
  const app = await buildApp({
    config: {
      publicUrl: 'http://localhost:8080',
      corsOrigins: [],
      trustProxy: false,
      appLinks: [],
      requestsPerMinute: 1,
      sensitiveRequestsPerMinute: 1,
      provider: { name: 'Countersign', region: 'ZZ' },
    },
    clients: new Proxy({}, { get: () => unasked }) as AppDeps['clients'],
    probes: {},
    tokenKeys: await readTokenKeys(JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'none' }] })),
    sessions: { requireCurrent: () => undefined },
    rateLimitStore: { count: () => Promise.resolve({ current: 0, ttl: 0 }) },
    proofStore: { takeOnce: () => Promise.resolve(false) },
    logger: createLogger({ service: 'gateway', level: 'silent' }),
    metrics: createMetrics('gateway'),
    clock: systemClock,
  });
  try {
    await app.ready();
    return `${JSON.stringify(app.swagger(), null, 2)}\n`;
  } finally {
    await app.close();
  }
}

const text = await describe();
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('gateway/openapi.json is not what the routes say: npm run generate');
  process.exitCode = 1;
}
