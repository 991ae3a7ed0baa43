import { getObject, type Manifest } from './manifest.ts';

/** A change that the checks of manifests must notice. */
interface Mutation {
  readonly what: string;
  readonly change: (objects: Manifest[]) => void;
  /** What has to be said about it. */
  readonly fault: RegExp;
}

const podOf = (objects: readonly Manifest[], name: string, kind = 'Deployment') => {
  const pod = getObject(objects, kind, name).spec.template?.spec;
  if (pod === undefined) throw new Error(`${name} has no pods`);
  return pod;
};
const containerOf = (objects: readonly Manifest[], name: string) => {
  const [container] = podOf(objects, name).containers;
  if (container === undefined) throw new Error(`${name} has no container`);
  return container;
};

/** Changes of a sound installation, each with one fault. */
export const mutations: readonly Mutation[] = [
  {
    what: 'a field is misspelt',
    change: (all) => Object.assign(containerOf(all, 'order'), { volumeMount: [] }),
    fault: /Deployment order: no schema knows \/spec\/template\/spec\/containers\/0\/volumeMount/,
  },
  {
    what: 'a number is written as a word',
    change: (all) => Object.assign(getObject(all, 'Deployment', 'signer').spec, { replicas: 'two' }),
    fault: /Deployment signer: .*replicas must be integer/,
  },
  {
    what: 'a process may run as root',
    change: (all) => Object.assign(podOf(all, 'catalog').securityContext ?? {}, { runAsNonRoot: false }),
    fault: /Deployment catalog: may run as root/,
  },
  {
    what: 'a migration may write to its image',
    change: (all) =>
      Object.assign(podOf(all, 'order-migration', 'Job').containers[0]?.securityContext ?? {}, {
        readOnlyRootFilesystem: false,
      }),
    fault: /Job order-migration: migrate may write to its root/,
  },
  {
    what: 'a process has no bounds',
    change: (all) => Object.assign(containerOf(all, 'identity'), { resources: {} }),
    fault: /Deployment identity: identity has no bounds of CPU and memory/,
  },
  {
    what: 'a process is not probed',
    change: (all) => void delete containerOf(all, 'identity').readinessProbe,
    fault: /identity is not probed/,
  },
  {
    what: 'a probe asks a port where nobody listens',
    change: (all) => Object.assign(containerOf(all, 'identity'), { readinessProbe: { grpc: { port: 7003 } } }),
    fault: /Deployment identity: identity: it is probed at 7003/,
  },
  {
    what: 'a process is given the secrets of another',
    change: (all) =>
      Object.assign(podOf(all, 'catalog').volumes?.[0]?.secret ?? {}, { items: [{ key: 'keyring.json', path: 'k' }] }),
    fault: /the secret countersign-catalog has no key keyring\.json/,
  },
  {
    what: 'settings are gone',
    change: (all) => void all.splice(all.indexOf(getObject(all, 'ConfigMap', 'order-settings')), 1),
    fault: /Deployment order: order: there are no settings order-settings/,
  },
  {
    what: 'a setting names a file that is not mounted',
    change: (all) => Object.assign(getObject(all, 'ConfigMap', 'order-settings').data ?? {}, { X_FILE: '/etc/x' }),
    fault: /X_FILE names \/etc\/x, where nothing is mounted/,
  },
  {
    what: 'the image has no such process',
    change: (all) => Object.assign(containerOf(all, 'order'), { args: ['orders'] }),
    fault: /the image has no entry point orders/,
  },
  {
    what: 'the image is another one',
    change: (all) => Object.assign(containerOf(all, 'order'), { image: 'countersing:1' }),
    fault: /nobody makes the image countersing:1/,
  },
  {
    what: 'a service leads nowhere',
    change: (all) =>
      Object.assign(getObject(all, 'Service', 'order').spec, { selector: { 'app.kubernetes.io/name': 'ordre' } }),
    fault: /Service order leads to 0 workloads/,
  },
  {
    what: 'a service names a port that no container has',
    change: (all) => Object.assign(getObject(all, 'Service', 'order').spec.ports?.[0] ?? {}, { targetPort: 'rpc' }),
    fault: /Service order: nobody listens to its port grpc/,
  },
  {
    what: 'a deployment does not find its pods',
    change: (all) =>
      Object.assign(getObject(all, 'Deployment', 'order').spec.selector ?? {}, {
        matchLabels: { 'app.kubernetes.io/name': 'x' },
      }),
    fault: /Deployment order: does not select its own pods/,
  },
  {
    what: 'the autoscaler scales nobody',
    change: (all) =>
      Object.assign(getObject(all, 'HorizontalPodAutoscaler', 'order').spec.scaleTargetRef ?? {}, { name: 'o' }),
    fault: /HorizontalPodAutoscaler order: there is no Deployment o/,
  },
  {
    what: 'the budget holds for nobody',
    change: (all) =>
      Object.assign(getObject(all, 'PodDisruptionBudget', 'order').spec.selector ?? {}, { matchLabels: { a: 'b' } }),
    fault: /PodDisruptionBudget order: it holds for no pod/,
  },
  {
    what: 'the ingress names a port that is not there',
    change: (all) => {
      const [rule] = getObject(all, 'Ingress', 'gateway').spec.rules ?? [];
      Object.assign(rule?.http.paths[0]?.backend.service.port ?? {}, { name: 'https' });
    },
    fault: /Ingress gateway: there is no port https of gateway/,
  },
  {
    what: 'a call is let in that the callee does not admit',
    change: (all) => {
      getObject(all, 'NetworkPolicy', 'signer').spec.ingress?.[0]?.from?.push({ podSelector: {} });
      (getObject(all, 'NetworkPolicy', 'catalog').spec.egress ??= []).push({
        ports: [{ protocol: 'TCP', port: 7000 }],
      });
    },
    fault: /^catalog → signer:7000 is let through and needed by nobody/,
  },
  {
    what: 'a caller is not let out',
    change: (all) => void getObject(all, 'NetworkPolicy', 'order').spec.egress?.splice(0),
    fault: /^order → catalog:7000 is needed and not let through/,
  },
  {
    what: 'a callee does not let in',
    change: (all) => void getObject(all, 'NetworkPolicy', 'signer').spec.ingress?.splice(0),
    fault: /^remote-signing → signer:7000 is needed and not let through/,
  },
  {
    what: 'nothing is denied by default',
    change: (all) => void all.splice(all.indexOf(getObject(all, 'NetworkPolicy', 'default-deny')), 1),
    fault: /nothing is denied by default/,
  },
  {
    what: 'a process reaches a database that it has no address of',
    change: (all) =>
      Object.assign(getObject(all, 'Deployment', 'gateway').spec.template?.metadata.labels ?? {}, {
        'needs.countersign/postgres': 'true',
      }),
    fault: /^gateway → postgres:5432 is let through and needed by nobody/,
  },
  {
    what: 'the namespace takes any pod',
    change: (all) =>
      Object.assign(getObject(all, 'Namespace', 'countersign').metadata.labels ?? {}, {
        'pod-security.kubernetes.io/enforce': 'baseline',
      }),
    fault: /Namespace countersign does not enforce restricted/,
  },
];
