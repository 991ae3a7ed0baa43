import koffi, { type KoffiFunc } from 'koffi';

/** A `CK_ULONG`: a handle, a count or a return value. */
export type Ulong = number | bigint;

type Call<Arguments extends unknown[]> = KoffiFunc<(...given: Arguments) => Ulong>;
type Template = [template: Buffer, count: number];

/** The functions of a PKCS #11 module (version 2.40) that are used here, by their names without `C_`. */
export interface Cryptoki {
  Initialize: Call<[options: Buffer]>;
  Finalize: Call<[reserved: null]>;
  GetSlotList: Call<[onlyWithToken: number, slots: BigUint64Array | null, count: [Ulong]]>;
  GetTokenInfo: Call<[slot: Ulong, info: Buffer]>;
  InitToken: Call<[slot: Ulong, pin: Buffer, pinLength: number, label: Buffer]>;
  InitPIN: Call<[session: Ulong, pin: Buffer, pinLength: number]>;
  OpenSession: Call<[slot: Ulong, flags: number, application: null, notify: null, session: [Ulong]]>;
  CloseSession: Call<[session: Ulong]>;
  Login: Call<[session: Ulong, user: number, pin: Buffer, pinLength: number]>;
  Logout: Call<[session: Ulong]>;
  FindObjectsInit: Call<[session: Ulong, ...Template]>;
  FindObjects: Call<[session: Ulong, objects: BigUint64Array, most: number, count: [Ulong]]>;
  FindObjectsFinal: Call<[session: Ulong]>;
  GetAttributeValue: Call<[session: Ulong, object: Ulong, ...Template]>;
  SetAttributeValue: Call<[session: Ulong, object: Ulong, ...Template]>;
  CreateObject: Call<[session: Ulong, ...Template, object: [Ulong]]>;
  CopyObject: Call<[session: Ulong, object: Ulong, ...Template, copy: [Ulong]]>;
  DestroyObject: Call<[session: Ulong, object: Ulong]>;
  GenerateKey: Call<[session: Ulong, mechanism: Buffer, ...Template, key: [Ulong]]>;
  GenerateKeyPair: Call<
    [session: Ulong, mechanism: Buffer, ...Template, ...Template, publicKey: [Ulong], privateKey: [Ulong]]
  >;
  WrapKey: Call<[session: Ulong, mechanism: Buffer, by: Ulong, key: Ulong, wrapped: Buffer, length: [Ulong]]>;
  UnwrapKey: Call<
    [session: Ulong, mechanism: Buffer, by: Ulong, wrapped: Buffer, length: number, ...Template, key: [Ulong]]
  >;
  SignInit: Call<[session: Ulong, mechanism: Buffer, key: Ulong]>;
  Sign: Call<[session: Ulong, data: Buffer, length: number, signature: Buffer, signatureLength: [Ulong]]>;
  DecryptInit: Call<[session: Ulong, mechanism: Buffer, key: Ulong]>;
}

const template = (name = 'template') => `const uint8_t *${name}, unsigned long ${name}Count`;
const session = 'unsigned long session';
const mechanism = 'const uint8_t *mechanism';

const parameters: Record<keyof Cryptoki, string> = {
  Initialize: 'uint8_t *options',
  Finalize: 'void *reserved',
  GetSlotList: 'uint8_t onlyWithToken, uint64_t *slots, _Inout_ unsigned long *count',
  GetTokenInfo: 'unsigned long slot, uint8_t *info',
  InitToken: 'unsigned long slot, const uint8_t *pin, unsigned long pinLength, const uint8_t *label',
  InitPIN: `${session}, const uint8_t *pin, unsigned long pinLength`,
  OpenSession: 'unsigned long slot, unsigned long flags, void *application, void *notify, _Out_ unsigned long *opened',
  CloseSession: session,
  Login: `${session}, unsigned long user, const uint8_t *pin, unsigned long pinLength`,
  Logout: session,
  FindObjectsInit: `${session}, ${template()}`,
  FindObjects: `${session}, uint64_t *objects, unsigned long most, _Out_ unsigned long *count`,
  FindObjectsFinal: session,
  GetAttributeValue: `${session}, unsigned long object, uint8_t *template, unsigned long count`,
  SetAttributeValue: `${session}, unsigned long object, ${template()}`,
  CreateObject: `${session}, ${template()}, _Out_ unsigned long *object`,
  CopyObject: `${session}, unsigned long object, ${template()}, _Out_ unsigned long *copy`,
  DestroyObject: `${session}, unsigned long object`,
  GenerateKey: `${session}, ${mechanism}, ${template()}, _Out_ unsigned long *key`,
  GenerateKeyPair: `${session}, ${mechanism}, ${template('publicHalf')}, ${template('privateHalf')}, _Out_ unsigned long *publicKey, _Out_ unsigned long *privateKey`,
  WrapKey: `${session}, ${mechanism}, unsigned long by, unsigned long key, uint8_t *wrapped, _Inout_ unsigned long *length`,
  UnwrapKey: `${session}, ${mechanism}, unsigned long by, const uint8_t *wrapped, unsigned long length, ${template()}, _Out_ unsigned long *key`,
  SignInit: `${session}, ${mechanism}, unsigned long key`,
  Sign: `${session}, const uint8_t *data, unsigned long length, uint8_t *signature, _Inout_ unsigned long *signatureLength`,
  DecryptInit: `${session}, ${mechanism}, unsigned long key`,
};

/**
 * Loads a PKCS #11 module; it is not initialised yet. Throws an Error when the file is none, or on a machine whose
 * `CK_ULONG` is not 64 bits.
 */
export function loadCryptoki(file: string): Cryptoki {
  // Structures are laid out by hand for LP64; Windows packs them and has 32 bits.
  if (process.platform === 'win32' || koffi.sizeof('unsigned long') !== 8) {
    throw new Error('PKCS #11 modules are used on 64-bit Linux and macOS only');
  }
  const library = koffi.load(file);
  const functions = Object.entries(parameters).map(([name, list]) => [
    name,
    library.func(`unsigned long C_${name}(${list})`) as unknown,
  ]);
  return Object.fromEntries(functions) as Cryptoki;
}

/** Address of a buffer's first byte, for structures that point into themselves. */
export function addressOf(buffer: Buffer): bigint {
  return koffi.address(buffer);
}

/** A module refused; `code` is its return value (PKCS #11 2.40, `CKR_…`). */
export class CryptokiError extends Error {
  override readonly name = 'CryptokiError';
  readonly code: number;

  constructor(call: string, code: number) {
    super(`the PKCS #11 module refused C_${call}: 0x${code.toString(16)}`);
    this.code = code;
  }
}

/** Throws a `CryptokiError` unless the return value is `CKR_OK`. */
export function requireOk(call: keyof Cryptoki, answer: Ulong): void {
  if (Number(answer) !== 0) throw new CryptokiError(call, Number(answer));
}
