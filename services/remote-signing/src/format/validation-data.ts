import type { RevocationValues } from './revocation.ts';

/** What is to be added to a signed PDF. */
export interface ValidationDataOrder extends RevocationValues {
  /** The signed PDF. */
  content: Buffer;
  /** Where the string of the signature that the data are for begins, its `<` included. */
  contentsStart: number;
  /** Where it ends, behind its `>`. */
  contentsEnd: number;
  /** Of the signer, of the time-stamp and of OCSP, each up to the root; DER. */
  certificates: readonly Buffer[];
}

/**
 * Adds what a verifier needs when nobody can be asked any more, as an incremental update: the document security store
 * with the signature's own list in it (ISO 32000-2 12.8.4.3, EN 319 142-1 5.4.2). What the document has stays.
 */
export async function addValidationData({ content }: ValidationDataOrder): Promise<Buffer> {
  throw new Error(`not written: ${content.length}`);
}
