import type { AccessTable } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';

/** Which services may use which method. */
export const access: AccessTable<typeof CertificateAuthorityServiceService> = {
  issueSigningCertificate: ['remote-signing'],
  issueServerCertificate: ['enrollment'],
  revokeCertificate: ['enrollment', 'remote-signing'],
  holdCertificate: ['remote-signing'],
  answerOcsp: ['gateway', 'remote-signing'],
  createTimestamp: ['gateway', 'remote-signing'],
  listCertificationRequests: ['ops'],
  installCeremonyResult: ['ops'],
  attestAuthorityKeys: ['ops'],
  listAuthorities: ['gateway', 'remote-signing', 'ops'],
  getCrl: ['gateway', 'remote-signing', 'ops'],
};
