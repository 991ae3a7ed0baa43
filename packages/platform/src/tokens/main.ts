import { initialiseToken, provisionToken } from '@countersign/key-custody';
import { readConfig } from '@countersign/runtime';
import { Type } from 'typebox';

// A process of its own: modules read the environment of the process that loads them, and each token has another.
const settings = readConfig(
  Type.Object({
    PKCS11_MODULE: Type.String(),
    PKCS11_TOKEN: Type.String(),
    PKCS11_PIN: Type.String(),
    PKCS11_SO_PIN: Type.String(),
  }),
  process.env,
);
const address = { module: settings.PKCS11_MODULE, label: settings.PKCS11_TOKEN, pin: settings.PKCS11_PIN };
initialiseToken(address, settings.PKCS11_SO_PIN);
await provisionToken(address, { onlyFirst: true });
