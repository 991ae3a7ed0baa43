import type { PeerCertificate } from 'node:tls';

const identityPrefix = 'spiffe://countersign/';

/** The name of a service, from the URI in its certificate's Subject Alternative Name; undefined without one. */
export function findServiceName(certificate: Pick<PeerCertificate, 'subjectaltname'> | undefined): string | undefined {
  const uris = (certificate?.subjectaltname ?? '').split(/,\s*/).filter((name) => name.startsWith('URI:'));
  const names = uris.map((uri) => uri.slice('URI:'.length)).filter((uri) => uri.startsWith(identityPrefix));
  return names.length === 1 ? names[0]?.slice(identityPrefix.length) : undefined;
}
