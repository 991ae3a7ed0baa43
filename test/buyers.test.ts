import { startTraceCollector, type TraceCollector } from '@countersign/testing';
import { afterAll, beforeAll } from '@jest/globals';
import { describeAccounts } from './buyers/accounts.ts';
import { describeApplications } from './buyers/applications.ts';
import { describeClient } from './buyers/client.ts';
import { describeShop } from './buyers/shop.ts';
import { describeSpans, describeTraces } from './buyers/traces.ts';
import { sharePlatform } from './src/shared-platform.ts';

let collector: TraceCollector;
// Before the platform is started, whose processes read it.
beforeAll(async () => {
  collector = await startTraceCollector();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.endpoint;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '200';
});

sharePlatform(
  (running) => describeTraces(running, () => collector),
  describeShop,
  describeClient,
  describeAccounts,
  describeApplications,
  (running) => describeSpans(running, () => collector),
);

// After the platform has sent its last spans.
afterAll(() => collector.close());
