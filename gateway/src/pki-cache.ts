import { DomainError } from '@countersign/errors';
import type { Clock } from '@countersign/runtime';
import type { CertificateAuthorityClient } from './clients.ts';
import { getDate } from './json.ts';

/**
 * Time for which an answer is used without asking again, here and by those who keep our answers: together less than the
 * minute within which a revocation has to be seen.
 */
export const freshSeconds = 25;
const freshMs = freshSeconds * 1000;

export interface PkiCache {
  /** The revocation list of an authority, DER. Throws `AUTHORITY_NOT_FOUND`. */
  getCrl(authority: string): Promise<Buffer>;
  /** The certificate of an authority, DER; undefined for an unknown one. */
  findCertificate(authority: string): Promise<Buffer | undefined>;
}

interface Kept<T> {
  value: T;
  askedAtMs: number;
  /** Moment until which the value may be used when the authority cannot be asked. */
  usableUntilMs: number;
}

/** Answers about the status of certificates that are kept at most; about a kilobyte each. */
const mostAnswers = 5_000;
/** Requests that are longer than twenty of the usual ones are passed on, and their answers are not kept. */
const longestKept = 2_048;

/** An answer about the status of certificates. */
export interface StatusAnswer {
  /** OCSPResponse, DER. */
  response: Buffer;
  /** Seconds for which others may keep it; 0 when they may not. */
  maxAgeSeconds: number;
}

/**
 * Keeps answers about the status of certificates for as long as revocation lists are kept, so that those who ask the same
 * get the same. While the certificate authority is away, an answer is given until its next update is due. Throws
 * `AUTHORITY_NOT_FOUND`.
 */
export function createStatusCache(
  client: Pick<CertificateAuthorityClient, 'answerOcsp'>,
  clock: Clock,
): (authority: string, request: Buffer) => Promise<StatusAnswer> {
  const now = () => clock.now().getTime();
  // A Map keeps the order of insertion: what was asked for longest ago stands first.
  const answers = new Map<string, Kept<Buffer>>();

  return async (authority, request) => {
    const key = `${authority} ${request.toString('base64')}`;
    const response = await keep(answers, key, now, async () => {
      const answer = await client.answerOcsp({ authority, request });
      const isKept = answer.cacheable && request.length <= longestKept;
      return {
        value: answer.response,
        usableUntilMs: isKept ? getDate(answer.nextUpdate, 'next_update').getTime() : 0,
      };
    });
    const [oldest] = answers.keys();
    if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
    const kept = answers.get(key);
    const leftMs = kept?.value === response ? kept.usableUntilMs - now() : 0;
    return { response, maxAgeSeconds: Math.max(0, Math.min(freshSeconds, Math.floor(leftMs / 1000))) };
  };
}

/**
 * Keeps revocation lists and certificates for a while: verifiers all over the world ask for the same few files. While
 * the certificate authority is away, a list is served until its next update is due, and certificates always.
 */
export function createPkiCache(
  client: Pick<CertificateAuthorityClient, 'getCrl' | 'listAuthorities'>,
  clock: Clock,
): PkiCache {
  const now = () => clock.now().getTime();
  // Only names that exist get in: an unknown one is an error.
  const crls = new Map<string, Kept<Buffer>>();
  const authorities = new Map<'all', Kept<Map<string, Buffer>>>();

  return {
    getCrl: (authority) =>
      keep(crls, authority, now, async () => {
        const { crl, nextUpdate } = await client.getCrl({ authority });
        return { value: crl, usableUntilMs: getDate(nextUpdate, 'next_update').getTime() };
      }),
    findCertificate: async (authority) => {
      const known = await keep(authorities, 'all', now, async () => {
        const answer = await client.listAuthorities({});
        const value = new Map(answer.authorities.map(({ name, certificate }) => [name, certificate]));
        return { value, usableUntilMs: Number.POSITIVE_INFINITY };
      });
      return known.get(authority);
    },
  };
}

async function keep<K, T>(
  cache: Map<K, Kept<T>>,
  key: K,
  now: () => number,
  ask: () => Promise<Omit<Kept<T>, 'askedAtMs'>>,
): Promise<T> {
  const kept = cache.get(key);
  if (kept !== undefined && now() - kept.askedAtMs < freshMs && now() < kept.usableUntilMs) return kept.value;
  try {
    const asked = { ...(await ask()), askedAtMs: now() };
    if (now() < asked.usableUntilMs) {
      // To the end of the order.
      cache.delete(key);
      cache.set(key, asked);
    }
    return asked.value;
  } catch (error) {
    const isAway = !(error instanceof DomainError) || error.kind === 'unavailable';
    if (isAway && kept !== undefined && now() < kept.usableUntilMs) return kept.value;
    throw error;
  }
}
