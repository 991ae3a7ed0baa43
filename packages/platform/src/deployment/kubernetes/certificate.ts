import { labelsOf, type Resource } from './resource.ts';

/**
 * The certificate by which a process proves its name to the others, for cert-manager to make and renew; the process reads the
 * files again when they change.
 */
export function certificate(name: string): Resource {
  const component = name === 'gateway' ? 'edge' : name === 'ops' ? 'operations' : 'service';
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, labels: labelsOf(name, component) },
    spec: {
      secretName: `countersign-${name}-tls`,
      duration: '2160h',
      renewBefore: '720h',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth', 'client auth'],
      // The name that decides; a host name says nothing about who may call.
      uris: [`spiffe://countersign/${name}`],
      dnsNames: [name],
      issuerRef: { kind: 'Issuer', name: 'countersign-services' },
    },
  };
}
