import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be closed: whoever comes then is refused, and whoever is inside is thrown out. */
export class Gate {
  readonly port: number;
  /** Port that it leads to; known later than its own. */
  target = 0;
  #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#lead(socket));
  }

  /** Opens a gate on a free port of this machine. */
  static async open(): Promise<Gate> {
    return new Gate(await listen(0));
  }

  /** Closes it until `reopen`. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Lets through again. */
  async reopen(): Promise<void> {
    this.#server = await listen(this.port);
    this.#server.on('connection', (socket) => this.#lead(socket));
  }

  #lead(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    const ends = [client, server];
    for (const socket of ends) {
      this.#sockets.add(socket);
      // The other end hears of it by the end of its own connection.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
    client.pipe(server).pipe(client);
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
