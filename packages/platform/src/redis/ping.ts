import { connect } from 'node:net';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

const limitMs = 2000;

/**
 * Asks a Redis server, as one who knows the password, whether it is ready. Answers `ready`, or in words why not; it never
 * rejects. The password decides that it is our server and not another one on the same port.
 */
export function pingRedis({ host, port, password }: RedisAddress): Promise<string> {
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
    socket.once('connect', () => socket.write(`${command('AUTH', password)}${command('PING')}`));
    socket.on('data', (data) => {
      received += data.toString('latin1');
      const [auth = '', ping] = received.split('\r\n');
      if (auth.startsWith('-')) finish(auth.slice(1));
      else if (ping?.startsWith('+PONG') === true) finish('ready');
      else if (ping?.startsWith('-') === true) finish(ping.slice(1));
    });
  });
}

function command(...words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
