import type { Keyring } from '@countersign/sealing';
import type { KeyCustody } from './key-custody.ts';
import { openPkcs11Custody } from './pkcs11/pkcs11-custody.ts';
import { createSealedCustody } from './sealed/sealed-custody.ts';
import type { CustodySettings } from './settings.ts';

/** The custody that the settings name. Throws an Error when they are incomplete or the token cannot be opened. */
export async function openCustody({
  settings,
  keyring,
}: {
  settings: CustodySettings;
  keyring: Keyring;
}): Promise<KeyCustody> {
  if (settings.KEY_CUSTODY === 'sealed') return createSealedCustody({ keyring });
  const { PKCS11_MODULE: module, PKCS11_TOKEN: label, PKCS11_PIN: pin, PKCS11_SO_PIN: officerPin } = settings;
  if (module === undefined || label === undefined || pin === undefined) {
    throw new Error('KEY_CUSTODY=pkcs11 needs PKCS11_MODULE, PKCS11_TOKEN and PKCS11_PIN');
  }
  return openPkcs11Custody({ module, label, pin, officerPin, keyring });
}
