import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are equal, in a time that tells neither where nor by how much they differ. Text is UTF-8. */
export function isSameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // timingSafeEqual refuses unequal lengths; digests have one length whatever is compared.
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
