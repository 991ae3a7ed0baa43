import { invalidField } from '@countersign/errors';
import { readPageToken, toPage } from '@countersign/grpc';
import type { ApplicationCredential, ListApplicationCredentialsRequest } from '@countersign/proto/signing-application';
import { sql } from 'kysely';
import { toCredentialMessage } from '../credential/message.ts';
import { policyOf } from '../credential/policy.ts';
import { type Credential, credentialColumns, findCredential, findCredentialOfAnybody } from '../credential/store.ts';
import type { CredentialState } from '../credential/tables.ts';
import { credentialNotFound, stateAt } from '../credential/usable.ts';
import type { OAuthClient } from '../oauth/client-store.ts';
import type { GrantUse } from '../oauth/grant-use.ts';
import type { ApplicationDependencies } from './dependencies.ts';

const largestPage = 100;
const keyBits = { 'P-256': 256, 'P-384': 384, 'RSA-3072': 3072 } as const;
/** Those that have or had a certificate which somebody may rely on. */
const shownStates: CredentialState[] = ['active', 'suspended', 'revoked'];

/**
 * A page of the credentials that an application may see: those that can sign first, for applications that take the first
 * one; among them oldest first. Throws as `ListApplicationCredentials` says.
 */
export async function listSeenCredentials(
  deps: Pick<ApplicationDependencies, 'db' | 'clock' | 'clients'>,
  { actor, client }: GrantUse,
  { userId: named, onlyValid, pageSize, pageToken }: ListApplicationCredentialsRequest,
): Promise<{ page: Credential[]; nextPageToken: string }> {
  if (pageSize > largestPage) throw invalidField('PAGE_SIZE_INVALID', '/pageSize', `must be 1 to ${largestPage}`);
  const size = pageSize === 0 ? largestPage : pageSize;
  const [afterRank, after] = readPageToken(pageToken, [/^[01]$/, /^crd_[0-9A-Z]{26}$/]) ?? [];
  const isItself = actor.client.scope === 'application';
  if (!isItself && named !== '') {
    throw invalidField('USER_NOT_EXPECTED', '/userId', 'the token says who the user is');
  }
  if (isItself && named === '') throw invalidField('USER_REQUIRED', '/userId', 'name the user');
  const letIn = isItself ? await findLetIn(deps, { clientId: client.id, userId: named }) : 'all';
  const shown = letIn === 'all' ? undefined : Array.from(letIn);
  if (shown?.length === 0) return { page: [], nextPageToken: '' };
  const { credentialId } = actor.client;
  const now = deps.clock.now();
  const rank = sql<number>`case when state = 'active' and (not_after is null or not_after >= ${now}) then 0 else 1 end`;
  const rows = await deps.db
    .selectFrom('credentials')
    .select(credentialColumns)
    .select(rank.as('rank'))
    .where('userId', '=', isItself ? named : actor.userId)
    .where('certificate', 'is not', null)
    .where('state', 'in', onlyValid ? ['active'] : shownStates)
    .$if(onlyValid, (query) =>
      query.where((where) => where.or([where('notAfter', 'is', null), where('notAfter', '>=', now)])),
    )
    .$if(credentialId !== undefined, (query) => query.where('id', '=', credentialId ?? ''))
    .$if(shown !== undefined, (query) => query.where('id', 'in', shown ?? []))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(${rank}, id) > (${Number(afterRank)}, ${after ?? ''})`),
    )
    .orderBy(rank)
    .orderBy('id')
    .limit(size + 1)
    .execute();
  return toPage(rows, { size, cursorOf: (last) => [String(last.rank), last.id] });
}

/** A credential that an application may see. Throws `CREDENTIAL_NOT_FOUND`. */
export async function getSeenCredential(
  deps: Pick<ApplicationDependencies, 'db' | 'clients' | 'clock'>,
  { actor, client }: GrantUse,
  id: string,
): Promise<Credential> {
  const { scope, credentialId } = actor.client;
  const isItself = scope === 'application';
  const credential = isItself
    ? await findCredentialOfAnybody(deps.db, id)
    : await findCredential(deps.db, { id, userId: actor.userId });
  const isShown =
    credential !== undefined &&
    credential.certificate !== null &&
    shownStates.includes(credential.state) &&
    (credentialId === undefined || credentialId === id) &&
    (!isItself || isLetIn(await findLetIn(deps, { clientId: client.id, userId: credential.userId }), id));
  if (!isShown) throw credentialNotFound();
  return credential;
}

/** Whether an application authorises signatures of a credential with factors that it collects. */
export function isExplicit(
  { explicitAuthorisation }: Pick<OAuthClient, 'explicitAuthorisation'>,
  credential: Pick<Credential, 'policy'>,
): boolean {
  return explicitAuthorisation && !policyOf(credential).contentBound;
}

/** A credential with a certificate as its contract tells it to an application, without the factors. */
export function toApplicationCredential(
  credential: Credential,
  { client, now }: { client: OAuthClient; now: Date },
): ApplicationCredential {
  const { certificate, chain, keyAlgorithm } = credential;
  const { maxDigests, openSignatures } = policyOf(credential);
  return {
    credential: toCredentialMessage(credential, now),
    keyBits: keyBits[keyAlgorithm],
    maxSignatures: Math.max(maxDigests, openSignatures),
    extendable: openSignatures > 0,
    explicit: isExplicit(client, credential),
    factors: [],
    certificates: certificate === null ? [] : [certificate, ...(chain ?? [])],
    certificateStatus: statusOf(stateAt(credential, now)),
  };
}

function statusOf(state: ReturnType<typeof stateAt>): string {
  if (state === 'active') return 'valid';
  return state === 'suspended' || state === 'expired' ? state : 'revoked';
}

/** Credentials that an application by itself may see of a user. */
type LetIn = 'all' | ReadonlySet<string>;

function isLetIn(letIn: LetIn, credentialId: string): boolean {
  return letIn === 'all' || letIn.has(credentialId);
}

/** What a user lets an application see by what he granted it and still holds: his service, or certificates to sign with. */
async function findLetIn(
  { db, clock, clients }: Pick<ApplicationDependencies, 'db' | 'clock' | 'clients'>,
  { clientId, userId }: { clientId: string; userId: string },
): Promise<LetIn> {
  const grants = await db
    .selectFrom('oauthGrants')
    .select(['sessionId', 'scope', 'credentialId'])
    .distinct()
    .where('clientId', '=', clientId)
    .where('userId', '=', userId)
    .where('scope', 'in', ['service', 'credential'])
    .where('endedAt', 'is', null)
    .where('codeUsedAt', 'is not', null)
    .where('expiresAt', '>', clock.now())
    // Those for all come first.
    .orderBy('scope', 'desc')
    .limit(50)
    .execute();
  const sessionIds = [...new Set(grants.map(({ sessionId }) => sessionId ?? ''))];
  const ended = await Promise.all(
    sessionIds.map(async (sessionId) => {
      const { endedReason } = await clients.identity.introspectSession({ sessionId });
      return endedReason === '' || endedReason === 'idle' ? undefined : sessionId;
    }),
  );
  const alive = grants.filter(({ sessionId }) => !ended.includes(sessionId ?? ''));
  if (alive.some(({ scope }) => scope === 'service')) return 'all';
  return new Set(alive.flatMap(({ credentialId }) => credentialId ?? []));
}
