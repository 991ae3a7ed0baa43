import { announce } from '@countersign/db';
import { conflict, exhausted, forbidden, notFound } from '@countersign/errors';
import type { SignatureActivation } from '@countersign/proto/oauth';
import { newId } from '@countersign/runtime';
import { hashToken, open, randomToken, type SealedAt, seal } from '@countersign/sealing';
import type { HashAlgorithm } from '../signature/tables.ts';
import { approvalTopic } from './approval-mail.ts';
import type { OAuthDb } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';
import type { GrantUse } from './grant-use.ts';
import type { RequestContent } from './tables.ts';

/** Time in which a user must approve what an application asks him for. */
const approvalLifeMs = 600_000;
const fastestPollMs = 1_000;
/** Approvals of one user that an application may wait for at a time: each of them is a mail. */
const mostWaiting = 20;

/** What an application wants a user to approve on our own page. */
export interface WantedApproval {
  credentialId: string;
  digests: Buffer[];
  /** In their order. */
  labels: string[];
  hashAlgorithm: HashAlgorithm;
  /** DigestKind of signer.v1. */
  digestKind: number;
  /** In all. */
  signatures: number;
  /** Seconds for which it shall hold; 0 for five minutes. */
  openSeconds: number;
  description: string;
}

/**
 * Asks the user of an application for an approval, also by mail; the handle with which the application asks what became of it.
 * Throws `RATE_LIMITED` while too many of them wait for him.
 */
export async function createApproval(
  { db, clock }: Pick<OAuthDependencies, 'db' | 'clock'>,
  { actor, grant }: GrantUse,
  { digests, labels, credentialId, ...wanted }: WantedApproval,
): Promise<string> {
  const handle = randomToken();
  const createdAt = clock.now();
  const content: RequestContent = {
    ...wanted,
    scope: 'credential',
    redirectUri: '',
    redirectUriGiven: false,
    codeChallenge: '',
    credentialId,
    digests: digests.map((digest, index) => ({ digest: digest.toString('base64'), label: labels[index] ?? '' })),
    language: '',
    authorizationDetails: '',
  };
  const id = newId('apr');
  const row = {
    id,
    kind: 'approval' as const,
    clientId: actor.client.id,
    cscVersion: grant.cscVersion,
    state: 'waiting' as const,
    content: JSON.stringify(content),
    grantId: grant.id,
    userId: actor.userId,
    dpopThumbprint: '',
    approvalHandleHash: hashToken(handle),
    credentialId,
    expiresAt: new Date(createdAt.getTime() + approvalLifeMs),
    createdAt,
  };
  await db.transaction().execute(async (trx) => {
    await requireFewWaiting(trx, row);
    await trx.insertInto('oauthRequests').values(row).execute();
    await announce(trx, { queue: 'remote-signing', topic: approvalTopic, payload: { approvalId: id } });
  });
  return handle;
}

async function requireFewWaiting(
  trx: OAuthDb,
  { grantId, clientId, userId, createdAt }: { grantId: string; clientId: string; userId: string; createdAt: Date },
): Promise<void> {
  // One after the other: several at once would each see too few.
  await trx.selectFrom('oauthGrants').select('id').where('id', '=', grantId).forUpdate().execute();
  const waiting = await trx
    .selectFrom('oauthRequests')
    .select('id')
    .where('expiresAt', '>', createdAt)
    .where('kind', '=', 'approval')
    .where('state', '=', 'waiting')
    .where('clientId', '=', clientId)
    .where('userId', '=', userId)
    .limit(mostWaiting)
    .execute();
  if (waiting.length < mostWaiting) return;
  const detail = 'the user was asked too often and has not answered; wait for him';
  throw exhausted('RATE_LIMITED', detail, { retryAfterSeconds: 60 });
}

/**
 * The activation of an approval as it is stored, and until when it can be fetched. The application's handle is known here by
 * its hash alone, so that nothing can be sealed under it: the keyring does, and what is stored is erased at its end. It opens
 * nothing without a token of the application.
 */
export function sealActivation(
  { keyring }: Pick<OAuthDependencies, 'keyring'>,
  { id, at, activation }: { id: string; at: Date; activation: SignatureActivation & { expiresAt: Date } },
): { activation: Buffer; expiresAt: Date } {
  const fetchedUntil = Math.min(activation.expiresAt.getTime(), at.getTime() + approvalLifeMs);
  const sealed = seal(keyring, Buffer.from(JSON.stringify(activation)), activationPlace(id));
  return { activation: sealed, expiresAt: new Date(fetchedUntil) };
}

const activationPlace = (id: string): SealedAt => ({ table: 'oauth_requests', row: id, column: 'activation' });

function openActivation(
  { keyring }: Pick<OAuthDependencies, 'keyring'>,
  { id, activation }: { id: string; activation: Buffer },
): SignatureActivation {
  const stored = JSON.parse(open(keyring, activation, activationPlace(id)).toString()) as Record<
    'authorisationId' | 'handle' | 'credentialId' | 'expiresAt',
    string
  >;
  return { ...stored, expiresAt: new Date(stored.expiresAt) };
}

/**
 * What became of an approval: the activation once it was given, as often as it is asked for in its time; undefined while the
 * user is asked. Throws `APPROVAL_NOT_FOUND`, `APPROVAL_EXPIRED`,
 * `APPROVAL_DENIED` or `POLLING_TOO_FAST`.
 */
export async function checkApproval(
  { db, clock, keyring }: Pick<OAuthDependencies, 'db' | 'clock' | 'keyring'>,
  { actor }: GrantUse,
  handle: string,
): Promise<SignatureActivation | undefined> {
  const at = clock.now();
  const asked = await db
    .selectFrom('oauthRequests')
    .select(['id', 'state', 'expiresAt', 'activation'])
    .where('approvalHandleHash', '=', hashToken(handle))
    .where('clientId', '=', actor.client.id)
    .where('userId', '=', actor.userId)
    .executeTakeFirst();
  if (asked === undefined) throw notFound('APPROVAL_NOT_FOUND', 'no such approval');
  if (asked.state === 'denied') throw forbidden('APPROVAL_DENIED', 'the user refused');
  if (asked.expiresAt <= at) throw conflict('APPROVAL_EXPIRED', 'the user did not answer in time; ask anew');
  const { numUpdatedRows } = await db
    .updateTable('oauthRequests')
    .set({ lastPolledAt: at })
    .where('id', '=', asked.id)
    .where((where) =>
      where.or([
        where('lastPolledAt', 'is', null),
        where('lastPolledAt', '<=', new Date(at.getTime() - fastestPollMs)),
      ]),
    )
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    throw exhausted('POLLING_TOO_FAST', 'ask again in a second', { retryAfterSeconds: 1 });
  }
  const { id, state, activation } = asked;
  return state === 'approved' && activation !== null ? openActivation({ keyring }, { id, activation }) : undefined;
}
