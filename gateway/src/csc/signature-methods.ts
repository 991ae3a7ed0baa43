import { invalid } from '@countersign/errors';
import type { SignHashesResponse } from '@countersign/proto/signing-application';
import { takeActivation } from './activation.ts';
import {
  digestsMember,
  findHash,
  hashMember,
  readAlgorithm,
  readDigests,
  requireAlgorithm,
  requireLengths,
} from './algorithms.ts';
import type { CscHandler, MethodDeps } from './call.ts';
import { cscTexts } from './csc-texts.ts';
import { type Fields, findBase64, invalidParameter, parameterFault } from './fields.ts';
import { readLater } from './later.ts';

const mostDigests = 1000;
const longestNonce = 32;

/** signatures/signHash (CSC API 11.10). */
export function createSignHashMethod({ applications, tokens, keys }: MethodDeps): CscHandler {
  return async (call) => {
    const { version, fields } = call;
    const { credentialId, handle } = await takeActivation(call, tokens);
    const digests = readDigests(fields.array(digestsMember(version)));
    const asked = readAlgorithm(fields, hashMember(version));
    const later = version === 1 ? undefined : readLater(fields);
    requireLengths(digests, asked.hash);
    if (digests.length > mostDigests) throw invalid('TOO_MANY_DIGESTS', 'one call signs 1000 digests at most');
    requireAlgorithm(asked, await keys.getAlgorithm(credentialId));
    const signed = await keys.using(credentialId, () =>
      applications.signHashes({ credentialId, handle, digests, hashAlgorithm: asked.hash, later }),
    );
    return { status: 200, body: signed.responseId === '' ? toSignatures(signed) : { responseID: signed.responseId } };
  };
}

/** Signatures as an answer holds them, and our own receipt of what was activated. */
export function toSignatures({ signatures, receipt }: SignHashesResponse) {
  return {
    signatures: signatures.map((signature) => signature.toString('base64')),
    ...(receipt === '' ? {} : { receipt }),
  };
}

/** signatures/timestamp (CSC API 11.13). */
export function createTimestampMethod({ applications }: MethodDeps): CscHandler {
  return async ({ fields }) => {
    const text = fields.string('hash');
    if (text === '') throw parameterFault(cscTexts.emptyHash);
    const digest = findBase64(text);
    if (digest === undefined) throw parameterFault(cscTexts.hashEncoding);
    fields.string('hashAlgo');
    const hashAlgorithm = findHash(fields, 'hashAlgo') ?? 'SHA-256';
    requireLengths([digest], hashAlgorithm);
    const { token } = await applications.createApplicationTimestamp({
      digest,
      hashAlgorithm,
      nonce: readNonce(fields),
    });
    return { status: 200, body: { timestamp: token.toString('base64') } };
  };
}

/** A number as hexadecimal digits, of which there may be an odd count; empty when absent. */
function readNonce(fields: Fields): Buffer {
  const given = fields.optionalString('nonce');
  if (given === undefined) return Buffer.alloc(0);
  if (!/^[0-9A-Fa-f]{1,64}$/.test(given)) throw invalidParameter('nonce');
  const nonce = Buffer.from(given.padStart(given.length + (given.length % 2), '0'), 'hex');
  return nonce.subarray(-longestNonce);
}
