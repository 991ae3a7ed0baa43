import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Something between a client and a server that keeps all bytes of both directions. */
export interface RecordingProxy {
  /** `http://127.0.0.1:…`. */
  url: string;
  /** What was sent so far: one piece for each connection and direction. */
  transcript: () => Buffer[];
  close: () => Promise<void>;
}

/** Starts one in front of a port of this machine; plain TCP, so that what is recorded is what is on the wire. */
export async function startRecordingProxy(port: number): Promise<RecordingProxy> {
  const pieces: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const record = (from: Socket, to: Socket) => {
    const piece: Buffer[] = [];
    pieces.push(piece);
    sockets.add(from);
    from.on('data', (bytes) => {
      piece.push(bytes);
      to.write(bytes);
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
  };
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1');
    record(client, behind);
    record(behind, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    transcript: () => pieces.map((piece) => Buffer.concat(piece)),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
