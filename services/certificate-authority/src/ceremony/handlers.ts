import type { Handlers } from '@countersign/grpc';
import type { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { listAuthorities } from '../authority-store.ts';
import { installCeremonyResult } from './installation.ts';
import { type CeremonyDeps, listOutstandingRequests } from './requests.ts';

/** The methods for operators: requests for the root, what it signed, and what protects the keys here. */
export function createCeremonyHandlers(
  deps: CeremonyDeps,
): Pick<
  Handlers<typeof CertificateAuthorityServiceService>,
  'listCertificationRequests' | 'installCeremonyResult' | 'attestAuthorityKeys'
> {
  const { db, custody, pkiUrl } = deps;
  return {
    async listCertificationRequests() {
      const requests = await listOutstandingRequests(deps);
      const root = (await listAuthorities(db)).find(({ name }) => name === 'root');
      return { requests, rootCertificate: root?.certificate ?? Buffer.alloc(0), pkiUrl };
    },

    async installCeremonyResult({ certificates, rootCrl }, { caller = 'ops' }) {
      return { installed: await installCeremonyResult(deps, { certificates, rootCrl }, caller) };
    },

    async attestAuthorityKeys() {
      const [protections, authorities] = await Promise.all([custody.examine(), listAuthorities(db)]);
      const keysHeld = authorities.filter(({ sealedKey }) => sealedKey !== null).map(({ name }) => name);
      return { custody: custody.backend, token: custody.token, protections, keysHeld };
    },
  };
}
