import { type AuditEntry, appendAudit } from '@countersign/audit';
import { fingerprintOf, requireIdempotencyKey } from '@countersign/db';
import { conflict, notFound } from '@countersign/errors';
import { newId } from '@countersign/runtime';
import { hashToken, randomToken } from '@countersign/sealing';
import type { Transaction } from 'kysely';
import type { RemoteSigningDatabase } from '../database.ts';
import { clientInvalid, hasSecret, type Registration } from './client-registration.ts';
import { changeClient, findClient, findClientByKey, insertClient, type OAuthClient } from './client-store.ts';
import type { OAuthDependencies } from './dependencies.ts';

type Dependencies = Pick<OAuthDependencies, 'db' | 'clock'>;

/** An application, and its secret where one was made just now; empty otherwise. */
export interface WithSecret {
  client: OAuthClient;
  secret: string;
}

const longestGraceSeconds = 604_800;

/** No such application. */
export function clientNotFound() {
  return notFound('CLIENT_NOT_FOUND', 'no such application');
}

/**
 * Registers an application, once per key; a repetition answers without the secret, which is stored nowhere. Throws
 * `IDEMPOTENCY_KEY_INVALID` or `IDEMPOTENCY_KEY_REUSED`.
 */
export async function registerClient(
  { db, clock }: Dependencies,
  registration: Registration,
  { idempotencyKey, actor }: { idempotencyKey: string; actor: string },
): Promise<WithSecret> {
  requireIdempotencyKey(idempotencyKey);
  const secret = hasSecret(registration.authMethod) ? randomToken() : '';
  const key = { idempotencyKey: `${actor} ${idempotencyKey}`, fingerprint: fingerprintOf(registration) };
  const at = clock.now();
  const client = await db.transaction().execute(async (trx) => {
    const secretHash = secret === '' ? null : hashToken(secret);
    const inserted = await insertClient(trx, { ...registration, ...key, id: newId('cli'), secretHash, createdAt: at });
    if (inserted !== undefined) await record(trx, inserted, { action: 'application.registered', actor, at });
    return inserted;
  });
  if (client !== undefined) return { client, secret };
  const existing = await findClientByKey(db, key.idempotencyKey);
  if (existing === undefined) throw new Error('an application vanished');
  if (!existing.fingerprint.equals(key.fingerprint)) {
    throw conflict('IDEMPOTENCY_KEY_REUSED', 'this Idempotency-Key came with another request before; choose a new one');
  }
  return { client: existing, secret: '' };
}

/**
 * Replaces what is registered, and switches an application off or on. Throws `CLIENT_NOT_FOUND`, `CLIENT_CHANGED` when it is
 * of another version, and `CLIENT_INVALID` for a way of authentication that it cannot change to.
 */
export async function updateClient(
  { db, clock }: Dependencies,
  registration: Registration,
  { id, version, disabled, actor }: { id: string; version: number; disabled: boolean; actor: string },
): Promise<OAuthClient> {
  const at = clock.now();
  const before = await findClient(db, id);
  if (before === undefined) throw clientNotFound();
  if (before.version !== version) throw clientChanged();
  requireReachable(before, registration);
  return await db.transaction().execute(async (trx) => {
    const changed = await changeClient(trx, {
      id,
      version,
      registration,
      disabledAt: disabled ? (before.disabledAt ?? at) : null,
      ...(hasSecret(registration.authMethod) ? {} : noSecrets),
    });
    if (changed === undefined) throw clientChanged();
    const isSwitched = (before.disabledAt === null) === disabled;
    await record(trx, changed, {
      action: isSwitched ? switches[disabled ? 'off' : 'on'] : 'application.changed',
      actor,
      at,
    });
    return changed;
  });
}

const noSecrets = { secretHash: null, previousSecretHash: null, previousSecretUntil: null };

/** What is written down when an application is switched. */
const switches = {
  off: 'application.disabled',
  on: 'application.enabled',
};

function clientChanged() {
  return conflict('CLIENT_CHANGED', 'the application was changed elsewhere; read it again');
}

/** Throws unless a changed application can still prove itself, no weaker than before. */
function requireReachable(before: OAuthClient, { authMethod }: Registration): void {
  const { authMethod: present } = before;
  const isSame = authMethod === present || (hasSecret(authMethod) && hasSecret(present));
  if (isSame || authMethod === 'private_key_jwt') return;
  const detail = `cannot become ${authMethod}; register another application`;
  throw clientInvalid([{ pointer: '/tokenEndpointAuthMethod', detail }]);
}

/**
 * Gives an application another secret; the present one holds for `graceSeconds` more, and none before it. Throws
 * `CLIENT_NOT_FOUND` or `CLIENT_INVALID`.
 */
export async function rotateSecret(
  { db, clock }: Dependencies,
  { id, graceSeconds, actor }: { id: string; graceSeconds: number; actor: string },
): Promise<string> {
  if (graceSeconds > longestGraceSeconds) {
    throw clientInvalid([{ pointer: '/graceSeconds', detail: `must be 0 to ${longestGraceSeconds}` }]);
  }
  const at = clock.now();
  const secret = randomToken();
  await db.transaction().execute(async (trx) => {
    const client = await trx.selectFrom('oauthClients').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (client === undefined) throw clientNotFound();
    if (!hasSecret(client.authMethod)) {
      throw clientInvalid([{ pointer: '', detail: 'this application has no secret' }]);
    }
    const isGraced = graceSeconds > 0;
    await trx
      .updateTable('oauthClients')
      .set({
        secretHash: hashToken(secret),
        previousSecretHash: isGraced ? client.secretHash : null,
        previousSecretUntil: isGraced ? new Date(at.getTime() + graceSeconds * 1000) : null,
      })
      .where('id', '=', id)
      .execute();
    await record(trx, client, { action: 'application.secret_rotated', actor, at, detail: { graceSeconds } });
  });
  return secret;
}

async function record(
  trx: Transaction<RemoteSigningDatabase>,
  { id, version }: OAuthClient,
  { detail = {}, ...event }: Pick<AuditEntry, 'action' | 'actor' | 'at'> & { detail?: AuditEntry['detail'] },
): Promise<void> {
  await appendAudit(trx, { ...event, stream: id, subject: id, detail: { version, ...detail } });
}
