import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { workspaceRoot } from '../../src/state-folder.ts';

/** Labels, selectors, data of a ConfigMap. */
export type Texts = Readonly<Record<string, string>>;

export interface Selector {
  matchLabels?: Texts;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
}

export interface Probe {
  grpc?: { port: number };
  httpGet?: { path: string; port: string | number };
  tcpSocket?: { port: string | number };
  exec?: unknown;
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env?: { name: string; value?: string }[];
  envFrom?: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[]; add?: string[] };
  };
  resources?: { requests?: Texts; limits?: Texts };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface SecretVolume {
  secretName: string;
  defaultMode?: number;
  items?: { key: string; path: string }[];
}

export interface Volume {
  name: string;
  secret?: SecretVolume;
  projected?: { defaultMode?: number; sources: { secret: { name: string; items: { key: string; path: string }[] } }[] };
  persistentVolumeClaim?: { claimName: string };
  emptyDir?: unknown;
  hostPath?: unknown;
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: {
    runAsNonRoot?: boolean;
    runAsUser?: number;
    fsGroup?: number;
    seccompProfile?: { type: string };
  };
  volumes?: Volume[];
  initContainers?: Container[];
  containers: Container[];
  topologySpreadConstraints?: { labelSelector: Selector; topologyKey: string; whenUnsatisfiable: string }[];
}

export interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}

export interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol: string; port: number }[];
}

/** One object, with the fields of all kinds that the checks look at. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Texts; annotations?: Texts };
  data?: Texts;
  spec: {
    replicas?: number;
    selector?: Texts & Selector;
    template?: { metadata: { labels: Texts }; spec: PodSpec };
    strategy?: { type?: string; rollingUpdate?: { maxUnavailable: number; maxSurge: number } };
    ports?: { name: string; port: number; targetPort?: string | number }[];
    clusterIP?: string;
    volumeClaimTemplates?: { metadata: { name: string } }[];
    scaleTargetRef?: { kind: string; name: string };
    minReplicas?: number;
    podSelector?: Selector;
    policyTypes?: string[];
    ingress?: Rule[];
    egress?: Rule[];
    rules?: {
      http: { paths: { backend: { service: { name: string; port: { name?: string; number?: number } } } }[] };
    }[];
    tls?: { secretName: string }[];
    secretName?: string;
    uris?: string[];
    issuerRef?: { kind: string; name: string };
    ca?: { secretName: string };
    endpoints?: { port: string }[];
  };
}

interface Kustomization {
  kind: string;
  resources?: string[];
  components?: string[];
  configMapGenerator?: { name: string; behavior?: string; envs?: string[]; literals?: string[] }[];
}

/** The folder of the manifests. */
export const manifestFolder: string = path.join(workspaceRoot, 'k8s');

/** Every folder below k8s/ that is a kustomization. */
export function kustomizationFolders(): string[] {
  return readdirSync(manifestFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'kustomization.yaml')
    .map((name) => path.dirname(name));
}

/** What `kubectl kustomize` makes of a folder below k8s/. Throws what it says. */
export function build(folder: string): Manifest[] {
  const text = execFileSync('kubectl', ['kustomize', path.join(manifestFolder, folder)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  return readDocuments(text);
}

/** Whether there is a kubectl whose kustomize knows all that is used here (1.27 or newer). */
export function hasKubectl(): boolean {
  try {
    const text = execFileSync('kubectl', ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
    const [, major, minor] = /"gitVersion":\s*"v(\d+)\.(\d+)/.exec(text) ?? [];
    return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 27);
  } catch {
    return false;
  }
}

/**
 * The objects of a folder below k8s/ and of all that it takes in, as their files have them: settings are merged, patches,
 * name changes and images are not applied.
 */
export function read(folder: string): Manifest[] {
  const settings = new Map<string, Record<string, string>>();
  const objects = readFolder(path.join(manifestFolder, folder), settings);
  const maps = [...settings].map(
    ([name, data]): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data, spec: {} }),
  );
  return [...objects, ...maps];
}

function readFolder(folder: string, settings: Map<string, Record<string, string>>): Manifest[] {
  const file = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  const kustomization = parse(file('kustomization.yaml')) as Kustomization;
  const { resources = [], components = [], configMapGenerator = [] } = kustomization;
  const objects = [...resources, ...components].flatMap((name) =>
    name.endsWith('.yaml') ? readDocuments(file(name)) : readFolder(path.join(folder, name), settings),
  );
  for (const { name, behavior, envs = [], literals = [] } of configMapGenerator) {
    const before = settings.get(name);
    if ((before === undefined) !== (behavior !== 'merge')) throw new Error(`${folder}: ${name} cannot be merged`);
    const lines = [...envs.flatMap((one) => file(one).split('\n')), ...literals];
    const entries = lines.filter((line) => line !== '' && !line.startsWith('#')).map(splitSetting);
    settings.set(name, { ...before, ...Object.fromEntries(entries) });
  }
  return objects;
}

function splitSetting(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

function readDocuments(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    return { spec: {}, ...(document.toJS() as object) } as Manifest;
  });
}

/** How an object is named in what is found about it. */
export function titleOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

/** Whether labels are what a selector wants. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Texts): boolean {
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

/** The objects with pods, and the template of these. */
export function workloads(objects: readonly Manifest[]): { owner: Manifest; labels: Texts; pod: PodSpec }[] {
  return objects.flatMap((owner) => {
    const { template } = owner.spec;
    return template === undefined ? [] : [{ owner, labels: template.metadata.labels, pod: template.spec }];
  });
}

/** All containers of a pod. */
export function containersOf({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

/** An object by kind and name, without the hash that kustomize puts behind the names of settings. Throws where there is none. */
export function getObject(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((one) => one.kind === kind && one.metadata.name.replace(/-[a-z0-9]{10}$/, '') === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}
