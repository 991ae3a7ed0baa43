import { Type } from 'typebox';

/** Settings that the service and its seed share. */
export const authoritySettings = {
  DATABASE_URL: Type.String(),
  /** Keys under which the authorities' private keys are sealed. */
  KEYRING: Type.String(),
  /** Public base of the addresses that certificates point to; plain HTTP is usual, what is there is signed. */
  PKI_URL: Type.String({ pattern: '^https?://[!-.0-~]([!-~]*[!-.0-~])?$' }),
};
