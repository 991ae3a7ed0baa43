import { conflict, exhausted, forbidden, notFound } from '@countersign/errors';
import type { SignatureActivation } from '@countersign/proto/oauth';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { HashAlgorithm } from '../signature/tables.ts';
import type { OAuthDependencies } from './dependencies.ts';
import type { GrantUse } from './grant-use.ts';
import type { RequestContent } from './tables.ts';

/** Time in which a user must approve what an application asks him for. */
const approvalLifeMs = 600_000;
const fastestPollMs = 1_000;

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

/** Asks the user of an application for an approval; the handle with which the application asks what became of it. */
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
  await db
    .insertInto('oauthRequests')
    .values({
      id: newId('apr'),
      kind: 'approval',
      clientId: actor.client.id,
      cscVersion: grant.cscVersion,
      state: 'waiting',
      content: JSON.stringify(content),
      requestUriHash: null,
      secretHash: null,
      dpopThumbprint: '',
      grantId: grant.id,
      userId: actor.userId,
      approvalHandleHash: hashToken(handle),
      lastPolledAt: null,
      activation: null,
      credentialId,
      challengeId: null,
      expiresAt: new Date(createdAt.getTime() + approvalLifeMs),
      createdAt,
    })
    .execute();
  return handle;
}

/**
 * What became of an approval; undefined while the user is asked. Throws `APPROVAL_NOT_FOUND`, `APPROVAL_EXPIRED`,
 * `APPROVAL_DENIED` or `POLLING_TOO_FAST`.
 */
export async function checkApproval(
  { db, clock }: Pick<OAuthDependencies, 'db' | 'clock'>,
  { actor }: GrantUse,
  handle: string,
): Promise<SignatureActivation | undefined> {
  const at = clock.now();
  const asked = await db
    .selectFrom('oauthRequests')
    .select(['id', 'state', 'expiresAt'])
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
  return undefined;
}
