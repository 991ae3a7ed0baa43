import {
  tags,
  writeElement,
  writeGeneralizedTime,
  writeInteger,
  writeObjectIdentifier,
  writeSequence,
} from '@countersign/der';
import type { TimestampRequest } from './request.ts';

/** Bits of PKIFailureInfo with which a request is refused (RFC 3161 2.4.2), and what they mean for people. */
const failures = {
  badAlg: { bit: 0, text: 'only SHA-256, SHA-384 and SHA-512 are stamped' },
  badRequest: { bit: 2, text: 'this request is not allowed' },
  badDataFormat: { bit: 5, text: 'this is no time-stamp request' },
  timeNotAvailable: { bit: 14, text: 'there is no time that could be trusted now' },
  unacceptedPolicy: { bit: 15, text: 'time-stamps under that policy are not made here' },
  unacceptedExtension: { bit: 16, text: 'no extension is known here' },
} as const;

/** Why a request is refused. */
export type TimestampFailure = keyof typeof failures;

/** Seconds by which the time in a stamp may be wrong. */
export const accuracySeconds = 1;

/** Under the arc of our policies: see the policies of certificates. */
export const timestampPolicy = '2.25.336360247634993809843986747030117149932.3';

const granted = writeSequence(writeInteger(0n));

/** The content of a stamp, a TSTInfo (RFC 3161 2.4.2), DER. Ordering is not promised, and who stamps is in the signature. */
export function writeTimestampInfo(
  { imprint, nonce }: Pick<TimestampRequest, 'imprint' | 'nonce'>,
  { serialNumber, at }: { serialNumber: bigint; at: Date },
): Buffer {
  return writeSequence(
    writeInteger(1n),
    writeObjectIdentifier(timestampPolicy),
    imprint,
    writeInteger(serialNumber),
    writeGeneralizedTime(at, { fraction: true }),
    writeSequence(writeInteger(BigInt(accuracySeconds))),
    ...(nonce === undefined ? [] : [nonce]),
  );
}

/** A TimeStampResp (RFC 3161 2.4.2) with a stamp, DER. */
export function writeTimestampResponse(token: Buffer): Buffer {
  return writeSequence(granted, token);
}

/** A TimeStampResp that refuses, DER. */
export function writeTimestampRefusal(failure: TimestampFailure): Buffer {
  const { bit, text } = failures[failure];
  const octets = Buffer.alloc(Math.floor(bit / 8) + 1);
  octets[octets.length - 1] = 0x80 >> (bit % 8);
  // A BIT STRING of named bits ends with the last that is set (X.690 11.2.2).
  const failInfo = writeElement(tags.bitString, Uint8Array.of(7 - (bit % 8)), octets);
  const statusText = writeSequence(writeElement(tags.utf8String, Buffer.from(text)));
  return writeSequence(writeSequence(writeInteger(2n), statusText, failInfo));
}
