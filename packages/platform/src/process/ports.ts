import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

const host = '127.0.0.1';
// Below the range the kernel hands out to outgoing connections (ip_local_port_range, 32768 on), which would collide.
const firstFreePort = 20_000;
const lastFreePort = 32_000;

/** Ports are looked for in runs of so many, which hold all of a platform. */
const runLength = 32;
const runs = Math.floor((lastFreePort - firstFreePort) / runLength);

/** Finds a TCP port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Finds `count` different free TCP ports of 127.0.0.1. They are held together and then let go, so none comes twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  const ports: number[] = [];
  try {
    // One after the other from the start of a run: whoever looks at the same moment is rarely in the same run, while ports
    // at random would meet now and then before either has taken them.
    const first = firstFreePort + randomInt(runs) * runLength;
    for (let tries = 0; ports.length < count; tries += 1) {
      if (tries > count + 1000) throw new Error('no free TCP port was found');
      const port = firstFreePort + ((first - firstFreePort + tries) % (lastFreePort - firstFreePort));
      // oxlint-disable-next-line no-await-in-loop -- each try depends on what the ones before got
      const server = await tryListen(port);
      if (server === undefined) continue;
      servers.push(server);
      ports.push(port);
    }
    return ports;
  } finally {
    await Promise.all(servers.map(close));
  }
}

/** Whether nobody listens on this port of 127.0.0.1, or of every address. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = await tryListen(port);
  if (server === undefined) return false;
  await close(server);
  return true;
}

function tryListen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
