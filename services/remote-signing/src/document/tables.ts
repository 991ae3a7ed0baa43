/** A stored document. Its content lies in chunks. */
export interface DocumentTable {
  id: string;
  userId: string;
  /** Application that stored it for him, or had it made, and alone sees it; null for his own. */
  clientId: string | null;
  name: string;
  mediaType: string;
  /** Bytes: what was announced until it is whole, the most that may come when nothing was. */
  size: number;
  /** Bytes and chunks that are stored. */
  storedBytes: number;
  chunkCount: number;
  /** Of the content; null until it is whole. */
  sha256: Buffer | null;
  /** Seals number of chunks, size and digest together: what was cut off would otherwise be missed. Null until it is whole. */
  proof: Buffer | null;
  /** Null for one that a signature made. */
  idempotencyKey: string | null;
  /** Null for one that was uploaded. */
  signatureRequestId: string | null;
  createdAt: Date;
  /** When it became whole. */
  completedAt: Date | null;
  /** When it is deleted. */
  expiresAt: Date;
}

/** A piece of a document's content. */
export interface DocumentChunkTable {
  documentId: string;
  /** From 0. */
  ordinal: number;
  /** Sealed. */
  content: Buffer;
}
