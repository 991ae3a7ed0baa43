import { createCaller } from '@countersign/grpc';
import { CertificateAuthorityServiceService } from '@countersign/proto/certificate-authority';
import { PlatformFault } from '../launcher/fault.ts';
import type { CeremonyRequests, CeremonyResult } from './ceremony-files.ts';
import type { Connection } from './connection.ts';

/** Fetches what the root has to certify. Throws a fault when the service cannot be reached. */
export function fetchRequests(connection: Connection): Promise<CeremonyRequests> {
  return ask(connection, (authority) => authority.listCertificationRequests({}));
}

/** Hands in what the root signed; returns the names that are new. Throws `CEREMONY_RESULT_INVALID`, or a fault as above. */
export async function installResult(connection: Connection, result: CeremonyResult): Promise<readonly string[]> {
  const { certificates, rootCrl } = result;
  const { installed } = await ask(connection, (authority) =>
    authority.installCeremonyResult({ certificates: [...certificates], rootCrl }),
  );
  return installed;
}

/** What is in force, and what the root has still to certify. */
export async function fetchStatus(connection: Connection) {
  return await ask(connection, async (authority) => {
    const { authorities } = await authority.listAuthorities({});
    const { requests, pkiUrl } = await authority.listCertificationRequests({});
    const hasRoot = authorities.some(({ name }) => name === 'root');
    const list = hasRoot ? await authority.getCrl({ authority: 'root' }) : undefined;
    return { authorities, pending: requests.map(({ name }) => name), pkiUrl, rootListUntil: list?.nextUpdate };
  });
}

function createAuthorityCaller({ address, tls }: Connection) {
  return createCaller(CertificateAuthorityServiceService, { address, callee: 'certificate-authority', tls });
}

async function ask<T>(
  connection: Connection,
  call: (authority: ReturnType<typeof createAuthorityCaller>) => Promise<T>,
): Promise<T> {
  const authority = createAuthorityCaller(connection);
  try {
    return await call(authority);
  } catch (error) {
    if (!(error instanceof Error) || !('kind' in error) || error.kind !== 'unavailable') throw error;
    throw new PlatformFault(`certificate-authority does not answer at ${connection.address}; is the platform running?`);
  } finally {
    authority.close();
  }
}
