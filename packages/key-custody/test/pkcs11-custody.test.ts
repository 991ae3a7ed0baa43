import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { readKeyring, SealBrokenError, seal } from '@countersign/sealing';
import { createSoftHsmToken, itWitnessedBy, type SoftHsmToken } from '@countersign/testing';
import { afterAll, describe, expect } from '@jest/globals';
import {
  createSealedCustody,
  initialiseToken,
  type KeyCustody,
  openCustody,
  openPkcs11Custody,
  provisionToken,
} from '../src/index.ts';
import { behaviour, elsewhere, here, signOnce } from './custody-behaviour.ts';

const keyring = readKeyring(JSON.stringify({ current: 3, keys: { 3: randomBytes(32).toString('base64') } }));
const itWithToken = itWitnessedBy('softhsm2-util');

let made: Promise<SoftHsmToken> | undefined;
const open = new Set<KeyCustody>();
afterAll(async () => {
  await closeAll();
  await (await made)?.remove();
});

describe('a custody in a token', () => {
  itWithToken('is refused without settings, with a wrong PIN, and before the token has its keys', async () => {
    const { module, label, pin } = await token();
    const settings = { KEY_CUSTODY: 'pkcs11', PKCS11_MODULE: module, PKCS11_TOKEN: label } as const;
    await expect(openCustody({ settings, keyring })).rejects.toThrow('PKCS11_PIN');
    await expect(openCustody({ settings: { ...settings, PKCS11_PIN: '9999' }, keyring })).rejects.toThrow('0xa0');
    await expect(openCustody({ settings: { ...settings, PKCS11_PIN: pin }, keyring })).rejects.toThrow(
      'no key-encryption',
    );
    expect(await provisionToken(await token())).toBe(1);
  });

  itWithToken.each(behaviour)('%s', async (_sentence, proof) => {
    await proof(await custodyInUse());
  });

  itWithToken('holds against every attack but those that it cannot stop', async () => {
    const protections = await (await custodyInUse()).examine();
    const broken = protections.filter(({ holds }) => !holds).map(({ name }) => name);
    expect(broken).toEqual(['new-key-taken-along', 'token-is-hardware']);
    expect(protections.length).toBeGreaterThan(14);
  });

  itWithToken.each(['P-256', 'P-384', 'RSA-3072'] as const)(
    'signs with a %s key that was sealed before, and takes it in',
    async (algorithm) => {
      const custody = await custodyInUse();
      const key = await createSealedCustody({ keyring }).generateKey(algorithm, here);
      expect(custody.generationOf(key.blob)).toBe(0);
      expect(await signOnce(custody, key, here)).toBe(true);
      const inside = { ...key, blob: await custody.rewrap(key, { from: here, to: here }) };
      expect(custody.generationOf(inside.blob)).toBe(custody.generation);
      expect(await signOnce(custody, inside, here)).toBe(true);
      await expect(signOnce(custody, inside, elsewhere)).rejects.toThrow(SealBrokenError);
    },
  );

  itWithToken('takes in a key that was sealed as a JSON Web Key', async () => {
    const custody = await custodyInUse();
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' });
    const jwk = Buffer.from(JSON.stringify(pair.privateKey.export({ format: 'jwk' })));
    const key = { algorithm: 'P-256', publicKey, blob: seal(keyring, jwk, here) } as const;
    const inside = { ...key, blob: await custody.rewrap(key, { from: here, to: elsewhere }) };
    expect(await signOnce(custody, inside, elsewhere)).toBe(true);
  });

  itWithToken('moves keys to a new generation only while the security officer is there', async () => {
    const { officerPin, ...address } = await token();
    const before = await custodyInUse();
    const keys = [await before.generateKey('P-256', here), await before.generateKey('RSA-3072', here)];
    await closeAll();
    expect(await provisionToken(address)).toBe(2);

    const without = await custodyInUse();
    expect(without.generation).toBe(2);
    for (const key of keys) {
      expect(await signOnce(without, key, here)).toBe(true);
      await expect(without.rewrap(key, { from: here, to: here })).rejects.toThrow('PKCS11_SO_PIN');
    }
    const claimed = { ...keys[0], blob: await without.rewrap(keys[0]!, { from: here, to: elsewhere }) };
    expect(without.generationOf(claimed.blob)).toBe(1);
    await closeAll();

    const during = await custodyInUse(officerPin);
    expect((await during.examine()).find(({ name }) => name === 'officer-absent')).toMatchObject({ holds: false });
    const moved = [];
    for (const key of keys) moved.push({ ...key, blob: await during.rewrap(key, { from: here, to: here }) });
    await closeAll();

    const after = await custodyInUse();
    for (const key of moved) {
      expect(after.generationOf(key.blob)).toBe(2);
      expect(await signOnce(after, key, here)).toBe(true);
    }
  });

  itWitnessedBy('softhsm2-util', 'pkcs11-tool')(
    'is refused when somebody put in a key by the name of a generation',
    async () => {
      await closeAll();
      const { module, label, pin } = await token();
      const secret = ['--keygen', '--key-type', 'AES:32', '--label', 'countersign-kek-3', '--sensitive'];
      const login = ['--module', module, '--token-label', label, '--login', '--pin', pin];
      await promisify(execFile)('pkcs11-tool', [...login, ...secret]);
      await expect(custodyInUse()).rejects.toThrow('countersign-kek-3 of the token is not as it was made');
    },
  );

  itWithToken('is made once, however often it is asked for, under a label that fits', async () => {
    const { module } = await token();
    const address = { module, label: 'second', pin: 'another pin' };
    for (let times = 0; times < 2; times += 1) {
      initialiseToken(address, 'officer pin');
      expect(await provisionToken(address, { onlyFirst: true })).toBe(1);
    }
    const custody = await openPkcs11Custody({ ...address, keyring });
    open.add(custody);
    expect(custody.token).toContain('second (SoftHSM');
    expect(() => initialiseToken({ ...address, label: 'x'.repeat(33) }, 'officer pin')).toThrow('too long a label');
  });
});

function token(): Promise<SoftHsmToken> {
  made ??= createSoftHsmToken();
  return made;
}

/** The custody that is open, or a new one. */
async function custodyInUse(officerPin?: string): Promise<KeyCustody> {
  const [inUse] = open;
  if (inUse !== undefined) return inUse;
  const { module, label, pin } = await token();
  const custody = await openPkcs11Custody({ module, label, pin, officerPin, keyring });
  open.add(custody);
  return custody;
}

async function closeAll(): Promise<void> {
  for (const custody of open) await custody.close();
  open.clear();
}
