import { addressSetting, type Topology } from '../../launcher/topology.ts';
import {
  type ContainerStep,
  containerFolders,
  containerPorts,
  secretFilesOf,
  tlsFiles,
} from '../container-settings.ts';
import { networkPolicy, operationsCallees } from './network.ts';
import { needLabels } from './outside.ts';
import { containerBasics, mounts, podBasics, secretMode } from './pod.ts';
import { labelsOf, type Resource, selectorOf } from './resource.ts';
import { serviceAccount } from './workload.ts';

const resources = { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } };

// Before its first ceremony the authority is not ready, and operators have to reach it all the same.
const ceremonyName = 'certificate-authority-ceremony';

/** Where operators' commands are run: nothing runs there until somebody scales it to one. */
export function operationsResources(topology: Topology): Resource[] {
  const name = 'ops';
  const labels = labelsOf(name, 'operations');
  const wish = { account: name, secret: { process: name, files: [] }, withCertificate: true };
  const addressOf = (callee: string) =>
    `dns:///${callee === 'certificate-authority' ? ceremonyName : callee}:${containerPorts.grpc}`;
  return [
    serviceAccount(name, labels),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas: 0,
        selector: { matchLabels: selectorOf(name) },
        template: {
          metadata: { labels },
          spec: {
            ...podBasics(wish),
            containers: [
              {
                name,
                ...containerBasics,
                // Waits for `kubectl exec deploy/ops -- countersign ops …`; the image has no shell.
                command: [
                  'node',
                  '--eval',
                  "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 60_000)",
                ],
                env: [
                  ...Object.entries(tlsFiles).map(([setting, file]) => ({
                    name: setting,
                    value: `${containerFolders.tls}/${file}`,
                  })),
                  ...operationsCallees.map((callee) => ({
                    name: addressSetting(callee),
                    value: addressOf(callee),
                  })),
                ],
                resources,
                volumeMounts: mounts(wish),
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: ceremonyName, labels },
      spec: {
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: selectorOf('certificate-authority'),
        ports: [{ name: 'grpc', port: containerPorts.grpc, targetPort: 'grpc', appProtocol: 'grpc' }],
      },
    },
    networkPolicy({ name, component: 'operations', callees: operationsCallees }, topology),
  ];
}

/** The job that makes the databases and roles of the services, once per installation; it alone has the administrator's address. */
export function databasesJob(migrations: readonly ContainerStep[]): Resource[] {
  const name = 'databases';
  const labels = labelsOf(name, 'migration');
  const wish = { account: name, secret: { process: name, files: [] }, withCertificate: false };
  const folder = '/run/secrets/countersign';
  const basics = podBasics(wish);
  const sources = [
    ...migrations.map((step) => ({
      secret: {
        name: `countersign-${step.process}`,
        items: secretFilesOf(step).map((file) => ({ key: file, path: `${step.process}/${file}` })),
      },
    })),
    { secret: { name: 'countersign-postgres', items: [{ key: 'admin-url', path: 'postgres/admin-url' }] } },
  ];
  return [
    serviceAccount(name, labels),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels },
      spec: {
        backoffLimit: 8,
        activeDeadlineSeconds: 1800,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels: { ...labels, ...needLabels(['postgres']) } },
          spec: {
            ...basics,
            // Of every service the address of its database, and nothing else.
            volumes: [...basics.volumes, { name: 'secrets', projected: { defaultMode: secretMode, sources } }],
            restartPolicy: 'Never',
            containers: [
              {
                name,
                ...containerBasics,
                args: ['ops', 'databases', 'create', '--secrets', folder],
                resources,
                volumeMounts: [...mounts(wish), { name: 'secrets', mountPath: folder, readOnly: true }],
              },
            ],
          },
        },
      },
    },
  ];
}
