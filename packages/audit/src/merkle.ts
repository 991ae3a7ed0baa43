import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The head of a chain: how far it went, and the hash of its last record in hex. */
export interface ChainHead {
  stream: string;
  seq: number;
  head: string;
}

/** How the head of a chain leads to the root of a tree over the heads of all chains. */
export interface Inclusion extends ChainHead {
  /** Position of the chain's leaf, from 0. */
  position: number;
  /** Number of leaves. */
  size: number;
  /** Hashes beside the way up, the lowest first, in base64url. */
  path: string[];
}

/** The leaf of a chain: its head as canonical JSON, hashed twice, the second time as RFC 9162 2.1.1 hashes a leaf. */
export function chainLeaf({ stream, seq, head }: ChainHead): Buffer {
  const entry = createHash('sha256').update(canonicalJson({ stream, seq, head })).digest();
  return createHash('sha256').update(Uint8Array.of(0)).update(entry).digest();
}

/** The node above two others (RFC 9162 2.1.1). */
export function merkleNode(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

/** The nodes beside the way from a leaf to the root of a tree of `size` leaves, the lowest first. */
export function listSiblings(position: number, size: number): { level: number; position: number }[] {
  const siblings: { level: number; position: number }[] = [];
  let [at, width] = [position, size];
  for (let level = 0; width > 1; level += 1) {
    // The last one of an odd level has nobody beside it, and goes up as it is.
    if ((at ^ 1) < width) siblings.push({ level, position: at ^ 1 });
    at >>= 1;
    width = Math.ceil(width / 2);
  }
  return siblings;
}

/** The root to which an inclusion leads; undefined for one that fits no tree. */
export function rootOf({ position, size, path, ...chain }: Inclusion): Buffer | undefined {
  const isInTree =
    Number.isSafeInteger(size) && Number.isSafeInteger(position) && position >= 0 && position < size && size < 2 ** 31;
  const siblings = isInTree ? listSiblings(position, size) : [];
  if (!isInTree || siblings.length !== path.length) return undefined;
  let node = chainLeaf(chain);
  for (const [index, { position: beside }] of siblings.entries()) {
    const sibling = Buffer.from(path[index] ?? '', 'base64url');
    node = beside % 2 === 0 ? merkleNode(sibling, node) : merkleNode(node, sibling);
  }
  return node;
}
