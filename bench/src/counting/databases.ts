import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '@countersign/platform';

/** Address of a platform's PostgreSQL as its administrator. */
export async function adminUrl({ home, ports }: Platform): Promise<string> {
  const password = await readSecret(home, 'postgres-password');
  return `postgres://postgres:${password}@127.0.0.1:${ports['postgres']}/postgres`;
}

/** Address of a service's database, as the administrator. */
export async function databaseUrlOf(platform: Platform, service: string): Promise<string> {
  const url = new URL(await adminUrl(platform));
  url.pathname = `/countersign_${service.replaceAll('-', '_')}`;
  return url.href;
}

/** Where a platform's Redis is. */
export async function redisAddress({
  home,
  ports,
}: Platform): Promise<{ host: string; port: number; password: string }> {
  return { host: '127.0.0.1', port: Number(ports['redis']), password: await readSecret(home, 'redis-password') };
}

async function readSecret(home: string, name: string): Promise<string> {
  return (await readFile(path.join(home, 'secrets', name), 'utf8')).trim();
}
