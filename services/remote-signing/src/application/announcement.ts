import { lookup } from 'node:dns/promises';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { invalidField } from '@countersign/errors';
import type { Logger } from '@countersign/runtime';
import { retrying } from '../signature/retrying.ts';
import { isPublicAddress } from './public-address.ts';

const longestUri = 2048;
const attemptMs = 5_000;
const pausesMs = [1_000, 5_000] as const;

/** How announcements leave; the world's own unless a test says otherwise. */
export interface AnnouncementWays {
  resolve: (host: string) => Promise<readonly string[]>;
  isPermitted: (address: string) => boolean;
  pausesMs: readonly number[];
  /** Authorities to trust instead of the system's, PEM. */
  ca?: string;
}

const usualWays: AnnouncementWays = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  isPermitted: isPublicAddress,
  pausesMs,
};

/**
 * Checks where an application wants to be told that a result is there: https, exactly one of the hosts that it registered
 * (with the port, unless it is 443), nothing of a user in it. Throws `RESPONSE_URI_INVALID`.
 */
export function requireResponseUri(given: string, hosts: readonly string[]): void {
  const uri = given.length <= longestUri && URL.canParse(given) ? new URL(given) : undefined;
  const isFine =
    uri?.protocol === 'https:' &&
    uri.username === '' &&
    uri.password === '' &&
    !given.includes('#') &&
    hosts.some((host) => host.toLowerCase() === uri.host);
  if (!isFine) {
    throw invalidField(
      'RESPONSE_URI_INVALID',
      '/responseUri',
      'must be https, on a host that the application registered',
    );
  }
}

/**
 * Tells an application that a result is there, by its id alone; three times at most. Whoever answers is a host in the
 * Internet: its name is resolved once, every address of it looked at, and the connection made to one of those. Redirects
 * are not followed, and nothing of the answer but its status is read. Never throws: who is not told polls.
 */
export async function announce(
  { logger }: { logger: Logger },
  { uri, responseId }: { uri: string; responseId: string },
  ways: Partial<AnnouncementWays> = {},
): Promise<boolean> {
  const all = { ...usualWays, ...ways };
  try {
    await retrying({ pausesMs: all.pausesMs, mayPass: () => true }, () => post(new URL(uri), responseId, all));
    return true;
  } catch (err) {
    logger.warn({ err, responseId }, 'an application could not be told that its result is there');
    return false;
  }
}

async function post(uri: URL, responseId: string, { resolve, isPermitted, ca }: AnnouncementWays): Promise<void> {
  const host = uri.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const [address] = addresses;
  if (address === undefined || !addresses.every(isPermitted)) throw new Error('the host is not in the Internet');
  const body = JSON.stringify({ responseID: responseId });
  const status = await new Promise<number>((settle, fail) => {
    const sent = request(
      {
        // The address that was looked at, and no other that the name may have by now.
        host: address,
        servername: isIP(host) === 0 ? host : '',
        port: uri.port === '' ? 443 : Number(uri.port),
        path: `${uri.pathname}${uri.search}`,
        method: 'POST',
        headers: {
          host: uri.host,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          connection: 'close',
        },
        agent: false,
        maxHeaderSize: 8 * 1024,
        signal: AbortSignal.timeout(attemptMs),
        ...(ca === undefined ? {} : { ca }),
      },
      (answer) => {
        settle(answer.statusCode ?? 0);
        answer.destroy();
      },
    );
    sent.once('error', fail);
    sent.end(body);
  });
  if (status < 200 || status > 299) throw new Error(`the application answered ${status}`);
}
