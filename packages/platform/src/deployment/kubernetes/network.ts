import type { Topology } from '../../launcher/topology.ts';
import { containerPorts } from '../container-settings.ts';
import { labelsOf, type PodComponent, type Resource, selectorOf } from './resource.ts';

/** Services that operators' commands call; each names `ops` in its own list of callers. */
export const operationsCallees = ['identity', 'remote-signing', 'signer', 'certificate-authority'] as const;

const namespaceLabel = 'kubernetes.io/metadata.name';
const grpcPort = { protocol: 'TCP', port: containerPorts.grpc };

/** Who calls a process by the table of the launcher, operators' commands among them. */
export function callersOf(name: string, { services, gateway }: Topology): string[] {
  const callers = [gateway, ...services].filter(({ callees }) => callees.includes(name)).map((one) => one.name);
  return operationsCallees.some((callee) => callee === name) ? [...callers, 'ops'] : callers;
}

export interface PolicyWish {
  readonly name: string;
  readonly component: PodComponent;
  readonly callees: readonly string[];
}

/** Who may reach the pods of a process, and whom they may reach; the kubelet's probes are let through everywhere. */
export function networkPolicy({ name, component, callees }: PolicyWish, topology: Topology): Resource {
  const callers = callersOf(name, topology);
  const isGateway = name === topology.gateway.name;
  const ingress = [
    ...(callers.length === 0 ? [] : [{ from: podsOf(callers), ports: [grpcPort] }]),
    ...(isGateway
      ? [{ from: [fromNamespace('ingress-nginx')], ports: [{ protocol: 'TCP', port: containerPorts.http }] }]
      : []),
    ...(component === 'operations'
      ? []
      : [
          {
            from: [fromNamespace('monitoring')],
            ports: [{ protocol: 'TCP', port: containerPorts.operations }],
          },
        ]),
  ];
  const egress = callees.length === 0 ? [] : [{ to: podsOf(callees), ports: [grpcPort] }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: labelsOf(name, component) },
    spec: {
      podSelector: { matchLabels: selectorOf(name) },
      policyTypes: ['Ingress', 'Egress'],
      ...(ingress.length === 0 ? {} : { ingress }),
      ...(egress.length === 0 ? {} : { egress }),
    },
  };
}

/** What holds for every pod of the namespace: nothing is let in or out that no policy names, but questions to the DNS. */
export function namespacePolicies(): Resource[] {
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'dns' },
      spec: {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            // The second is where a cache on each node listens.
            to: [fromNamespace('kube-system'), { ipBlock: { cidr: '169.254.20.10/32' } }],
            ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: 53 })),
          },
        ],
      },
    },
  ];
}

function podsOf(names: readonly string[]) {
  return names.map((name) => ({ podSelector: { matchLabels: selectorOf(name) } }));
}

function fromNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { [namespaceLabel]: name } } };
}
