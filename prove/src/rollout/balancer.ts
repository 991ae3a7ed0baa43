import { connect, createServer, type Socket } from 'node:net';

/** What stands before the gateways. */
export interface Balancer {
  readonly url: string;
  /** Names the gateways and begins to look after them; resolves when each was ready once. */
  watch(ports: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

interface Gateway {
  port: number;
  /** When it was first seen not to be ready, ms of the process's clock; absent while it is. */
  notReadySince?: number;
}

const lookEveryMs = 1_000;
const lookLimitMs = 900;
/** Time for which new connections may still reach a gateway that is not ready any more, as with real balancers. */
const lagMs = 2_000;

/**
 * A balancer of connections, as dull as real ones are: it asks each gateway once a second whether it is ready, believes that it
 * is not two seconds later, and hands each new connection to the next one that it believes in. It knows nothing of requests,
 * repeats none and closes no connection by itself.
 */
export async function startBalancer(): Promise<Balancer> {
  let gateways: Gateway[] = [];
  let turn = 0;
  const open = new Set<Socket>();
  const choose = (): Gateway | undefined => {
    const now = performance.now();
    const believed = gateways.filter(({ notReadySince }) => notReadySince === undefined || now - notReadySince < lagMs);
    turn += 1;
    return believed[turn % believed.length];
  };
  const server = createServer((incoming) => {
    const gateway = choose();
    if (gateway === undefined) {
      incoming.destroy();
      return;
    }
    const outgoing = connect(gateway.port, '127.0.0.1');
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroySoon();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const look = async (gateway: Gateway) => {
    const url = `http://127.0.0.1:${gateway.port}/health/ready`;
    const signal = AbortSignal.timeout(lookLimitMs);
    const isReady = await fetch(url, { signal, headers: { connection: 'close' } }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.ok;
      },
      () => false,
    );
    if (isReady) delete gateway.notReadySince;
    else gateway.notReadySince ??= performance.now();
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    url: `http://localhost:${port}`,
    watch: async (ports) => {
      gateways = ports.map((each) => ({ port: each }));
      await Promise.all(gateways.map(look));
      timer = setInterval(() => void Promise.all(gateways.map(look)), lookEveryMs);
    },
    close: async () => {
      clearInterval(timer);
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
