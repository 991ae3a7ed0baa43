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

/** Waits for `work` no longer than `limitMs`: BullMQ waits for a lost Redis for ever. Throws when the time is over. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The prefix of all keys at a place. */
export function keyPrefix({ prefix }: RedisPlace): string {
  return prefix ?? 'countersign';
}
