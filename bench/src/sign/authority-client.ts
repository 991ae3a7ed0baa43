import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createCaller } from '@countersign/grpc';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { createTimestampRequest } from '../../../services/remote-signing/src/format/timestamp.ts';
import type { AuthorityPlace, AuthorityTask } from './orders.ts';

/** Asks the certificate authority, as remote-signing does. */
export type AuthorityClient = Record<AuthorityTask, () => Promise<void>> & { close: () => void };

const lifeMs = 300 * 86_400_000;

/** Connects to the certificate authority over mTLS. */
export function createAuthorityClient({ address, tls, ocspRequest, serialNumbers }: AuthorityPlace): AuthorityClient {
  const rpc = createCaller(CertificateAuthorityServiceService, {
    address,
    callee: 'certificate-authority',
    tls,
    timeoutMs: 20_000,
  });
  const run = `${process.pid}x${Date.now()}`;
  let number = 0;
  const ask = async (request: Buffer): Promise<void> => {
    const { response } = await rpc.answerOcsp({ authority: 'signers', request });
    if (response.length < 100) throw new Error('OCSP did not answer');
  };
  return {
    certificates: async () => {
      number += 1;
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const nonce = randomBytes(32);
      const { certificate } = await rpc.issueSigningCertificate({
        requestId: `crd_${run}x${number}`,
        publicKey: publicKey.export({ type: 'spki', format: 'der' }),
        nonce,
        proofOfPossession: sign(
          'sha256',
          Buffer.concat([Buffer.from('countersign-key-possession'), nonce]),
          privateKey,
        ),
        subject: {
          givenName: 'Robin',
          surname: 'Sample',
          email: 'robin@example.com',
          country: 'CH',
          serialNumber: `usr_${run}x${number}`,
        },
        notAfterLimit: new Date(Date.now() + lifeMs),
      });
      if (certificate.length === 0) throw new Error('no certificate was issued');
    },
    timestamps: async () => {
      const { request, readToken } = createTimestampRequest(randomBytes(72));
      const { response } = await rpc.createTimestamp({ request });
      readToken(response);
    },
    'kept answers': () => ask(ocspRequest),
    'fresh answers': async () => {
      const serialNumber = Buffer.from(serialNumbers[number % serialNumbers.length] ?? '', 'hex');
      number += 1;
      await ask(Buffer.concat([ocspRequest.subarray(0, -serialNumber.length), serialNumber]));
    },
    close: () => rpc.close(),
  };
}
