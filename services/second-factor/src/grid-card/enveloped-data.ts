import { webcrypto } from 'node:crypto';
import { Certificate, ContentInfo, CryptoEngine, EnvelopedData, id_ContentType_EnvelopedData } from 'pkijs';

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });

/**
 * Seals bytes to the RSA key of a certificate: CMS EnvelopedData (RFC 5652), AES-256-CBC with a key of its own, which is
 * encrypted by RSAES-OAEP with SHA-256 (RFC 3560). DER, in its ContentInfo.
 */
export async function envelop(content: Uint8Array, certificate: Uint8Array): Promise<Buffer> {
  const enveloped = new EnvelopedData();
  enveloped.addRecipientByCertificate(
    Certificate.fromBER(Uint8Array.from(certificate)),
    { oaepHashAlgorithm: 'SHA-256' },
    undefined,
    engine,
  );
  await enveloped.encrypt({ name: 'AES-CBC', length: 256 }, Uint8Array.from(content).buffer, engine);
  const info = new ContentInfo({ contentType: id_ContentType_EnvelopedData, content: enveloped.toSchema() });
  return Buffer.from(info.toSchema().toBER());
}
