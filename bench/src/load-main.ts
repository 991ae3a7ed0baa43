// The load generator: a process of its own, so that it shares no event loop with what it measures.
import { createHistogram } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { answerParent } from './child.ts';
import type { LoadOptions, LoadResult } from './load.ts';

answerParent(generateLoad);

/** Throws if anything but a success came back: the speed of refusals is not what is asked. */
async function generateLoad({
  url,
  headers,
  method = 'GET',
  each,
  connections,
  seconds,
}: LoadOptions): Promise<LoadResult> {
  // Microseconds; autocannon's own histogram counts whole milliseconds, and a bare route takes less than one.
  const durations = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });
  const begun = performance.now();
  let connected = 0;
  const load = autocannon({
    url,
    headers,
    method,
    connections,
    duration: seconds,
    sampleInt: 100,
    setupClient: (client) => {
      const own = each?.[connected];
      connected += 1;
      if (own !== undefined) client.setHeadersAndBody({ ...headers, ...own.headers }, own.body);
    },
  });
  load.on('response', (_client, _status, _bytes, durationMs) => {
    durations.record(Math.max(1, Math.round(durationMs * 1000)));
  });
  const { non2xx, errors, resets } = await load;
  const tookMs = performance.now() - begun;
  if (non2xx + errors + resets > 0 || durations.count === 0) {
    const refused = `${non2xx} refusals, ${errors} errors, ${resets} resets`;
    throw new Error(`${url}: ${refused} among ${durations.count} answers`);
  }
  return {
    requests: durations.count,
    seconds: tookMs / 1000,
    p50Ms: durations.percentile(50) / 1000,
    p99Ms: durations.percentile(99) / 1000,
  };
}
