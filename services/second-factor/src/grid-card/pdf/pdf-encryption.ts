import { createCipheriv, createHash, createSecretKey, hash, randomBytes } from 'node:crypto';

// PDF 2.0 (ISO 32000-2) 7.6.4.2, table 22: print in any quality and read aloud or copy; nothing else. Bits that are reserved are set.
const permissions = 0xff_ff_fa_d4 | 0;

/** The part of a pdfkit document that encryption touches: it knows revisions up to 5 only, and lets this one take their place. */
interface Encryptable {
  _root: { data: Record<string, unknown> };
  _security: {
    dictionary: { end(): void };
    getEncryptFn(id: number, generation: number): (bytes: Uint8Array) => Uint8Array;
    end(): void;
  } | null;
  ref(data: Record<string, unknown>): { end(): void };
}

/**
 * Encrypts a pdfkit document, to which nothing was written yet, with AES-256 under a password, as PDF 2.0 has it (revision
 * 6, ISO 32000-2 7.6.4). The password must be ASCII. There is no owner: what would be his entries is random, and no
 * password fits.
 */
export function encryptPdf(document: object, password: string): void {
  const pdf = document as Encryptable;
  const secret = Buffer.from(password, 'ascii');
  const key = randomBytes(32);
  const cipherKey = createSecretKey(key);
  const validationSalt = randomBytes(8);
  const keySalt = randomBytes(8);
  const dictionary = pdf.ref({
    Filter: 'Standard',
    V: 5,
    R: 6,
    Length: 256,
    CF: { StdCF: { AuthEvent: 'DocOpen', CFM: 'AESV3', Length: 32 } },
    StmF: 'StdCF',
    StrF: 'StdCF',
    U: Buffer.concat([hashPassword(secret, validationSalt), validationSalt, keySalt]),
    UE: encryptKey(hashPassword(secret, keySalt), key),
    O: randomBytes(48),
    OE: randomBytes(32),
    P: permissions,
    Perms: encryptPermissions(key),
  });
  // oxlint-disable-next-line no-underscore-dangle
  pdf._root.data['Version'] = '2.0';
  // oxlint-disable-next-line no-underscore-dangle
  pdf._security = {
    dictionary,
    getEncryptFn: () => (bytes) => {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
      return Buffer.concat([iv, cipher.update(bytes), cipher.final()]);
    },
    end: () => dictionary.end(),
  };
}

const hashes = ['sha256', 'sha384', 'sha512'] as const;
const rounds = 64;

/** ISO 32000-2 7.6.4.3.4, algorithm 2.B, for a user's password. */
export function hashPassword(password: Buffer, salt: Buffer): Buffer {
  let key = createHash('sha256').update(password).update(salt).digest();
  const repeated = Buffer.alloc(64 * (password.length + 64));
  for (let round = 0, last = 0; round < rounds || last > round - 32; round += 1) {
    const length = 64 * (password.length + key.length);
    repeated.fill(Buffer.concat([password, key]), 0, length);
    // As a key object: from bytes, Node takes longer to set up the cipher than to encrypt.
    const cipher = createCipheriv(
      'aes-128-cbc',
      createSecretKey(key.subarray(0, 16)),
      key.subarray(16, 32),
    ).setAutoPadding(false);
    const encrypted = cipher.update(repeated.subarray(0, length));
    // The first 16 bytes as a number modulo 3: 256 is 1 modulo 3, so that is the sum of the bytes.
    const sum = encrypted.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = hash(hashes[sum % 3] ?? 'sha256', encrypted, 'buffer');
    last = encrypted.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}

function encryptKey(under: Buffer, key: Buffer): Buffer {
  return createCipheriv('aes-256-cbc', under, Buffer.alloc(16)).setAutoPadding(false).update(key);
}

/** ISO 32000-2 7.6.4.4.9, algorithm 10: lets readers see that nobody changed the permissions. */
function encryptPermissions(key: Buffer): Buffer {
  const block = Buffer.alloc(16, 0xff);
  block.writeInt32LE(permissions);
  block.write('Tadb', 8, 'ascii');
  randomBytes(4).copy(block, 12);
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
}
