import { type Static, type TObject, Type } from 'typebox';

/** Where a process keeps its private keys; to be spread into its settings. */
export const custodySettings = {
  /** `sealed` under the keyring of the process, or `pkcs11` in a token. */
  KEY_CUSTODY: Type.Union([Type.Literal('sealed'), Type.Literal('pkcs11')], { default: 'sealed' }),
  /** Path of the PKCS #11 module, a shared library. */
  PKCS11_MODULE: Type.Optional(Type.String()),
  /** Label of the token. */
  PKCS11_TOKEN: Type.Optional(Type.String()),
  /** PIN of the token's user. */
  PKCS11_PIN: Type.Optional(Type.String()),
  /** PIN of its security officer: only for the time in which keys move to a new generation. */
  PKCS11_SO_PIN: Type.Optional(Type.String()),
};

export type CustodySettings = Readonly<Static<TObject<typeof custodySettings>>>;
