import type { ConnectionOptions } from 'bullmq';

/** Where the queues live. */
export interface RedisPlace {
  /** redis:// or rediss:// address. */
  url: string;
  /** Prefix of all keys, `countersign` by default; tests take one each. */
  prefix?: string;
}

/** Connection options, never an instance: an instance would keep the process alive after everything is closed. */
export function connectionOptions({ url }: RedisPlace): ConnectionOptions {
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  return {
    host: hostname,
    port: Number(port || '6379'),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 ? { db: Number(pathname.slice(1)) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
  };
}

/** The prefix of all keys at a place. */
export function keyPrefix({ prefix }: RedisPlace): string {
  return prefix ?? 'countersign';
}
