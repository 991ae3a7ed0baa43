import { type Manifest, type Peer, type Rule, selects, type Texts, titleOf, workloads } from './manifest.ts';

/** A call that the product makes, or a part that it reaches. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

interface Pod {
  readonly name: string;
  readonly labels: Texts;
}

const nameLabel = 'app.kubernetes.io/name';

/**
 * What the policies of the network let through between the pods of the manifests: only what both the caller's and the
 * callee's policies allow, as Kubernetes decides it. Policies add up; a pod that none selects would be open.
 */
export function permittedWays(objects: readonly Manifest[], ports: readonly number[]): Way[] {
  const pods = podsOf(objects).map((pod) => ({ ...pod, policies: policiesOf(objects, pod) }));
  return pods.flatMap((from) =>
    pods
      .filter((to) => to.name !== from.name)
      .flatMap((to) =>
        ports
          .filter(
            (port) =>
              isPermitted(from, to, { port, type: 'Egress' }) && isPermitted(to, from, { port, type: 'Ingress' }),
          )
          .map((port) => ({ from: from.name, to: to.name, port })),
      ),
  );
}

/** Whether the policies of a pod let it be reached by, or reach, another one. */
function isPermitted(
  pod: { policies: readonly Manifest[] },
  peer: Pod,
  { port, type }: { port: number; type: 'Ingress' | 'Egress' },
): boolean {
  const policies = pod.policies.filter(({ spec }) => spec.policyTypes?.includes(type) === true);
  if (policies.length === 0) return true;
  return policies.some(({ spec }) =>
    ((type === 'Ingress' ? spec.ingress : spec.egress) ?? []).some((rule) => allows(rule, peer, port)),
  );
}

/** What leaves the namespace, by the policy that lets it: `egress-mail 465`. */
export function waysOutside(objects: readonly Manifest[], pod: Pod): string[] {
  return policiesOf(objects, pod).flatMap(({ metadata, spec }) =>
    (spec.egress ?? [])
      .filter(({ to }) => to === undefined || to.some((peer) => peer.ipBlock ?? peer.namespaceSelector))
      .flatMap(({ ports }) => (ports ?? [{ port: 0 }]).map(({ port }) => `${metadata.name} ${port}`)),
  );
}

/** Faults of policies that no table of calls shows: pods outside the default, policies for pods that are not there. */
export function findPolicyFaults(objects: readonly Manifest[]): string[] {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const deny = policies.find(({ metadata }) => metadata.name === 'default-deny')?.spec;
  const denies =
    deny !== undefined &&
    Object.keys(deny.podSelector ?? { matchLabels: {} }).length === 0 &&
    deny.ingress === undefined &&
    deny.egress === undefined &&
    ['Ingress', 'Egress'].every((type) => deny.policyTypes?.includes(type));
  const pods = podsOf(objects);
  const strangers = policies.flatMap((policy) =>
    [...(policy.spec.ingress ?? []), ...(policy.spec.egress ?? [])]
      .flatMap(({ from = [], to = [] }) => [...from, ...to])
      .filter(({ podSelector, namespaceSelector }) => podSelector !== undefined && namespaceSelector === undefined)
      .filter(
        ({ podSelector = {} }) =>
          !isOfOperator(podSelector.matchLabels) && !pods.some((pod) => selects(podSelector, pod.labels)),
      )
      .map(({ podSelector }) => `${titleOf(policy)} names pods that are not there: ${JSON.stringify(podSelector)}`),
  );
  const idle = policies
    .filter(({ spec }) => !isOfOperator(spec.podSelector?.matchLabels))
    .filter(({ spec }) => !pods.some((pod) => selects(spec.podSelector ?? {}, pod.labels)))
    .map((policy) => `${titleOf(policy)} holds for no pod`);
  return [...(denies ? [] : ['nothing is denied by default']), ...strangers, ...idle];
}

/** The pods of all workloads, by the name in their labels. */
export function podsOf(objects: readonly Manifest[]): Pod[] {
  return workloads(objects).map(({ labels }) => ({ name: labels[nameLabel] ?? '', labels }));
}

// Pods that an operator makes are not in the manifests.
const isOfOperator = (labels: Texts = {}) => Object.keys(labels).some((name) => name.startsWith('cnpg.io/'));

function policiesOf(objects: readonly Manifest[], pod: Pod): Manifest[] {
  return objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && selects(spec.podSelector ?? {}, pod.labels));
}

function allows({ from, to, ports }: Rule, peer: Pod, port: number): boolean {
  const peers = from ?? to;
  const isPort = ports === undefined || ports.some((one) => one.protocol === 'TCP' && one.port === port);
  return isPort && (peers === undefined || peers.some((one) => isPeer(one, peer)));
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, pod: Pod): boolean {
  // Other namespaces and addresses outside are none of our pods.
  if (ipBlock !== undefined || namespaceSelector !== undefined) return false;
  return selects(podSelector ?? {}, pod.labels);
}
