import { type Caller, type CallerOptions, createCaller } from '@countersign/grpc';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { EnrollmentServiceService } from '@countersign/proto/enrollment';
import { IdentityServiceService } from '@countersign/proto/identity';
import { SecondFactorServiceService } from '@countersign/proto/second-factor';
import { SignerServiceService } from '@countersign/proto/signer';

/** What remote signing asks of the other services. */
export interface Clients {
  identity: Pick<Caller<typeof IdentityServiceService>, 'getValidatedPerson' | 'introspectSession'>;
  enrollment: Pick<
    Caller<typeof EnrollmentServiceService>,
    'reserveLicence' | 'consumeLicence' | 'releaseLicence' | 'getReservation'
  >;
  secondFactor: Pick<
    Caller<typeof SecondFactorServiceService>,
    'createSigningChallenge' | 'askSigningFactor' | 'answerSigningChallenge' | 'getFactorReplacement'
  >;
  certificateAuthority: Pick<
    Caller<typeof CertificateAuthorityServiceService>,
    | 'issueSigningCertificate'
    | 'holdCertificate'
    | 'revokeCertificate'
    | 'createTimestamp'
    | 'answerOcsp'
    | 'getCrl'
    | 'listAuthorities'
  >;
  signer: Pick<
    Caller<typeof SignerServiceService>,
    | 'generateKey'
    | 'setKeyPolicy'
    | 'authorise'
    | 'signDigests'
    | 'extendAuthorisation'
    | 'endAuthorisation'
    | 'suspendKey'
    | 'resumeKey'
    | 'destroyKey'
    | 'listKeyHistory'
    | 'getVerificationKeys'
  >;
}

/** Addresses of the callees, host:port. */
export interface Addresses {
  identity: string;
  enrollment: string;
  secondFactor: string;
  certificateAuthority: string;
  signer: string;
}

/** Connects to the callees; `close` ends all connections. */
export function createClients(
  addresses: Addresses,
  calling: Pick<CallerOptions, 'tls' | 'metrics'>,
): Clients & { close(): void } {
  const clients = {
    identity: createCaller(IdentityServiceService, { address: addresses.identity, callee: 'identity', ...calling }),
    enrollment: createCaller(EnrollmentServiceService, {
      address: addresses.enrollment,
      callee: 'enrollment',
      ...calling,
    }),
    secondFactor: createCaller(SecondFactorServiceService, {
      address: addresses.secondFactor,
      callee: 'second-factor',
      ...calling,
    }),
    certificateAuthority: createCaller(CertificateAuthorityServiceService, {
      address: addresses.certificateAuthority,
      callee: 'certificate-authority',
      ...calling,
    }),
    signer: createCaller(SignerServiceService, { address: addresses.signer, callee: 'signer', ...calling }),
  };
  return {
    ...clients,
    close: () => {
      for (const client of Object.values(clients)) client.close();
    },
  };
}
