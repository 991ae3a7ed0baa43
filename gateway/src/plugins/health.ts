import fastifyPlugin from 'fastify-plugin';
import type { Probe } from '../clients.ts';

/** Time that a dependency has to answer. */
const limitMs = 500;
/** Time for which an answer is kept, so that many watchers cost one round of probes. */
const keptMs = 1_000;

interface Readiness {
  /** `draining`: it was told to end, and serves on until every balancer knows. */
  status: 'ready' | 'draining';
  dependencies: Record<string, 'up' | 'down'>;
  /** Names of the dependencies that are down. */
  degraded: string[];
}

/**
 * `/health/live` and `/health/ready`. Ready is 200 as long as the gateway itself can answer; what it depends on is
 * listed in the body, because taking every gateway away when one service is down would take the others' routes too. Once
 * `ending` is aborted it is 503, and every answer asks its client to come back by another connection: on this one there
 * will soon be nobody.
 */
export const health = fastifyPlugin<{
  probes: Readonly<Record<string, Probe>>;
  ending: AbortSignal | undefined;
}>(
  async (app, { probes, ending }) => {
    let kept: { readiness: Promise<Readiness>; untilMs: number } | undefined;
    const readiness = () => {
      const now = performance.now();
      if (kept === undefined || kept.untilMs <= now) kept = { readiness: check(probes), untilMs: now + keptMs };
      return kept.readiness;
    };

    app.addHook('onSend', async (_request, reply) => {
      if (ending?.aborted === true) reply.header('connection', 'close');
    });
    const options = { config: { public: true, rateLimit: false }, schema: { hide: true } } as const;
    app.get('/health/live', options, async () => ({ status: 'live' }));
    app.get('/health/ready', options, async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      if (ending?.aborted !== true) return await readiness();
      return await reply.code(503).send({ ...(await readiness()), status: 'draining' });
    });
  },
  { name: 'health' },
);

async function check(probes: Readonly<Record<string, Probe>>): Promise<Readiness> {
  const entries = Object.entries(probes);
  const results = await Promise.allSettled(entries.map(([, probe]) => inTime(probe(limitMs))));
  const degraded = entries.filter((_, index) => results[index]?.status === 'rejected').map(([name]) => name);
  return {
    status: 'ready',
    dependencies: Object.fromEntries(entries.map(([name]) => [name, degraded.includes(name) ? 'down' : 'up'])),
    degraded,
  };
}

/** Holds a probe to the limit even if it does not keep it itself. */
async function inTime(probe: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), limitMs);
  });
  try {
    await Promise.race([probe, limit]);
  } finally {
    clearTimeout(timer);
  }
}
