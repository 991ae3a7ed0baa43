import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { identifiers, readIssuerAndSerial, signedAttributes, signedData } from '@countersign/cms';
import {
  readFields,
  readSequence,
  tags,
  writeBitString,
  writeElement,
  writeGeneralizedTime,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import type { FakeClock } from '@countersign/testing';
import type { SigningAuthority } from './signing-authority.ts';

const ecdsaWithSha256 = writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.2'));

/** One that stamps times and tells what is revoked, in the name of a throw-away authority. */
export async function createValidationAuthority(authority: SigningAuthority, clock: FakeClock) {
  const [tsa, responder] = await Promise.all([delegate(authority, 'timeStamping'), delegate(authority, 'ocspSigning')]);
  /** Serial numbers of revoked certificates, hexadecimal. */
  const revoked = new Set<string>();
  let stamps = 0;
  return {
    revoked,
    /** TimeStampResp (RFC 3161 2.4.2) to a TimeStampReq. */
    stamp: (request: Buffer): Buffer => {
      stamps += 1;
      const fields = readFields({ content: Buffer.concat(readSequence(request).map(({ raw }) => raw)) });
      fields.take(tags.integer);
      const imprint = fields.take(tags.sequence).raw;
      const nonce = fields.takeIf(tags.integer)?.raw ?? Buffer.alloc(0);
      const content = writeSequence(
        writeInteger(1n),
        writeObjectIdentifier('1.3.6.1.4.1.99999.1'),
        imprint,
        writeInteger(BigInt(stamps)),
        writeGeneralizedTime(clock.now()),
        nonce,
      );
      const messageDigest = createHash('sha256').update(content).digest();
      const contentType = identifiers.timestampInfo;
      const attributes = signedAttributes({ contentType, messageDigest, certificate: tsa.certificate });
      const token = signedData({
        algorithm: 'P-256',
        signer: tsa.certificate,
        attributes,
        signature: sign('sha256', attributes, tsa.privateKey),
        certificates: [tsa.certificate],
        contentType,
        content,
      });
      return writeSequence(writeSequence(writeInteger(0n)), token);
    },
    /** OCSPResponse (RFC 6960 4.2.1) to an OCSPRequest about one certificate. */
    answer: (request: Buffer): Buffer => {
      const [toBeSigned] = readSequence(request);
      const [list] = readSequence(toBeSigned?.raw ?? request);
      const [single] = readSequence(list?.raw ?? request);
      const [certificateId] = readSequence(single?.raw ?? request);
      const serial = readSequence(certificateId?.raw ?? request)[3]?.content.toString('hex') ?? '';
      const now = writeGeneralizedTime(clock.now());
      const status = revoked.has(serial) ? writeElement(0xa1, now) : writeElement(0x80);
      const data = writeSequence(
        writeElement(0xa1, subjectOf(responder.certificate)),
        now,
        writeSequence(writeSequence(certificateId?.raw ?? Buffer.alloc(0), status, now)),
      );
      const signature = writeBitString(sign('sha256', data, responder.privateKey));
      const basic = writeSequence(
        data,
        ecdsaWithSha256,
        signature,
        writeElement(0xa0, writeSequence(responder.certificate)),
      );
      const bytes = writeSequence(writeObjectIdentifier('1.3.6.1.5.5.7.48.1.1'), writeOctetString(basic));
      return writeSequence(writeElement(tags.enumerated, Uint8Array.of(0)), writeElement(0xa0, bytes));
    },
  };
}

async function delegate(authority: SigningAuthority, usage: 'timeStamping' | 'ocspSigning') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await authority.delegate(usage, publicKey.export({ type: 'spki', format: 'der' }));
  return { certificate, privateKey };
}

/** Serial number of a certificate, hexadecimal. */
export function serialOf(certificate: X509Certificate): string {
  return readFields({ content: readIssuerAndSerial(certificate.raw).serialNumber })
    .take(tags.integer)
    .content.toString('hex');
}

/** Subject (Name) of a certificate, DER. */
function subjectOf(certificate: Buffer): Buffer {
  const [toBeSigned] = readSequence(certificate);
  // version, serialNumber, signature, issuer, validity, subject
  return readSequence(toBeSigned?.raw ?? certificate)[5]?.raw ?? Buffer.alloc(0);
}
