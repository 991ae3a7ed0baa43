import { itWitnessedBy } from '@countersign/testing';
import { expect, it } from '@jest/globals';
import type { Secrets } from '../secrets/secrets.ts';
import { custodySettings } from './token-settings.ts';

const secrets = { text: (name: string) => `secret of ${name}` } as Secrets;
const own = {
  KEY_CUSTODY: 'pkcs11',
  PKCS11_MODULE: '/usr/lib/module.so',
  SIGNER_PKCS11_TOKEN: 'users',
  SIGNER_PKCS11_PIN_FILE: '/run/secrets/users',
  CERTIFICATE_AUTHORITY_PKCS11_TOKEN: 'issuing',
  CERTIFICATE_AUTHORITY_PKCS11_PIN: '4711',
};

function settingsOf(name: string, environment: Record<string, string>) {
  return custodySettings({ home: '/srv/platform', secrets, environment }, name);
}

it('keys are sealed unless a token is asked for', () => {
  expect(settingsOf('signer', {})).toEqual({ KEY_CUSTODY: 'sealed' });
  expect(settingsOf('signer', { ...own, KEY_CUSTODY: '' })).toEqual({ KEY_CUSTODY: 'sealed' });
});

it('each process is given its own token of the operator’s module, and nothing of the other’s', () => {
  expect(settingsOf('signer', own)).toEqual({
    KEY_CUSTODY: 'pkcs11',
    PKCS11_MODULE: '/usr/lib/module.so',
    PKCS11_TOKEN: 'users',
    PKCS11_PIN_FILE: '/run/secrets/users',
  });
  expect(settingsOf('certificate-authority', own)).toEqual({
    KEY_CUSTODY: 'pkcs11',
    PKCS11_MODULE: '/usr/lib/module.so',
    PKCS11_TOKEN: 'issuing',
    PKCS11_PIN: '4711',
  });
});

const itWithSoftHsm = itWitnessedBy('softhsm2-util');

itWithSoftHsm('a token of the state folder has PINs of its own; the officer’s is given for a rewrap only', () => {
  const usual = settingsOf('signer', { KEY_CUSTODY: 'pkcs11' });
  expect(usual).toMatchObject({
    SOFTHSM2_CONF: '/srv/platform/tokens/signer/softhsm2.conf',
    PKCS11_PIN: 'secret of token-pin-signer',
  });
  expect(usual).not.toHaveProperty('PKCS11_SO_PIN');
  const rewrapping = settingsOf('signer', { KEY_CUSTODY: 'pkcs11', PKCS11_REWRAP: 'true' });
  expect(rewrapping).toEqual({ ...usual, PKCS11_SO_PIN: 'secret of token-so-pin-signer' });
});
