import { readFileSync } from 'node:fs';

/** The compiled descriptor set of all contracts (`FileDescriptorSet`, binary), for reflection. */
export function readImage(): Buffer {
  return readFileSync(new URL('gen/image.binpb', import.meta.url));
}
