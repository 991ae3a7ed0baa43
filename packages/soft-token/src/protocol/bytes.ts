import { ProtocolError, type ProtocolFault } from './protocol-error.ts';

/** Bytes as base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Reads base64url without padding, in its one canonical form; throws a ProtocolError. `length` in bytes, when it is fixed. */
export function fromBase64url(text: string, fault: ProtocolFault, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text || (length !== undefined && bytes.length !== length)) {
    throw new ProtocolError(fault, `base64url${length === undefined ? '' : ` of ${length} bytes`} is needed`);
  }
  return bytes;
}
