import koffi, { type KoffiFunc } from 'koffi';
import type { HashAlgorithm } from '../key-custody.ts';

/** An object of OpenSSL; null where it could not be made. */
type Handle = bigint | null;

/**
 * The few functions of the OpenSSL inside Node that sign and verify a digest as it is. `node:crypto` has none for elliptic
 * curves: its `sign(null, …)` hashes once more.
 */
export interface OpenSsl {
  newBio: KoffiFunc<(bytes: Buffer, length: number) => Handle>;
  freeBio: KoffiFunc<(bio: Handle) => number>;
  readPrivateKey: KoffiFunc<(bio: Handle, reused: null) => Handle>;
  readPublicKey: KoffiFunc<(bio: Handle, reused: null) => Handle>;
  freeKey: KoffiFunc<(key: Handle) => void>;
  /** Longest signature of a key, in bytes. */
  signatureSize: KoffiFunc<(key: Handle) => number>;
  isKeyOfType: KoffiFunc<(key: Handle, name: string) => number>;
  newContext: KoffiFunc<(key: Handle, engine: null) => Handle>;
  freeContext: KoffiFunc<(context: Handle) => void>;
  beginSigning: KoffiFunc<(context: Handle) => number>;
  beginVerifying: KoffiFunc<(context: Handle) => number>;
  setPadding: KoffiFunc<(context: Handle, padding: number) => number>;
  setDigest: KoffiFunc<(context: Handle, digest: Handle) => number>;
  findDigest: KoffiFunc<(name: string) => Handle>;
  sign: KoffiFunc<
    (context: Handle, signature: Buffer, length: [number | bigint], digest: Buffer, digestLength: number) => number
  >;
  verify: KoffiFunc<
    (context: Handle, signature: Buffer, length: number, digest: Buffer, digestLength: number) => number
  >;
  /** Empties the thread's list of errors: `node:crypto` would take what is left there for its own. */
  clearErrors: KoffiFunc<() => void>;
}

const digestNames: Record<HashAlgorithm, string> = { 'SHA-256': 'SHA256', 'SHA-384': 'SHA384', 'SHA-512': 'SHA512' };
const pkcs1Padding = 1;

/** Has a context sign or verify RSASSA-PKCS1-v1_5 over digests of a hash; false when it cannot. */
export function preparePkcs1(openSsl: OpenSsl, context: bigint, hash: HashAlgorithm): boolean {
  const digest = openSsl.findDigest(digestNames[hash]);
  return digest !== null && openSsl.setPadding(context, pkcs1Padding) === 1 && openSsl.setDigest(context, digest) === 1;
}

let loaded: OpenSsl | undefined;

/** OpenSSL as it is linked into Node, or beside it; throws an Error when this Node does not export its functions. */
export function getOpenSsl(): OpenSsl {
  loaded ??= loadOpenSsl();
  return loaded;
}

function loadOpenSsl(): OpenSsl {
  const process = koffi.load(null);
  return {
    newBio: process.func('void *BIO_new_mem_buf(const uint8_t *bytes, int length)') as OpenSsl['newBio'],
    freeBio: process.func('int BIO_free(void *bio)') as OpenSsl['freeBio'],
    readPrivateKey: process.func('void *d2i_PrivateKey_bio(void *bio, void *reused)') as OpenSsl['readPrivateKey'],
    readPublicKey: process.func('void *d2i_PUBKEY_bio(void *bio, void *reused)') as OpenSsl['readPublicKey'],
    freeKey: process.func('void EVP_PKEY_free(void *key)') as OpenSsl['freeKey'],
    signatureSize: process.func('int EVP_PKEY_get_size(void *key)') as OpenSsl['signatureSize'],
    isKeyOfType: process.func('int EVP_PKEY_is_a(void *key, const char *name)') as OpenSsl['isKeyOfType'],
    newContext: process.func('void *EVP_PKEY_CTX_new(void *key, void *engine)') as OpenSsl['newContext'],
    freeContext: process.func('void EVP_PKEY_CTX_free(void *context)') as OpenSsl['freeContext'],
    beginSigning: process.func('int EVP_PKEY_sign_init(void *context)') as OpenSsl['beginSigning'],
    beginVerifying: process.func('int EVP_PKEY_verify_init(void *context)') as OpenSsl['beginVerifying'],
    setPadding: process.func('int EVP_PKEY_CTX_set_rsa_padding(void *context, int padding)') as OpenSsl['setPadding'],
    setDigest: process.func('int EVP_PKEY_CTX_set_signature_md(void *context, void *digest)') as OpenSsl['setDigest'],
    findDigest: process.func('void *EVP_get_digestbyname(const char *name)') as OpenSsl['findDigest'],
    sign: process.func(
      'int EVP_PKEY_sign(void *context, uint8_t *signature, _Inout_ size_t *length, const uint8_t *digest, size_t digestLength)',
    ) as OpenSsl['sign'],
    verify: process.func(
      'int EVP_PKEY_verify(void *context, const uint8_t *signature, size_t length, const uint8_t *digest, size_t digestLength)',
    ) as OpenSsl['verify'],
    clearErrors: process.func('void ERR_clear_error()') as OpenSsl['clearErrors'],
  };
}
