import type { PlatformDatabases } from '../../../../test/src/platform-databases.ts';
import type { SigningBooks, SigningFault, SigningReceipt } from '../books.ts';

/** What an authorisation of an application came to, in the books of the signer. */
export interface GivenAuthorisation {
  id: string;
  clientId: string;
  /** Signatures that it covers. */
  signatures: number;
  /** Digests that were signed by it, or that might have been (hex). */
  taken: readonly string[];
  /** When digests were reserved by it last; null for never. */
  lastReservedAt: Date | null;
  /** When the grant from which it comes ended; null for one that has not. */
  grantEndedAt: Date | null;
}

/** What is known at the end of what applications did. */
export interface ApplicationBooks {
  authorisations: readonly GivenAuthorisation[];
  /** Digests that were named for an authorisation (hex), by its id, as those who asked for it know. */
  named: ReadonlyMap<string, ReadonlySet<string>>;
  /** Lines of the logs of all processes. */
  logs: readonly string[];
  /** What must be in none of them. */
  secrets: ReadonlySet<string>;
}

/** A call that had passed when its grant ended may come to its end. */
const slackMs = 2_500;

/** Holds what applications hold against the books: nothing beyond what was named, nothing after its end, nothing in logs. */
export function findApplicationFaults({ authorisations, named, logs, secrets }: ApplicationBooks): SigningFault[] {
  const faults = authorisations.flatMap(({ id, signatures, taken, lastReservedAt, grantEndedAt }) => {
    const known = named.get(id) ?? new Set();
    const outlived =
      grantEndedAt !== null && lastReservedAt !== null && lastReservedAt.getTime() > grantEndedAt.getTime() + slackMs;
    const found: [boolean, string][] = [
      [taken.length > signatures, `${taken.length} digests were taken by an authorisation of ${signatures}`],
      [new Set(taken).size < taken.length, 'a digest was taken twice'],
      [taken.some((digest) => !known.has(digest)), 'a digest was taken that nobody named'],
      [outlived, 'something was signed after its grant had ended'],
    ];
    return found.filter(([isSo]) => isSo).map(([, what]) => ({ run: -1, subject: id, what }));
  });
  const told = [...secrets].filter((secret) => logs.some((line) => line.includes(secret)));
  return [
    ...faults,
    ...told.map((secret) => ({ run: -1, subject: `${secret.slice(0, 12)}…`, what: 'a secret is in the logs' })),
  ];
}

/** Reads the authorisations of applications, with their grants. */
export async function readGiven(
  databases: PlatformDatabases,
  clientIds: readonly string[],
): Promise<GivenAuthorisation[]> {
  const given = await databases.query<Omit<GivenAuthorisation, 'grantEndedAt'>>(
    'signer',
    `select a.id, a.client_id as "clientId", a.signatures,
       array(select encode(d.digest, 'hex') from authorised_digests d where d.jti = a.jti and d.state <> 'authorised')
         as taken,
       (select max(b.reserved_at) from batches b where b.jti = a.jti) as "lastReservedAt"
     from authorisations a where a.client_id = any($1)`,
    [clientIds],
  );
  const grants = await databases.query<{ id: string; endedAt: Date | null }>(
    'remote-signing',
    `select a.id, g.ended_at as "endedAt" from application_authorisations a join oauth_grants g on g.id = a.grant_id
     where a.client_id = any($1)`,
    [clientIds],
  );
  const ends = new Map(grants.map(({ id, endedAt }) => [id, endedAt]));
  return given.map((one) => ({ ...one, grantEndedAt: ends.get(one.id) ?? null }));
}

/** The books of the signer, where an application itself keeps those of what it asked for: nobody else does. */
export function withCalls(books: SigningBooks, calls: readonly SigningReceipt[]): SigningBooks {
  const requests = calls.map(({ requestId, state, handedOut, digests, receipt = null }) => {
    const signatures = handedOut.slice(0, digests.length);
    return [requestId, { state, signatures, receipt }] as const;
  });
  return { ...books, requests: new Map(requests) };
}
