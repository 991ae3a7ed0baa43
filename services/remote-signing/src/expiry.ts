import { type Logger, type Rounds, startRounds } from '@countersign/runtime';
import type { Kysely } from 'kysely';
import { deleteExpiredResponses } from './application/response-store.ts';
import type { RemoteSigningDatabase } from './database.ts';
import { adoptSignedDocuments } from './document/adoption.ts';
import { deleteExpired } from './document/store.ts';
import type { DocumentDependencies } from './document/upload.ts';
import { deleteLongOver } from './oauth/expiry.ts';
import { expireOverdue } from './signature/store.ts';

/** Longer than all calls of a signing together, and the minute in which a time-stamp is asked for: what is older was interrupted. */
const interruptedAfterMs = 180_000;

/**
 * Ends overdue and interrupted signature requests and deletes what they prepared; returns their number. Several processes
 * may do so at the same time.
 */
export async function expireSignatureRequests(db: Kysely<RemoteSigningDatabase>, now: Date): Promise<number> {
  const interruptedBefore = new Date(now.getTime() - interruptedAfterMs);
  return await db.transaction().execute((trx) => expireOverdue(trx, { at: now, interruptedBefore }));
}

/**
 * Deletes documents whose retention is over, uploads that were never finished, and what an interrupted signature stored;
 * returns their number.
 */
export async function expireDocuments(db: Kysely<RemoteSigningDatabase>, now: Date): Promise<number> {
  return await db.transaction().execute((trx) => deleteExpired(trx, now));
}

/** Does both every minute until closed, deletes what applications hold no more, and stores what was signed before documents were stored for themselves. */
export function startExpiry({ logger, ...deps }: DocumentDependencies & { logger: Logger }): Rounds {
  const { db, clock } = deps;
  const round = async () => {
    const requests = await expireSignatureRequests(db, clock.now());
    if (requests > 0) logger.info({ count: requests }, 'signature requests expired');
    const documents = await expireDocuments(db, clock.now());
    if (documents > 0) logger.info({ count: documents }, 'documents deleted');
    const grants = await deleteLongOver(db, clock.now());
    if (grants > 0) logger.info({ count: grants }, 'grants of applications deleted');
    const responses = await deleteExpiredResponses(db, clock.now());
    if (responses > 0) logger.info({ count: responses }, 'results for applications deleted');
    const adopted = await adoptSignedDocuments(deps);
    if (adopted > 0) logger.info({ count: adopted }, 'signed documents adopted');
  };
  return startRounds({ name: 'the expiry of signature requests and documents', everyMs: 60_000, round, logger });
}
