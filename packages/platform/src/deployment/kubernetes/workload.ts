import { type ContainerStep, containerPorts, secretFilesOf } from '../container-settings.ts';
import { needLabels, type Outside } from './outside.ts';
import { containerBasics, gatewayProbes, mounts, podBasics, serviceProbes } from './pod.ts';
import { labelsOf, type PodComponent, type Resource, rollOutLabel, selectorOf } from './resource.ts';
import { getSize, type Size } from './sizes.ts';

/** What a workload is made from. */
export interface Workload {
  readonly step: ContainerStep;
  readonly outside: readonly Outside[];
}

/** Longer than any process takes to drain (10 s) and to finish what is under way (25 s). */
const graceSeconds = 60;

/** Everything that a process consists of, but its migration and its network policy. */
export function workloadResources({ step, outside }: Workload): Resource[] {
  const { process: name } = step;
  const isGateway = name === 'gateway';
  const component: PodComponent = isGateway ? 'edge' : 'service';
  const labels = labelsOf(name, component);
  const size = getSize(name);
  return [
    serviceAccount(name, labels),
    isGateway ? gatewayService(labels) : headlessService(name, labels),
    deployment({ step, outside }, { size, labels, isGateway }),
    ...(size.autoscale === undefined ? [] : [autoscaler(name, size.replicas, size.autoscale, labels)]),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, labels },
      // Never all but one, and never none: one alone could not be moved away from its node.
      spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(name) } },
    },
  ];
}

/** An account with no rights and no token. */
export function serviceAccount(name: string, labels: Readonly<Record<string, string>>): Resource {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, labels },
    automountServiceAccountToken: false,
  };
}

function headlessService(name: string, labels: Readonly<Record<string, string>>): Resource {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: {
      clusterIP: 'None',
      selector: selectorOf(name),
      ports: [
        { name: 'grpc', port: containerPorts.grpc, targetPort: 'grpc', appProtocol: 'grpc' },
        { name: 'operations', port: containerPorts.operations, targetPort: 'operations' },
      ],
    },
  };
}

function gatewayService(labels: Readonly<Record<string, string>>): Resource {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'gateway', labels },
    spec: {
      selector: selectorOf('gateway'),
      ports: [
        { name: 'http', port: containerPorts.http, targetPort: 'http', appProtocol: 'http' },
        { name: 'operations', port: containerPorts.operations, targetPort: 'operations' },
      ],
    },
  };
}

interface DeploymentParts {
  readonly size: Size;
  readonly labels: Readonly<Record<string, string>>;
  readonly isGateway: boolean;
}

function deployment({ step, outside }: Workload, { size, labels, isGateway }: DeploymentParts): Resource {
  const { process: name } = step;
  const wish = { account: name, secret: { process: name, files: secretFilesOf(step) }, withCertificate: true };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    // Argo CD: after the migrations, which are of wave 0.
    metadata: {
      name,
      labels: { ...labels, ...rollOutLabel },
      annotations: { 'argocd.argoproj.io/sync-wave': '1' },
    },
    spec: {
      // Absent where the autoscaler decides it: an apply must not take back what it did.
      ...(size.autoscale === undefined ? { replicas: size.replicas } : {}),
      revisionHistoryLimit: 5,
      selector: { matchLabels: selectorOf(name) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { ...labels, ...needLabels(outside) } },
        spec: {
          ...podBasics(wish),
          terminationGracePeriodSeconds: graceSeconds,
          topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: selectorOf(name) },
            // Of one version: pods of the last one are about to go.
            matchLabelKeys: ['pod-template-hash'],
          })),
          containers: [
            {
              name,
              ...containerBasics,
              args: [name],
              envFrom: [
                { configMapRef: { name: 'installation-settings' } },
                { configMapRef: { name: `${name}-settings` } },
              ],
              ports: [
                ...(isGateway
                  ? [{ name: 'http', containerPort: containerPorts.http }]
                  : [
                      { name: 'grpc', containerPort: containerPorts.grpc },
                      { name: 'health', containerPort: containerPorts.health },
                    ]),
                { name: 'operations', containerPort: containerPorts.operations },
              ],
              ...(isGateway ? gatewayProbes() : serviceProbes()),
              resources: {
                requests: { cpu: size.cpu, memory: size.memory },
                limits: { cpu: size.cpuLimit, memory: size.memoryLimit },
              },
              volumeMounts: mounts(wish),
            },
          ],
        },
      },
    },
  };
}

function autoscaler(
  name: string,
  min: number,
  { max, cpuPercent }: NonNullable<Size['autoscale']>,
  labels: Readonly<Record<string, string>>,
): Resource {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } },
        },
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  };
}
