import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { identifiers, readIssuerAndSerial, signedAttributes, signedData } from '@countersign/cms';
import {
  readElements,
  writeBitString,
  writeElement,
  writeInteger,
  writeObjectIdentifier,
  writeOctetString,
  writeSequence,
} from '@countersign/der';
import type { Appearance } from '../src/format/appearance.ts';
import type { PdfPreparation } from '../src/format/preparation.ts';
import { embedSignature } from '../src/format/signed-pdf.ts';
import { type ValidationOrder, validateDocument } from '../src/validation/document-validation.ts';
import type { SignatureReport } from '../src/validation/report.ts';
import { createFormatSigner, type FormatSigner, signedAt } from './format-signers.ts';
import { createSigningAuthority, type RevokedEntry, type SigningAuthority } from './signing-authority.ts';

export const dayMs = 86_400_000;
/** A moment so many days after the signatures of the tests. */
export const day = (count: number) => new Date(signedAt.getTime() + count * dayMs);

interface Delegate {
  privateKey: KeyObject;
  certificate: Buffer;
}

/** An authority with all that a validation asks for: a signer, time-stamps, OCSP and lists. */
export interface ValidationWorld {
  authority: SigningAuthority;
  signer: FormatSigner;
  tsa: Delegate;
  /** A time-stamp token of a moment over a signature. */
  timestamp(at: Date, stamped: Buffer): Buffer;
  /** An OCSP response of the issuing authority's delegate. */
  ocsp(certificate: Buffer, status: { thisUpdate: Date; nextUpdate?: Date; revokedAt?: Date }): Buffer;
  /** The lists of both authorities, made at a moment for a day, with these certificates on that of the signers. */
  lists(at: Date, revoked?: readonly RevokedEntry[]): Promise<Buffer[]>;
  /** Validates with our root trusted and the lists of the moment, unless said otherwise. */
  validate(
    document: Buffer,
    order?: Partial<ValidationOrder> & { revoked?: readonly RevokedEntry[] },
  ): Promise<SignatureReport[]>;
}

/** Makes a world of its own. */
export async function createValidationWorld(): Promise<ValidationWorld> {
  const authority = await createSigningAuthority();
  const [issuing, root] = authority.chain;
  const signer = await createFormatSigner(authority);
  const [tsa, responder] = await Promise.all([delegate(authority, 'timeStamping'), delegate(authority, 'ocspSigning')]);
  const lists = (at: Date, revoked: readonly RevokedEntry[] = []) => {
    const times = { thisUpdate: at, nextUpdate: new Date(at.getTime() + dayMs) };
    return Promise.all([authority.revocationList(0, times, revoked), authority.revocationList(1, times)]);
  };
  return {
    authority,
    signer,
    tsa,
    lists,
    timestamp: (at, stamped) => timestampToken(tsa, { at, stamped, chain: [issuing] }),
    ocsp: (certificate, status) => ocspResponse(responder, { certificate, issuer: issuing, ...status }),
    validate: async (document, { revoked = [], ...order } = {}) => {
      const now = order.now ?? signedAt;
      const crls = order.crls ?? (await lists(now, revoked));
      const result = await validateDocument({
        document,
        content: undefined,
        anchors: [root],
        authorities: [issuing, root],
        ...order,
        now,
        crls,
      });
      if (!('reports' in result)) throw new Error(`no report: ${JSON.stringify(result)}`);
      return result.reports;
    },
  };
}

async function delegate(authority: SigningAuthority, usage: 'timeStamping' | 'ocspSigning'): Promise<Delegate> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, certificate: await authority.delegate(usage, spki) };
}

const generalizedTime = (at: Date) =>
  writeElement(0x18, Buffer.from(`${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`));
const sha256 = writeSequence(writeObjectIdentifier('2.16.840.1.101.3.4.2.1'));

/** A token as RFC 3161 2.4.2 has it. */
export function timestampToken(
  { privateKey, certificate }: Delegate,
  { at, stamped, chain }: { at: Date; stamped: Buffer; chain: readonly Buffer[] },
): Buffer {
  const content = writeSequence(
    writeInteger(1n),
    writeObjectIdentifier('2.25.1'),
    writeSequence(sha256, writeOctetString(createHash('sha256').update(stamped).digest())),
    writeInteger(BigInt(`0x${randomBytes(8).toString('hex')}`)),
    generalizedTime(at),
  );
  const messageDigest = createHash('sha256').update(content).digest();
  const contentType = identifiers.timestampInfo;
  const attributes = signedAttributes({ contentType, messageDigest, certificate });
  return signedData({
    algorithm: 'P-256',
    signer: certificate,
    attributes,
    signature: sign('sha256', attributes, privateKey),
    certificates: [certificate, ...chain],
    contentType,
    content,
  });
}

function ocspResponse(
  responder: Delegate,
  {
    certificate,
    issuer,
    thisUpdate,
    nextUpdate,
    revokedAt,
  }: { certificate: Buffer; issuer: Buffer; thisUpdate: Date; nextUpdate?: Date; revokedAt?: Date },
): Buffer {
  const hash = (bytes: Buffer) => writeOctetString(createHash('sha256').update(bytes).digest());
  const { issuer: name, serialNumber } = readIssuerAndSerial(certificate);
  const spki = createPublicKey(new X509Certificate(issuer).publicKey.export({ type: 'spki', format: 'pem' })).export({
    type: 'spki',
    format: 'der',
  });
  const [, bits] = readElements(readElements(spki)[0]?.content ?? Buffer.alloc(0));
  const key = bits?.content.subarray(1) ?? Buffer.alloc(0);
  const single = writeSequence(
    writeSequence(sha256, hash(name), hash(key), serialNumber),
    revokedAt === undefined ? writeElement(0x80) : writeElement(0xa1, generalizedTime(revokedAt)),
    generalizedTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [writeElement(0xa0, generalizedTime(nextUpdate))]),
  );
  const data = writeSequence(writeElement(0xa2, hash(key)), generalizedTime(thisUpdate), writeSequence(single));
  const basic = writeSequence(
    data,
    writeSequence(writeObjectIdentifier('1.2.840.10045.4.3.2')),
    writeBitString(sign('sha256', data, responder.privateKey)),
    writeElement(0xa0, writeSequence(responder.certificate)),
  );
  return writeSequence(
    writeElement(0x0a, Uint8Array.of(0)),
    writeElement(0xa0, writeSequence(writeObjectIdentifier('1.3.6.1.5.5.7.48.1.1'), writeOctetString(basic))),
  );
}

/** Adds a time-stamp over the document (EN 319 142-1 5.4.3), or one over something else. */
export async function addTimestamp(
  pdfs: Pick<PdfPreparation, 'prepare'>,
  world: ValidationWorld,
  { pdf, at, over, appearance }: { pdf: Buffer; at: Date; over?: Buffer; appearance?: Appearance },
): Promise<Buffer> {
  const order = { signer: '', reason: '', location: '', at: signedAt, reservedBytes: 8_000 };
  const prepared = await pdfs.prepare({ ...order, content: pdf, ...(appearance === undefined ? {} : { appearance }) });
  const kind = prepared.bytes.lastIndexOf('/ETSI.CAdES.detached');
  prepared.bytes.write('/ETSI.RFC3161'.padEnd('/ETSI.CAdES.detached'.length), kind, 'latin1');
  const { bytes, contentsStart, contentsEnd } = prepared;
  const stamped = Buffer.concat([bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd)]);
  return embedSignature(prepared, world.timestamp(at, over ?? stamped));
}
