import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { Issuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { type Manifest, titleOf } from './manifest.ts';

const models: Readonly<Record<string, { prototype: { validate: () => void } }>> = {
  'apps/v1 Deployment': Deployment,
  'apps/v1 StatefulSet': StatefulSet,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1 Job': Job,
  'cert-manager.io/v1 Certificate': Certificate,
  'cert-manager.io/v1 Issuer': Issuer,
  'monitoring.coreos.com/v1 PrometheusRule': PrometheusRule,
  'monitoring.coreos.com/v1 ServiceMonitor': ServiceMonitor,
  'networking.k8s.io/v1 Ingress': Ingress,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
};

/** Kinds of operators whose schema nobody publishes for Node. */
const withoutSchema = ['postgresql.cnpg.io/v1 Cluster'];

// Taken by no schema of `labels` and the like: these hold names of our own.
const ownNames = /\/(labels|annotations|matchLabels|data|requests|limits)$/;

/** What the schemas of Kubernetes do not allow: wrong types, missing fields, and fields that no schema knows. */
export function findSchemaFaults(objects: readonly Manifest[]): string[] {
  return objects.flatMap((one) => {
    const kind = `${one.apiVersion} ${one.kind}`;
    if (withoutSchema.includes(kind)) return [];
    const model = models[kind];
    if (model === undefined) return [`${titleOf(one)}: there is no kind ${kind}`];
    const { spec, ...others } = one;
    const data = Object.keys(spec).length === 0 ? others : one;
    const read = new Set<string>();
    try {
      model.prototype.validate.call(recording(data, '', read));
    } catch (error) {
      return [`${titleOf(one)}: ${(error as Error).message}`];
    }
    return findUnread(data, '', read).map((place) => `${titleOf(one)}: no schema knows ${place}`);
  });
}

/** The schemas let unknown fields pass. What the check of a schema never looked at is unknown to it. */
function recording(value: unknown, place: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return found;
      read.add(`${place}/${name}`);
      return recording(found, `${place}/${name}`, read);
    },
  });
}

function findUnread(value: unknown, place: string, read: ReadonlySet<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const own = `${place}/${name}`;
    if (ownNames.test(place)) return [];
    return read.has(own) ? findUnread(inner, own, read) : [own];
  });
}
