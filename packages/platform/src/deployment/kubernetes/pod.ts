import { containerFolders, containerPorts, imageUser } from '../container-settings.ts';
import { image } from './resource.ts';

/** `rw-r-----` for the group of the image, as the decimal that JSON knows. */
export const secretMode = 0o440;

export interface PodWish {
  /** Account of the pod. */
  readonly account: string;
  /** Files of the secret `countersign-<process>` that are mounted, and no other of its files. */
  readonly secret: { readonly process: string; readonly files: readonly string[] };
  /** Whether the certificate of the process is mounted. */
  readonly withCertificate: boolean;
}

/** What every pod of the product has: no token, no root, no secret that is not its own. */
export function podBasics({ account, secret, withCertificate }: PodWish) {
  const projection = { defaultMode: secretMode };
  const secretName = `countersign-${secret.process}`;
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    // Otherwise Kubernetes would set variables such as ORDER_PORT, named like settings.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: imageUser,
      runAsGroup: imageUser,
      fsGroup: imageUser,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumes: [
      ...(secret.files.length === 0
        ? []
        : [
            {
              name: 'secrets',
              secret: { secretName, ...projection, items: secret.files.map((file) => ({ key: file, path: file })) },
            },
          ]),
      ...(withCertificate ? [{ name: 'tls', secret: { secretName: `${secretName}-tls`, ...projection } }] : []),
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
  };
}

/** Where a container of such a pod finds them. */
export function mounts({ secret, withCertificate }: Pick<PodWish, 'secret' | 'withCertificate'>) {
  return [
    ...(secret.files.length === 0 ? [] : [{ name: 'secrets', mountPath: containerFolders.secrets, readOnly: true }]),
    ...(withCertificate ? [{ name: 'tls', mountPath: containerFolders.tls, readOnly: true }] : []),
    { name: 'tmp', mountPath: '/tmp' },
  ];
}

/** What every container has. */
export const containerBasics = {
  image,
  imagePullPolicy: 'IfNotPresent',
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
} as const;

/**
 * Probes of a service: the kubelet has no certificate for mTLS, so it asks the plain health port whether calls may come. Alive
 * is the process's own: what it depends on must not restart it.
 */
export function serviceProbes() {
  const grpc = { port: containerPorts.health };
  return {
    startupProbe: { grpc, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 },
    readinessProbe: { grpc, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
    livenessProbe: live('operations'),
  };
}

/** Probes of the gateway. */
export function gatewayProbes() {
  const httpGet = { path: '/health/ready', port: 'http' };
  return {
    startupProbe: { httpGet, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 60 },
    readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
    livenessProbe: live('http'),
  };
}

function live(port: string) {
  return { httpGet: { path: '/health/live', port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };
}
