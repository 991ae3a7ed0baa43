import { connect } from 'node:net';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Empty for a server without one. */
  readonly password: string;
  readonly username?: string;
}

const limitMs = 2000;

/**
 * Asks a Redis server, as one who knows the password, whether it is ready. Answers `ready`, or in words why not; it never
 * rejects. The password decides that it is our server and not another one on the same port.
 */
export function pingRedis({ host, port, password, username }: RedisAddress): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    let received = '';
    socket.setTimeout(limitMs, () => finish('no answer'));
    socket.once('error', (error) => finish(error.message));
    socket.once('close', () => finish('connection closed'));
    const auth = password === '' ? '' : command('AUTH', ...(username ? [username] : []), password);
    socket.once('connect', () => socket.write(`${auth}${command('PING')}`));
    socket.on('data', (data) => {
      received += data.toString('latin1');
      const lines = received.split('\r\n').slice(0, -1);
      const refusal = lines.find((line) => line.startsWith('-'));
      if (refusal !== undefined) finish(refusal.slice(1));
      else if (lines.includes('+PONG')) finish('ready');
    });
  });
}

function command(...words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
