import { type Container, containersOf, type Manifest, type PodSpec, titleOf, workloads } from './manifest.ts';

/** Settings of a pod that the level `restricted` of the Pod Security Standards refuses, and what we want beyond it. */
export function findPodFaults(objects: readonly Manifest[]): string[] {
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  const lax = namespaces
    .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
    .map((one) => `${titleOf(one)} does not enforce restricted`);
  const ofPods = workloads(objects).flatMap(({ owner, pod }) =>
    [...podFaults(pod), ...containersOf(pod).flatMap((one) => containerFaults(one, owner.kind))].map(
      (fault) => `${titleOf(owner)}: ${fault}`,
    ),
  );
  return [...lax, ...ofPods];
}

function podFaults(pod: PodSpec): string[] {
  const { securityContext = {}, volumes = [] } = pod;
  return [
    ...(securityContext.runAsNonRoot === true ? [] : ['may run as root']),
    ...((securityContext.runAsUser ?? 0) > 0 ? [] : ['names no user']),
    ...(securityContext.seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile']),
    ...(securityContext.fsGroup === undefined ? ['has no group for its files'] : []),
    ...(pod.automountServiceAccountToken === false ? [] : ['is given a token of the API server']),
    ...(pod.serviceAccountName === undefined ? ['has no account of its own'] : []),
    ...(pod.hostNetwork === true ? ['is in the network of its host'] : []),
    ...volumes.filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => `${name} is a folder of the host`),
    ...volumes
      .filter(({ secret, projected }) => secret !== undefined || projected !== undefined)
      .filter(({ secret, projected }) => (secret ?? projected)?.defaultMode !== 0o440)
      .map(({ name }) => `${name} can be read by everybody`),
  ];
}

function containerFaults(container: Container, kind: string): string[] {
  const { name, securityContext: context = {}, resources = {} } = container;
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const wants = kind !== 'Job' && container.ports !== undefined;
  return [
    ...(context.allowPrivilegeEscalation === false ? [] : ['may gain privileges']),
    ...(context.readOnlyRootFilesystem === true ? [] : ['may write to its root']),
    ...(context.capabilities?.drop?.includes('ALL') === true ? [] : ['keeps capabilities']),
    ...((context.capabilities?.add ?? []).length > 0 ? ['adds capabilities'] : []),
    ...(['cpu', 'memory'].every((one) => resources.requests?.[one] && resources.limits?.[one])
      ? []
      : ['has no bounds of CPU and memory']),
    ...(wants && probes.includes(undefined) ? ['is not probed'] : []),
    ...(container.volumeMounts ?? [])
      .filter(({ mountPath, readOnly }) => mountPath.startsWith('/run/secrets') && readOnly !== true)
      .map(({ mountPath }) => `may write to ${mountPath}`),
  ].map((fault) => `${name} ${fault}`);
}
