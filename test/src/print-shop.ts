import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { X509CertificateGenerator } from '@peculiar/x509';
import { ContentInfo, CryptoEngine, EnvelopedData } from 'pkijs';

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });
const algorithm = {
  name: 'RSA-OAEP',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** A print shop: its certificate, and the key that opens what is sealed to it. */
export interface PrintShop {
  certificate: string;
  /** Opens CMS EnvelopedData (RFC 5652). */
  open: (sealed: Uint8Array) => Promise<Buffer>;
}

/** Makes a print shop with a certificate of its own. */
export async function openPrintShop(): Promise<PrintShop> {
  const signing = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey({ ...algorithm, ...signing }, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=Sample Printers', keys, signingAlgorithm: signing, notAfter: new Date(Date.now() + 86_400_000) },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: certificate.toString('pem'),
    open: async (sealed) => {
      const info = ContentInfo.fromBER(Uint8Array.from(sealed));
      const enveloped = new EnvelopedData({ schema: info.content as object });
      return Buffer.from(await enveloped.decrypt(0, { recipientPrivateKey: key }, engine));
    },
  };
}
