import { stringify } from 'yaml';
import { productTopology, type Topology } from '../../launcher/topology.ts';
import type { ContainerStep } from '../container-settings.ts';
import { alertRules } from './alert-rules.ts';
import { certificate } from './certificate.ts';
import { migrationJob } from './migration.ts';
import { namespacePolicies, networkPolicy } from './network.ts';
import { databasesJob, operationsResources } from './operations.ts';
import { outsideOf } from './outside.ts';
import { secretMode } from './pod.ts';
import { labelsOf, type Resource } from './resource.ts';
import { baseSteps, partSettings } from './settings.ts';
import { workloadResources } from './workload.ts';

const note = '# Generated from the table of processes: npm run generate. Change it there, or in an overlay.\n';

/** The generated manifests: content by path below k8s/. */
export async function generateManifests(topology: Topology = productTopology): Promise<ReadonlyMap<string, string>> {
  const steps = await baseSteps();
  const { shared, own } = partSettings(steps);
  const files = new Map<string, string>();
  const processes = [topology.gateway, ...topology.services];
  for (const process of processes) {
    files.set(`base/${process.name}.yaml`, document(processResources(process, steps, topology)));
    files.set(`base/settings/${process.name}.env`, environmentFile(own.get(process.name) ?? {}));
  }
  files.set('base/settings/installation.env', environmentFile(shared));
  files.set('base/ops.yaml', document(operationsResources(topology)));
  files.set('base/namespace.yaml', document([namespace, ...namespacePolicies()]));
  files.set('base/ingress.yaml', document([ingress()]));
  const names = processes.map(({ name }) => name);
  files.set('base/kustomization.yaml', document([kustomization(names)]));
  files.set('components/cert-manager/certificates.yaml', document([...names, 'ops'].map(certificate)));
  files.set('components/prometheus-operator/alerts.yaml', document([await alertRules()]));
  const migrations = steps.filter(({ kind }) => kind === 'migrate');
  files.set('components/databases/databases.yaml', document(databasesJob(migrations)));
  return files;
}

function processResources(
  process: Topology['gateway'] | Topology['services'][number],
  steps: readonly ContainerStep[],
  topology: Topology,
): Resource[] {
  const { name, callees } = process;
  const isGateway = name === topology.gateway.name;
  const find = (kind: ContainerStep['kind']) => steps.find((step) => step.process === name && step.kind === kind);
  const [serve, migrate, seed] = [find('serve'), find('migrate'), find('seed')];
  if (serve === undefined) throw new Error(`${name} has no step that serves`);
  // The gateway has no database; it counts requests in Redis.
  const outside = 'settings' in process ? outsideOf(process) : (['redis'] as const);
  return [
    ...workloadResources({ step: serve, outside }),
    networkPolicy({ name, component: isGateway ? 'edge' : 'service', callees }, topology),
    ...(migrate === undefined ? [] : [migrationJob(migrate, seed)]),
  ];
}

const namespace: Resource = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'countersign',
    labels: {
      'app.kubernetes.io/part-of': 'countersign',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'latest',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
};

/** People and applications come in by the gateway's public port; operators' figures are on another one. */
function ingress(): Resource {
  const labels = labelsOf('gateway', 'edge');
  const host = 'sign.example.com';
  const backend = { service: { name: 'gateway', port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'gateway', labels },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: 'countersign-ingress-tls' }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}

function kustomization(names: readonly string[]): Resource {
  const settings = ['installation', ...names];
  const files = ['namespace', ...names, 'ops', 'ingress'].map((name) => `${name}.yaml`);
  // Not an object of the cluster: it has no name.
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'countersign',
    resources: files,
    // The names get a hash of the content: a changed setting is a roll-out, and a roll-back finds its own settings.
    configMapGenerator: settings.map((name) => ({ name: `${name}-settings`, envs: [`settings/${name}.env`] })),
  } as unknown as Resource;
}

function environmentFile(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return `${note}${lines.join('\n')}\n`;
}

function document(resources: readonly Resource[]): string {
  const texts = resources.map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false }));
  // YAML 1.1 and 1.2 read octal numbers differently; the decimal is the same in both, and says nothing to a reader.
  const readable = texts.map((text) => text.replaceAll(/defaultMode: (\d+)/g, `$& # 0${secretMode.toString(8)}`));
  return note + readable.join('---\n');
}
