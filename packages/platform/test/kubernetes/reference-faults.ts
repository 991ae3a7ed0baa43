import { findContainerEntry } from '../../src/deployment/container-entry.ts';
import {
  type Container,
  containersOf,
  type Manifest,
  type PodSpec,
  type Probe,
  selects,
  titleOf,
  workloads,
} from './manifest.ts';

/** What the names in the manifests are held against. */
export interface Known {
  /** Keys by the name of a secret that an operator makes or cert-manager. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  /** Images without their tags, by the name they end in. */
  readonly images: readonly string[];
}

/** Everything that is named and not there: accounts, settings, secrets and their keys, volumes, ports, entry points, targets. */
export function findReferenceFaults(objects: readonly Manifest[], known: Known): string[] {
  const named = (kind: string) => objects.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
  const accounts = named('ServiceAccount');
  const claims = named('PersistentVolumeClaim');
  const pods = workloads(objects);
  const ofPods = pods.flatMap(({ owner, labels, pod }) =>
    [
      ...(accounts.includes(pod.serviceAccountName ?? '') ? [] : [`there is no account ${pod.serviceAccountName}`]),
      ...(owner.kind === 'Job' || selects(owner.spec.selector ?? {}, labels) ? [] : ['does not select its own pods']),
      ...(pod.topologySpreadConstraints ?? [])
        .filter(({ labelSelector }) => !selects(labelSelector, labels))
        .map(({ topologyKey }) => `spreads other pods over ${topologyKey}`),
      ...volumeFaults(owner, pod, { secrets: known.secrets, claims }),
      ...containersOf(pod).flatMap((one) => containerFaults(one, objects, known)),
    ].map((fault) => `${titleOf(owner)}: ${fault}`),
  );
  return [...ofPods, ...twins(objects), ...serviceFaults(objects), ...targetFaults(objects)];
}

function twins(objects: readonly Manifest[]): string[] {
  const titles = objects.map(titleOf);
  return titles.filter((title, index) => titles.indexOf(title) < index).map((title) => `${title} is there twice`);
}

function volumeFaults(
  owner: Manifest,
  pod: PodSpec,
  { secrets, claims }: { secrets: Known['secrets']; claims: readonly string[] },
): string[] {
  const templates = (owner.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name);
  const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...templates];
  const mounted = containersOf(pod).flatMap((one) => (one.volumeMounts ?? []).map(({ name }) => name));
  const used = (pod.volumes ?? []).flatMap(({ secret, projected }) => [
    ...(secret === undefined ? [] : [{ name: secret.secretName, items: secret.items ?? [] }]),
    ...(projected?.sources ?? []).map((one) => one.secret),
  ]);
  return [
    ...mounted.filter((name) => !volumes.includes(name)).map((name) => `there is no volume ${name}`),
    ...volumes.filter((name) => !mounted.includes(name)).map((name) => `nobody mounts ${name}`),
    ...(pod.volumes ?? [])
      .flatMap(({ persistentVolumeClaim: claim }) => (claim === undefined ? [] : [claim.claimName]))
      .filter((name) => !claims.includes(name))
      .map((name) => `there is no claim ${name}`),
    ...used.flatMap(({ name, items }) => {
      const keys = secrets.get(name);
      if (keys === undefined) return [`nobody makes the secret ${name}`];
      return items.filter(({ key }) => !keys.includes(key)).map(({ key }) => `the secret ${name} has no key ${key}`);
    }),
  ];
}

/** The settings that a container is started with. */
export function environmentOf(container: Container, objects: readonly Manifest[]): Record<string, string> {
  const maps = (container.envFrom ?? []).map(
    ({ configMapRef: { name } }) =>
      objects.find((one) => one.kind === 'ConfigMap' && one.metadata.name === name)?.data ?? {},
  );
  const own = Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value]));
  return Object.assign({}, ...maps, own) as Record<string, string>;
}

function containerFaults(container: Container, objects: readonly Manifest[], { images }: Known): string[] {
  const { name, image, args = [], command, ports = [], volumeMounts = [] } = container;
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
  const used = (container.envFrom ?? []).map(({ configMapRef }) => configMapRef.name);
  const [base = ''] = (image.split('/').at(-1) ?? '').split(':');
  const isOurs = base === 'countersign';
  const [process, ...rest] = args;
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  const portFaults = probes.flatMap((probe) => (probe === undefined ? [] : probeFaults(probe, ports)));
  // The files of secrets that a process reads lie in a folder that is mounted.
  const unmounted = Object.entries(environmentOf(container, objects)).filter(
    ([setting, file]) =>
      setting.endsWith('_FILE') && !volumeMounts.some(({ mountPath }) => file.startsWith(`${mountPath}/`)),
  );
  const isSeed = container.name === 'seed';
  return [
    ...used.filter((one) => !maps.includes(one)).map((one) => `there are no settings ${one}`),
    ...(images.includes(base) ? [] : [`nobody makes the image ${image}`]),
    ...(isOurs && command === undefined && findContainerEntry(process, rest) === undefined
      ? [`the image has no entry point ${args.join(' ')}`]
      : []),
    ...portFaults,
    // A seed shares the settings of its process and reads few of them.
    ...(isSeed ? [] : unmounted.map(([setting, file]) => `${setting} names ${file}, where nothing is mounted`)),
  ].map((fault) => `${name}: ${fault}`);
}

function probeFaults({ grpc, httpGet, tcpSocket }: Probe, ports: NonNullable<Container['ports']>): string[] {
  const wanted = [grpc?.port, httpGet?.port, tcpSocket?.port].filter((port) => port !== undefined);
  return wanted
    .filter((port) => !ports.some(({ name, containerPort }) => name === port || containerPort === port))
    .map((port) => `it is probed at ${port}, where it does not listen`);
}

function serviceFaults(objects: readonly Manifest[]): string[] {
  const pods = workloads(objects);
  return objects
    .filter(({ kind }) => kind === 'Service')
    .flatMap((service) => {
      const { selector = {}, ports = [] } = service.spec;
      const behind = pods.filter(({ labels }) => selects({ matchLabels: selector }, labels));
      if (behind.length !== 1) return [`${titleOf(service)} leads to ${behind.length} workloads`];
      const listening = behind.flatMap(({ pod }) => containersOf(pod).flatMap((one) => one.ports ?? []));
      return ports
        .filter(
          ({ port, targetPort = port }) =>
            !listening.some(({ name, containerPort }) => name === targetPort || containerPort === targetPort),
        )
        .map(({ name }) => `${titleOf(service)}: nobody listens to its port ${name}`);
    });
}

function targetFaults(objects: readonly Manifest[]): string[] {
  const has = (kind: string, name: string) => objects.some((one) => one.kind === kind && one.metadata.name === name);
  const pods = workloads(objects);
  return objects.flatMap((one) => {
    const { kind, spec } = one;
    const faults: string[] = [];
    if (kind === 'HorizontalPodAutoscaler') {
      const { kind: target = '', name = '' } = spec.scaleTargetRef ?? {};
      if (!has(target, name)) faults.push(`there is no ${target} ${name}`);
      // An apply would take back what the autoscaler decided.
      const fixed = objects.find((other) => other.kind === target && other.metadata.name === name)?.spec.replicas;
      if (fixed !== undefined) faults.push(`${name} has a number of its own`);
    }
    if (kind === 'PodDisruptionBudget' && !pods.some(({ labels }) => selects(spec.selector ?? {}, labels))) {
      faults.push('it holds for no pod');
    }
    if (kind === 'Ingress') {
      for (const { service } of (spec.rules ?? []).flatMap(({ http }) => http.paths).map(({ backend }) => backend)) {
        const found = objects.find((other) => other.kind === 'Service' && other.metadata.name === service.name);
        const { name, number } = service.port;
        if (!found?.spec.ports?.some((port) => port.name === name || port.port === number)) {
          faults.push(`there is no port ${name ?? number} of ${service.name}`);
        }
      }
    }
    if (kind === 'Certificate' && !has(spec.issuerRef?.kind ?? '', spec.issuerRef?.name ?? '')) {
      faults.push(`there is no issuer ${spec.issuerRef?.name}`);
    }
    if (kind === 'ServiceMonitor') {
      const services = objects.filter(
        (other) => other.kind === 'Service' && selects(spec.selector ?? {}, other.metadata.labels ?? {}),
      );
      const missing = (spec.endpoints ?? []).flatMap(({ port }) =>
        services.filter((service) => !service.spec.ports?.some(({ name }) => name === port)),
      );
      if (services.length === 0) faults.push('it finds no service');
      faults.push(...missing.map((service) => `${titleOf(service)} has no such port`));
    }
    return faults.map((fault) => `${titleOf(one)}: ${fault}`);
  });
}
