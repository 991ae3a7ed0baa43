import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { fingerprintOf } from '@countersign/db';
import { conflict, type DomainError, invalidField, notFound } from '@countersign/errors';
import { implement } from '@countersign/grpc';
import {
  CertificateAuthorityServiceService,
  type IssueServerCertificateRequest,
} from '@countersign/proto/certificate-authority';
import type { Clock } from '@countersign/runtime';
import { x509 } from '../src/certificate/x509.ts';

/** The part of the authority's contract that enrollment uses. */
export const authorityContract = {
  issueServerCertificate: CertificateAuthorityServiceService.issueServerCertificate,
  revokeCertificate: CertificateAuthorityServiceService.revokeCertificate,
};

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
const policies: Readonly<Record<string, string>> = {
  dv: '2.23.140.1.2.1',
  ov: '2.23.140.1.2.2',
  ev: '2.23.140.1.1',
  private: '2.25.1',
};

interface Issued {
  fingerprint: Buffer;
  certificate: Buffer;
  serialNumber: string;
  authority: string;
  keyHash: string;
}

/**
 * Stands for certificate-authority with a hierarchy of its own: signs real certificates, answers the same request id with
 * the same certificate, holds to the dated limits of the public profile, and refuses keys that were revoked as compromised.
 */
export async function createAuthorityFake(clock: Clock) {
  const hierarchy = await createHierarchy();
  const issued = new Map<string, Issued>();
  const revocations = new Map<string, string>();
  const blocked = new Set<string>();
  const fake = {
    issued,
    /** Reasons by serial number. */
    revocations,
    /** Thrown by the next call before its work, once. */
    nextFault: undefined as DomainError | Error | undefined,
    /** Thrown by the next call after its work, once: the answer is lost. */
    nextLoss: undefined as DomainError | Error | undefined,
    /** Awaited by an issuance before its work. */
    gate: undefined as Promise<void> | undefined,
    /** Told when an issuance begins. */
    entered: () => undefined as void,
    /** Replaces the names of the next certificate, once. */
    nextLie: undefined as string[] | undefined,
    root: hierarchy.root,
    issuing: hierarchy.issuing,
  };
  const takeFault = (name: 'nextFault' | 'nextLoss') => {
    const fault = fake[name];
    fake[name] = undefined;
    if (fault !== undefined) throw fault;
  };
  const implementation = implement(
    authorityContract,
    {
      async issueServerCertificate(request) {
        fake.entered();
        await fake.gate;
        takeFault('nextFault');
        const { requestId } = request;
        const fingerprint = fingerprintOf(request);
        const known = issued.get(requestId);
        if (known !== undefined && !known.fingerprint.equals(fingerprint)) {
          throw conflict('ISSUANCE_CONFLICT', 'this request id was used for another certificate');
        }
        const made = known ?? {
          fingerprint,
          ...(await sign(hierarchy, request, { at: clock.now(), blocked, lie: fake.nextLie })),
        };
        if (known === undefined) fake.nextLie = undefined;
        issued.set(requestId, made);
        takeFault('nextLoss');
        const { certificate, authority, serialNumber } = made;
        return { certificate, chain: [hierarchy.issuing, hierarchy.root], authority, serialNumber };
      },
      async revokeCertificate({ authority, serialNumber, reason }) {
        takeFault('nextFault');
        const certificate = [...issued.values()].find((each) => each.serialNumber === serialNumber);
        if (certificate === undefined || certificate.authority !== authority) {
          throw notFound('CERTIFICATE_NOT_FOUND', 'no such certificate');
        }
        const before = revocations.get(serialNumber);
        if (before !== undefined && before !== reason) throw conflict('CERTIFICATE_REVOKED', 'revoked before');
        revocations.set(serialNumber, reason);
        if (reason === 'keyCompromise') blocked.add(certificate.keyHash);
        takeFault('nextLoss');
        return { revokedAt: clock.now() };
      },
    },
    { issueServerCertificate: ['enrollment'], revokeCertificate: ['enrollment'] },
  );
  return { fake, implementation };
}

async function sign(
  { issuer, keys }: Awaited<ReturnType<typeof createHierarchy>>,
  request: IssueServerCertificateRequest,
  { at, blocked, lie }: { at: Date; blocked: ReadonlySet<string>; lie: string[] | undefined },
) {
  const { profile, dnsNames, ipAddresses, validationLevel, organisation, days, notAfterLimit } = request;
  const isPublic = profile === 'tls-public';
  const most = isPublic ? (at < new Date('2027-03-15T00:00:00Z') ? 200 : 100) : 825;
  if (days < 1 || days > most) throw invalidField('VALIDITY_NOT_ALLOWED', '/days', `must be ${most} at most`);
  const notBefore = new Date(Math.floor(at.getTime() / 1000) * 1000);
  if (notAfterLimit === undefined || notAfterLimit.getTime() < notBefore.getTime() + 3_600_000) {
    throw invalidField('NOT_AFTER_LIMIT_INVALID', '/notAfterLimit', 'must be an hour ahead at least');
  }
  const csr = new x509.Pkcs10CertificateRequest(request.signingRequest);
  const keyHash = createHash('sha256').update(Buffer.from(csr.publicKey.rawData)).digest('hex');
  if (blocked.has(keyHash)) throw invalidField('PUBLIC_KEY_BLOCKED', '/signingRequest', 'the key is compromised');
  const limit = Math.floor(notAfterLimit.getTime() / 1000) * 1000;
  const serialNumber = `01${randomBytes(16).toString('hex')}`;
  const names = lie ?? dnsNames;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject: new x509.Name(
      organisation === undefined
        ? []
        : [{ C: [{ printableString: organisation.country }] }, { O: [{ utf8String: organisation.name }] }],
    ),
    issuer: issuer.subjectName,
    notBefore,
    notAfter: new Date(Math.min(notBefore.getTime() + days * dayMs - 1000, limit)),
    publicKey: csr.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension(
        [
          ...names.map((value) => ({ type: 'dns' as const, value })),
          ...ipAddresses.map((value) => ({ type: 'ip' as const, value })),
        ],
        organisation === undefined,
      ),
      new x509.CertificatePolicyExtension([policies[isPublic ? validationLevel : 'private'] ?? '']),
    ],
  });
  return {
    certificate: Buffer.from(certificate.rawData),
    serialNumber,
    authority: isPublic ? 'tls' : 'private',
    keyHash,
  };
}

async function createHierarchy() {
  const generate = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const [rootKeys, keys] = await Promise.all([generate(), generate()]);
  const notBefore = new Date('2020-01-01T00:00:00Z');
  const notAfter = new Date('2049-01-01T00:00:00Z');
  const keyUsage = new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Example Root CA, O=Example',
    notBefore,
    notAfter,
    keys: rootKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      keyUsage,
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const issuer = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=Example TLS CA, O=Example',
    issuer: root.subject,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      keyUsage,
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.CertificatePolicyExtension(['2.5.29.32.0']),
    ],
  });
  return { root: Buffer.from(root.rawData), issuing: Buffer.from(issuer.rawData), issuer, keys };
}
