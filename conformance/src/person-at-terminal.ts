import { createServer } from 'node:http';
import { createInterface } from 'node:readline/promises';
import type { Person, RegisteredClient } from './applicant.ts';

const patienceMs = 300_000;

/** A person who reads what is printed, follows addresses in a browser, and types codes. `close` lets the process end. */
export function createPersonAtTerminal(): Person & { close: () => void } {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const follow = async (address: URL, what: string, { redirectUri }: RegisteredClient): Promise<URL> => {
    console.log(`\n${what}, in a browser:\n  ${address.href}`);
    return await awaitRedirect(Number(new URL(redirectUri).port));
  };
  return {
    approve: async (address, client) => await follow(address, 'Log in and approve what is asked', client),
    refuse: async (address, client) => await follow(address, 'Refuse what is asked', client),
    answer: async (object, challenge) => {
      const { label: given } = object;
      const label = typeof given === 'string' ? given : 'the factor';
      return (await terminal.question(`Code for ${label}${challenge === '' ? '' : ` (${challenge})`}: `)).trim();
    },
    approveElsewhere: async () => {
      await terminal.question('Approve what waits for you on the server’s own page, then press Enter. ');
    },
    close: () => terminal.close(),
  };
}

/** Waits at the redirect URI, a port of this machine, until a browser comes back to it. */
async function awaitRedirect(port: number): Promise<URL> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end('You can go back to the terminal.');
    resolve(new URL(request.url ?? '/', `http://${request.headers.host ?? `localhost:${port}`}`));
  });
  server.once('error', reject);
  server.listen(port);
  const limit = setTimeout(() => reject(new Error('nobody came back within five minutes')), patienceMs);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    server.close();
    server.closeAllConnections();
  }
}
