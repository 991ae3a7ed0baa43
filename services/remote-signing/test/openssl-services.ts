import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SigningAuthority } from './signing-authority.ts';
import { inFolder, toPem } from './witnesses.ts';

const run = promisify(execFile);

/** Answers as openssl gives them, in the name of an authority. */
export interface OpensslServices {
  /** Whose key signs time-stamps. */
  timestampCertificate: Buffer;
  /** TimeStampResp to a TimeStampReq. */
  answerTimestamp(request: Buffer): Promise<Buffer>;
  /** OCSPResponse to an OCSPRequest about a certificate of the issuing authority, which is good or revoked. */
  answerOcsp(request: Buffer, about: { certificate: Buffer; isRevoked?: boolean }): Promise<Buffer>;
}

const policy = `
[tsa]
default_tsa = stamps
[stamps]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
`;

/** Certifies a key for time-stamps and one for OCSP. */
export async function createOpensslServices(authority: SigningAuthority): Promise<OpensslServices> {
  const [tsa, ocsp] = [keyPair(), keyPair()];
  const [timestampCertificate, ocspCertificate] = await Promise.all([
    authority.delegate('timeStamping', tsa.publicKey),
    authority.delegate('ocspSigning', ocsp.publicKey),
  ]);
  const issuing = toPem([authority.chain[0]]);
  return {
    timestampCertificate,
    answerTimestamp: (request) =>
      answer(
        {
          'tsa.cnf': policy,
          serial: '01\n',
          request,
          'own.pem': toPem([timestampCertificate]),
          key: tsa.privateKey,
          'issuing.pem': issuing,
        },
        'ts -reply -config tsa.cnf -queryfile request -out response -signer own.pem -inkey key -chain issuing.pem',
      ),
    answerOcsp: async (request, { certificate, isRevoked = false }) => {
      const serial = await serialOf(certificate);
      const [state, moment] = isRevoked ? ['R', '250101000000Z'] : ['V', ''];
      return await answer(
        {
          index: `${state}\t491231235959Z\t${moment}\t${serial}\tunknown\t/CN=Example\n`,
          request,
          'own.pem': toPem([ocspCertificate]),
          key: ocsp.privateKey,
          'issuing.pem': issuing,
        },
        'ocsp -index index -CA issuing.pem -rsigner own.pem -rkey key -reqin request -respout response -ndays 1',
      );
    },
  };
}

function keyPair(): { publicKey: Buffer; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

async function answer(files: Record<string, string | Buffer>, command: string): Promise<Buffer> {
  return await inFolder(async (folder) => {
    await Promise.all(Object.entries(files).map(([name, content]) => writeFile(path.join(folder, name), content)));
    await run('openssl', command.split(' '), { cwd: folder });
    return await readFile(path.join(folder, 'response'));
  });
}

async function serialOf(certificate: Buffer): Promise<string> {
  return await inFolder(async (folder) => {
    const file = path.join(folder, 'certificate.pem');
    await writeFile(file, toPem([certificate]));
    const { stdout } = await run('openssl', ['x509', '-in', file, '-noout', '-serial']);
    return stdout.trim().replace('serial=', '');
  });
}
