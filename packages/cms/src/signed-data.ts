import {
  readElements,
  writeElement,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
  writeSetOf,
} from '@countersign/der';
import { type SignatureKey, signatureSuites } from './algorithms.ts';
import { readIssuerAndSerial } from './certificate-identity.ts';
import { identifiers } from './identifiers.ts';

/** A signature and what travels with it. */
export interface SignedDataOrder {
  /** Kind of the key that signed. */
  algorithm: SignatureKey;
  /** Of the signer, DER; embedded only when it is among `certificates`, too. */
  signer: Buffer;
  /** As `signedAttributes` made them. */
  attributes: Buffer;
  /** Over the hash of the attributes: ECDSA in DER, or RSASSA-PKCS1-v1_5. */
  signature: Uint8Array;
  /** Certificates to embed, DER; one that is given twice stands there once. */
  certificates: readonly Buffer[];
  /** Object identifier of the content. */
  contentType: string;
  /** Content to embed; absent for a detached signature. */
  content?: Uint8Array;
  /** Attributes that are not signed, as `writeAttribute` made them. */
  unsignedAttributes?: readonly Buffer[];
  /** Revocation lists and OCSP responses to embed, DER. */
  revocation?: { crls: readonly Buffer[]; ocsps: readonly Buffer[] };
}

/** A CMS SignedData (RFC 5652 5.1) of one signature, in its ContentInfo, DER. */
export function signedData({ algorithm, content, contentType, ...order }: SignedDataOrder): Buffer {
  const { digestAlgorithm } = signatureSuites[algorithm];
  const { crls, ocsps } = order.revocation ?? { crls: [], ocsps: [] };
  const eContentType = writeObjectIdentifier(contentType);
  const inner = writeSequence(
    writeInteger(versionOf({ contentType, ocsps })),
    writeSetOf(digestAlgorithm),
    content === undefined
      ? writeSequence(eContentType)
      : writeSequence(eContentType, writeElement(0xa0, writeOctetString(content))),
    writeMembers(0xa0, order.certificates),
    writeMembers(0xa1, [...crls, ...ocsps.map(writeOcspResponse)]),
    writeSetOf(writeSignerInfo({ algorithm, ...order })),
  );
  return writeSequence(writeObjectIdentifier(identifiers.signedData), writeElement(0xa0, inner));
}

/** 5 with revocation information of other kinds, 3 for content of its own type, else 1. */
function versionOf({ contentType, ocsps }: { contentType: string; ocsps: readonly Buffer[] }): bigint {
  if (ocsps.length > 0) return 5n;
  return contentType === identifiers.data ? 1n : 3n;
}

function writeSignerInfo({
  algorithm,
  signer,
  attributes,
  signature,
  unsignedAttributes = [],
}: Omit<SignedDataOrder, 'content' | 'contentType'>): Buffer {
  const { issuer, serialNumber } = readIssuerAndSerial(signer);
  const { digestAlgorithm, signatureAlgorithm } = signatureSuites[algorithm];
  const [attributeSet, ...others] = readElements(attributes);
  if (attributeSet === undefined || others.length > 0) throw new Error('signed attributes are one SET OF');
  return writeSequence(
    writeInteger(1n),
    writeSequence(issuer, serialNumber),
    digestAlgorithm,
    writeElement(0xa0, attributeSet.content),
    signatureAlgorithm,
    writeOctetString(signature),
    writeMembers(0xa1, unsignedAttributes),
  );
}

/** OtherRevocationInfoFormat of an OCSP response (RFC 5940 2.1), a choice under the tag [1]. */
function writeOcspResponse(response: Buffer): Buffer {
  return writeElement(0xa1, writeObjectIdentifier(identifiers.ocspResponse), response);
}

/** An optional SET OF under a tag of its context, each member once; nothing when there are none. */
function writeMembers(tag: number, members: readonly Buffer[]): Buffer {
  if (members.length === 0) return Buffer.alloc(0);
  const sorted = members.toSorted((a, b) => Buffer.compare(a, b));
  return writeElement(tag, ...sorted.filter((member, index) => index === 0 || !sorted[index - 1]?.equals(member)));
}
