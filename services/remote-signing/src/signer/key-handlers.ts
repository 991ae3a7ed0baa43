import { appendAudit, type JsonValue } from '@countersign/audit';
import { conflict, invalidField } from '@countersign/errors';
import { type Handlers, requireActor, requireRecentAuthentication, requireSecondFactor } from '@countersign/grpc';
import { type KeyAlgorithm, keyAlgorithms } from '@countersign/key-custody';
import type { SignerServiceService } from '@countersign/proto/signer';
import { getOwnedKey, keyNotActive, keyNotFound, type SignerDeps } from './dependencies.ts';
import { isOpen, type KeyPolicy, readPolicy } from './key-policy.ts';
import { findKey, insertKey, updateKey } from './key-store.ts';
import {
  authenticate,
  destroyed,
  isRecordIntact,
  type KeyRecord,
  provePossession,
  requireIntact,
  type StoredKey,
} from './signing-key.ts';

type KeyMethod = 'generateKey' | 'setKeyPolicy' | 'suspendKey' | 'resumeKey' | 'destroyKey';

/** How a change of a key is told in its chain. */
interface KeyChange {
  actor: string;
  action: string;
  detail: { [name: string]: JsonValue };
}

/** The RPCs of a key's life. */
export function createKeyHandlers(deps: SignerDeps): Pick<Handlers<typeof SignerServiceService>, KeyMethod> {
  const { db, clock, custody, macKeyring, pool, counted, reauthenticationMs: withinMs } = deps;

  /** Makes the key of an id, unless somebody did meanwhile. */
  const makeKey = async (key: { id: string; owner: string; algorithm: KeyAlgorithm; policy: KeyPolicy }) => {
    const made = await pool.claim(key.algorithm, key.id);
    const at = clock.now();
    const record = authenticate(macKeyring, {
      ...key,
      ...made,
      state: 'active',
      version: 1,
      custody: custody.backend,
      generation: custody.generationOf(made.sealedPrivateKey),
    });
    await db.transaction().execute(async (trx) => {
      if (!(await insertKey(trx, record, at))) return;
      await appendAudit(trx, {
        stream: key.id,
        actor: key.owner,
        action: 'key.generated',
        subject: key.id,
        detail: { algorithm: key.algorithm, custody: custody.backend, ...policyDetail(key.policy) },
        at,
      });
    });
  };

  /**
   * Changes a key as it stands; false when `change` finds nothing to change. A record that was changed from outside gets no
   * new authentication code: it can be stopped, and stays broken.
   */
  const changeKey = async (
    id: string,
    {
      read,
      change,
      told,
    }: { read: () => Promise<StoredKey>; change: (key: KeyRecord) => KeyRecord | undefined; told: KeyChange },
  ): Promise<void> => {
    for (;;) {
      // Somebody who changed it in between is looked at again.
      // oxlint-disable-next-line no-await-in-loop
      const key = await read();
      const changed = change(key);
      if (changed === undefined) return;
      const next = { ...changed, version: key.version + 1 };
      const isIntact = isRecordIntact(macKeyring, key);
      const written = isIntact ? authenticate(macKeyring, next) : next;
      const detail = isIntact ? told.detail : { ...told.detail, record: 'broken' };
      // oxlint-disable-next-line no-await-in-loop
      const isDone = await db.transaction().execute(async (trx) => {
        if (!(await updateKey(trx, written))) return false;
        await appendAudit(trx, { stream: id, subject: id, at: clock.now(), ...told, detail });
        return true;
      });
      if (isDone) return;
    }
  };

  /** Any key: whoever asks can only stop it. */
  const getAnyKey = async (id: string): Promise<StoredKey> => {
    const key = await findKey(db, id);
    if (key === undefined) throw keyNotFound();
    return key;
  };

  return {
    generateKey: ({ keyId, algorithm, nonce, policy }, context) =>
      counted('generate', async () => {
        const { userId: owner } = requireActor(context, { scopes: ['credential-creation'] });
        const wanted = requireKeyRequest({ keyId, algorithm, nonce });
        const asked = readPolicy(policy);
        if ((await findKey(db, keyId)) === undefined) {
          await makeKey({ id: keyId, owner, algorithm: wanted, policy: asked });
        }
        const key = await findKey(db, keyId);
        if (key === undefined || key.owner !== owner || key.state === 'destroyed' || key.algorithm !== algorithm) {
          throw conflict('KEY_EXISTS', 'this key id is taken');
        }
        requireIntact(macKeyring, key);
        const proofOfPossession = await provePossession(custody, key, nonce);
        return { publicKey: key.publicKey, proofOfPossession, custody: key.custody };
      }),

    setKeyPolicy: ({ keyId, policy }, context) =>
      counted('set_policy', async () => {
        requireRecentAuthentication(context, { withinMs, at: clock.now() });
        const actor = requireSecondFactor(context);
        const asked = readPolicy(policy);
        await changeKey(keyId, {
          read: () => getOwnedKey(deps, keyId, actor),
          change: (key) => {
            if (key.state === 'destroyed') throw keyNotFound();
            return JSON.stringify(key.policy) === JSON.stringify(asked) ? undefined : { ...key, policy: asked };
          },
          told: { actor: actor.userId, action: 'key.policy_set', detail: policyDetail(asked) },
        });
        return {};
      }),

    suspendKey: ({ keyId, cause }) =>
      counted('suspend', async () => {
        await changeKey(keyId, {
          read: () => getAnyKey(keyId),
          change: (key) => {
            if (key.state === 'destroyed') throw keyNotActive();
            return key.state === 'suspended' ? undefined : { ...key, state: 'suspended' };
          },
          told: { actor: 'remote-signing', action: 'key.suspended', detail: { cause: requireCause(cause) } },
        });
        return {};
      }),

    resumeKey: ({ keyId }, context) =>
      counted('resume', async () => {
        requireRecentAuthentication(context, { withinMs, at: clock.now() });
        const actor = requireSecondFactor(context);
        await changeKey(keyId, {
          read: () => getOwnedKey(deps, keyId, actor),
          change: (key) => {
            if (key.state === 'destroyed') throw keyNotActive();
            return key.state === 'active' ? undefined : { ...key, state: 'active' };
          },
          told: { actor: actor.userId, action: 'key.resumed', detail: {} },
        });
        return {};
      }),

    destroyKey: ({ keyId }) =>
      counted('destroy', async () => {
        await changeKey(keyId, {
          read: () => getAnyKey(keyId),
          change: (key) => (key.state === 'destroyed' ? undefined : destroyed(key)),
          told: { actor: 'remote-signing', action: 'key.destroyed', detail: {} },
        });
        return {};
      }),
  };
}

function policyDetail(policy: KeyPolicy) {
  const { kinds, contentBound, maxDigests, openSignatures, openSeconds } = policy;
  const open = isOpen(policy) ? { openSignatures, openSeconds } : {};
  return { kinds, contentBound, maxDigests, ...open };
}

function requireKeyRequest({ keyId, algorithm, nonce }: { keyId: string; algorithm: string; nonce: Buffer }) {
  if (!/^[\w-]{1,64}$/.test(keyId))
    throw invalidField('KEY_ID_INVALID', '/keyId', 'must be 1 to 64 letters and digits');
  const known = keyAlgorithms.find((one) => one === algorithm);
  if (known === undefined) {
    throw invalidField('KEY_ALGORITHM_UNSUPPORTED', '/algorithm', `must be one of ${keyAlgorithms.join(', ')}`);
  }
  if (nonce.length < 16 || nonce.length > 64) {
    throw invalidField('NONCE_INVALID', '/nonce', 'must be 16 to 64 bytes');
  }
  return known;
}

/** A word; whatever else came is not for a record that lasts. */
function requireCause(cause: string): string {
  return /^[a-z][a-z_]{0,39}$/.test(cause) ? cause : 'unspecified';
}
