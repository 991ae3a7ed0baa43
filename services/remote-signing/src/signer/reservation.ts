import { newId } from '@countersign/runtime';
import {
  type Authorisation,
  type AuthorisedDigest,
  authenticateReserved,
  type Batch,
  isDigestIntact,
  isOpenEnded,
} from './authorisation.ts';
import { listDigests, reserve } from './authorisation-store.ts';
import { digestsNotAuthorised } from './authorise-handler.ts';
import type { SignerDeps } from './dependencies.ts';
import { lockOpenAuthorisation, reserveLocked, wasBegun } from './open-authorisation-store.ts';
import { recordBroken } from './signing-key.ts';

/** Digests that a call wants signed. */
export interface Wanted {
  digests: readonly Buffer[];
  /** Over the digests and what is signed for them: tells an identical call. */
  digestsHash: Buffer;
  at: Date;
  /** An identical call since then is answered with what it made. */
  since: Date;
}

/** A batch whose digests nobody else signs. */
export type Reserved = Batch & {
  /** Digests of an open authorisation that are named now, or signed without. */
  named?: number;
};

/**
 * Reserves digests of an authorisation, all or none, and commits that before anything is signed. Undefined when one was used,
 * the authorisation covers no more, its handle was replaced, the key rests, or an identical call was faster. Throws
 * `DIGESTS_NOT_AUTHORISED` for a digest that is not there so often, unless others may be named, and `KEY_RECORD_BROKEN`.
 */
export async function reserveDigests(
  deps: SignerDeps,
  authorisation: Authorisation,
  wanted: Wanted,
): Promise<Reserved | undefined> {
  const { digestsHash, at: reservedAt } = wanted;
  const batch = { id: newId('bat'), authorisationId: authorisation.id, digestsHash, reservedAt };
  return isOpenEnded(authorisation)
    ? await reserveOpen(deps, { authorisation, batch, wanted })
    : await reserveNamed(deps, { authorisation, batch, wanted });
}

interface Reservation {
  authorisation: Authorisation;
  batch: Omit<Batch, 'ords'>;
  wanted: Wanted;
}

async function reserveNamed(
  { db, macKeyring }: SignerDeps,
  { authorisation, batch, wanted: { digests } }: Reservation,
): Promise<Reserved | undefined> {
  const rows = await listDigests(db, authorisation, digests);
  const standing = Map.groupBy(rows, ({ digest }) => toKey(digest));
  const isThere = [...Map.groupBy(digests, toKey)].every(
    ([key, times]) => (standing.get(key)?.length ?? 0) >= times.length,
  );
  if (!isThere) throw digestsNotAuthorised();
  const chosen = chooseDigests(rows, digests);
  const ords = requireRows({ macKeyring }, authorisation, chosen);
  if (ords.length < digests.length) return undefined;
  const made = { ...batch, ords };
  return (await reserve(db, authorisation, made, authenticateReserved(macKeyring, made))) ? made : undefined;
}

async function reserveOpen(
  { db, macKeyring }: SignerDeps,
  { authorisation, batch, wanted: { digests, digestsHash, since } }: Reservation,
): Promise<Reserved | undefined> {
  // The authorisation is locked first, so that calls with one handle count its signatures one after the other.
  return await db.transaction().execute(async (trx) => {
    const first = await lockOpenAuthorisation(trx, authorisation);
    if (first === undefined || (await wasBegun(trx, authorisation, { digestsHash, since }))) return undefined;
    const chosen = chooseDigests(await listDigests(trx, authorisation, digests), digests);
    requireRows({ macKeyring }, authorisation, chosen);
    let next = first;
    const ords = chosen.map((row) => {
      if (row !== undefined) return row.ord;
      next += 1;
      return next - 1;
    });
    if (next > authorisation.signatures) return undefined;
    const made = { ...batch, ords };
    const mac = authenticateReserved(macKeyring, made);
    await reserveLocked(trx, authorisation, { batch: made, digests, first, mac });
    return { ...made, named: next };
  });
}

type Row = Awaited<ReturnType<typeof listDigests>>[number];

/** A row that was not used for each digest, each for itself where one is there more than once; undefined for none. */
function chooseDigests(rows: readonly Row[], digests: readonly Buffer[]): (Row | undefined)[] {
  const unused = Map.groupBy(
    rows.filter(({ state }) => state === 'authorised'),
    ({ digest }) => toKey(digest),
  );
  return digests.map((digest) => unused.get(toKey(digest))?.shift());
}

/** Positions of rows, which must stand as they were authorised; those that there are not are left out. */
function requireRows(
  { macKeyring }: Pick<SignerDeps, 'macKeyring'>,
  { id }: Authorisation,
  rows: readonly (AuthorisedDigest | undefined)[],
): number[] {
  return rows.flatMap((row) => {
    if (row === undefined) return [];
    if (!isDigestIntact(macKeyring, id, row)) throw recordBroken();
    return [row.ord];
  });
}

function toKey(digest: Buffer): string {
  return digest.toString('base64');
}
