import type { Keyring } from '@countersign/sealing';
import type { KeyCustody } from './key-custody.ts';
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
  throw new Error('KEY_CUSTODY=pkcs11 needs PKCS11_MODULE, PKCS11_TOKEN and PKCS11_PIN');
}
