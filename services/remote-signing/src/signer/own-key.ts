import { createHash, createPublicKey } from 'node:crypto';
import { readSequence, readUnsigned } from '@countersign/der';
import type { KeyCustody } from '@countersign/key-custody';
import type { Clock } from '@countersign/runtime';
import { type Keyring, keyedHash, matchesKeyedHash, type SealedAt } from '@countersign/sealing';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Kysely, Selectable } from 'kysely';
import type { OwnKeyTable, SignerDatabase } from './database.ts';
import { recordBroken } from './signing-key.ts';

/** A key of the signer's own: under it receipts and audit roots verify. */
export interface OwnKey {
  /** Signs claims as a compact JWS (ES256, RFC 7515) of a type. Throws `KEY_RECORD_BROKEN` when its record was changed. */
  sign(type: string, claims: object): Promise<string>;
  /** Public keys of all that ever signed. Throws `KEY_RECORD_BROKEN` when one was changed. */
  listPublicKeys(): Promise<JWK[]>;
}

type OwnKeyRow = Selectable<OwnKeyTable>;

const label = 'own-key';

/** Finds the key when it is first needed, or makes it: one, however many processes begin at once. */
export function createOwnKey(deps: {
  db: Kysely<SignerDatabase>;
  clock: Clock;
  custody: KeyCustody;
  macKeyring: Keyring;
}): OwnKey {
  const { db, clock, custody, macKeyring } = deps;
  let loaded: Promise<OwnKeyRow> | undefined;

  const find = async () => await db.selectFrom('ownKeys').selectAll().where('retiredAt', 'is', null).executeTakeFirst();
  const load = async (): Promise<OwnKeyRow> => {
    let row = await find();
    if (row === undefined) {
      const made = await makeOwnKey(custody, macKeyring, clock.now());
      await db
        .insertInto('ownKeys')
        .values(made)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      row = await find();
    }
    if (row === undefined || !isOwnKeyIntact(macKeyring, row)) throw recordBroken();
    return row;
  };
  const get = async (): Promise<OwnKeyRow> => {
    loaded ??= load();
    try {
      return await loaded;
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };

  return {
    async sign(type, claims) {
      const key = await get();
      const header = { alg: 'ES256', kid: key.id, typ: type };
      const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const [signature] = await custody.signDigests(
        { algorithm: 'P-256', blob: key.sealedPrivateKey },
        ownKeyPlace(key.id),
        { hash: 'SHA-256', digests: [createHash('sha256').update(text).digest()] },
      );
      if (signature === undefined) throw new Error('the custody made no signature');
      return `${text}.${toRaw(signature).toString('base64url')}`;
    },
    async listPublicKeys() {
      await get();
      const rows = await db.selectFrom('ownKeys').selectAll().orderBy('createdAt', 'desc').execute();
      if (!rows.every((row) => isOwnKeyIntact(macKeyring, row))) throw recordBroken();
      return rows.map(({ id, publicKey }) => ({ ...toJwk(publicKey), kid: id, alg: 'ES256', use: 'sig' }));
    },
  };
}

/** Where the blob of an own key belongs. */
export function ownKeyPlace(id: string): SealedAt {
  return { table: 'own_keys', row: id, column: 'sealed_private_key' };
}

/** An own key with the authentication code of its record. */
export function authenticateOwnKey(macKeyring: Keyring, key: Omit<OwnKeyRow, 'mac'>): OwnKeyRow {
  return { ...key, mac: keyedHash(macKeyring, label, ...parts(key)) };
}

/** Whether the record of an own key is as it was written. */
export function isOwnKeyIntact(macKeyring: Keyring, row: OwnKeyRow): boolean {
  return matchesKeyedHash(macKeyring, row.mac, label, ...parts(row));
}

async function makeOwnKey(custody: KeyCustody, macKeyring: Keyring, at: Date): Promise<OwnKeyRow> {
  // Its id is its thumbprint, which nobody knows before it is made: it is made for another place first.
  const first = ownKeyPlace('');
  const { publicKey, ...key } = await custody.generateKey('P-256', first);
  const id = await calculateJwkThumbprint(toJwk(publicKey));
  const sealedPrivateKey = await custody.rewrap(key, { from: first, to: ownKeyPlace(id) });
  return authenticateOwnKey(macKeyring, {
    id,
    algorithm: 'P-256',
    publicKey,
    sealedPrivateKey,
    createdAt: at,
    retiredAt: null,
  });
}

function parts({ id, algorithm, publicKey, sealedPrivateKey, createdAt, retiredAt }: Omit<OwnKeyRow, 'mac'>) {
  const blob = createHash('sha256').update(sealedPrivateKey).digest();
  return [id, algorithm, publicKey, blob, createdAt.toISOString(), retiredAt?.toISOString() ?? ''];
}

function toJwk(publicKey: Buffer): JWK {
  return createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).export({ format: 'jwk' });
}

/** An ECDSA signature in DER as JSON Web Signatures have it (RFC 7518 3.4): both numbers, 32 bytes each. */
function toRaw(signature: Buffer): Buffer {
  const numbers = readSequence(signature).map((element) => readUnsigned(element).toString(16).padStart(64, '0'));
  return Buffer.from(numbers.join(''), 'hex');
}

/** Puts own keys that are under an older key-encryption key under the current one; leaves alone what was changed. */
export async function rewrapOwnKeys({
  db,
  custody,
  macKeyring,
}: {
  db: Kysely<SignerDatabase>;
  custody: KeyCustody;
  macKeyring: Keyring;
}): Promise<void> {
  const rows = await db.selectFrom('ownKeys').selectAll().execute();
  const behind = rows.filter(
    (row) => isOwnKeyIntact(macKeyring, row) && custody.generationOf(row.sealedPrivateKey) !== custody.generation,
  );
  for (const row of behind) {
    const place = ownKeyPlace(row.id);
    const key = { algorithm: 'P-256', blob: row.sealedPrivateKey } as const;
    // A handful at most.
    // oxlint-disable-next-line no-await-in-loop
    const sealedPrivateKey = await custody.rewrap(key, { from: place, to: place });
    const { mac } = authenticateOwnKey(macKeyring, { ...row, sealedPrivateKey });
    // oxlint-disable-next-line no-await-in-loop
    await db
      .updateTable('ownKeys')
      .set({ sealedPrivateKey, mac })
      .where('id', '=', row.id)
      .where('mac', '=', row.mac)
      .execute();
  }
}
