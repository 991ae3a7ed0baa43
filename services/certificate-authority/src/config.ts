import { custodySettings } from '@countersign/key-custody';
import { Type } from 'typebox';

/** Settings that the service and its seed share. */
export const authoritySettings = {
  ...custodySettings,
  DATABASE_URL: Type.String(),
  /** Keys under which the authorities' private keys are sealed. */
  KEYRING: Type.String(),
  /** Public base of the addresses that certificates point to; plain HTTP is usual, what is there is signed. */
  PKI_URL: Type.String({ pattern: '^https?://[!-.0-~]([!-~]*[!-.0-~])?$' }),
};

/** Where a root is that a program may open: its folder, and the passphrase of its key. */
export const rootSettings = {
  ROOT_FOLDER: Type.Optional(Type.String({ minLength: 1 })),
  ROOT_PASSPHRASE: Type.Optional(Type.String({ minLength: 12 })),
};
