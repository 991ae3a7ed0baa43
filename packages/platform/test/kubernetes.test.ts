import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type ContainerStep, containerSteps, environmentOf } from '../src/deployment/container-settings.ts';
import { generateManifests } from '../src/deployment/kubernetes/manifests.ts';
import { baseEnvironment } from '../src/deployment/kubernetes/settings.ts';
import { databaseUrlsOf, secretWishes } from '../src/deployment/secret-tree.ts';
import { productTopology } from '../src/launcher/topology.ts';
import { admittedCalls, findCallFaults, waysToParts } from './kubernetes/call-faults.ts';
import {
  build,
  getObject,
  hasKubectl,
  kustomizationFolders,
  type Manifest,
  manifestFolder,
  read,
  workloads,
} from './kubernetes/manifest.ts';
import { mutations } from './kubernetes/mutations.ts';
import { findPolicyFaults, podsOf, type Way, waysOutside } from './kubernetes/network-faults.ts';
import { findPodFaults } from './kubernetes/pod-faults.ts';
import { findReferenceFaults, type Known, environmentOf as startedWith } from './kubernetes/reference-faults.ts';
import { findSchemaFaults } from './kubernetes/schema-faults.ts';

const processes = ['gateway', ...productTopology.services.map(({ name }) => name)];
const trial = await containerSteps();
const production = await containerSteps({ environment: baseEnvironment });
const calls = await admittedCalls();
const wanted: readonly Way[] = [...calls, ...waysToParts(trial)];

/** The secrets that `npm run ops -- secrets create` makes for these steps, as `kubectl create secret` takes them over. */
function knownOf(...installations: (readonly ContainerStep[])[]): Known {
  const secrets = new Map<string, string[]>([
    ['countersign-postgres', ['password', 'admin-url']],
    ['countersign-redis', ['password', 'url']],
    ...[...processes, 'ops'].map((name): [string, string[]] => [
      `countersign-${name}-tls`,
      ['ca.crt', 'tls.crt', 'tls.key'],
    ]),
  ]);
  for (const { folder, file } of installations.flatMap((steps) => secretWishes(steps))) {
    secrets.set(`countersign-${folder}`, [...(secrets.get(`countersign-${folder}`) ?? []), file]);
  }
  return { secrets, images: ['countersign', 'postgres', 'redis'] };
}

function findFaults(objects: readonly Manifest[], known: Known): string[] {
  return [
    ...findSchemaFaults(objects),
    ...findPodFaults(objects),
    ...findReferenceFaults(objects, known),
    ...findPolicyFaults(objects),
    ...findCallFaults(objects, wanted),
  ];
}

const either = knownOf(trial, production);

describe('a volume of secrets', () => {
  it('tells the job `databases` of every database, though its folders are links', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'countersign-volume-'));
    try {
      // As the kubelet writes it: the content beside, changed by one rename.
      mkdirSync(path.join(folder, '..2026', 'order'), { recursive: true });
      writeFileSync(path.join(folder, '..2026', 'order', 'database-url'), 'postgres://order\n');
      symlinkSync('..2026', path.join(folder, '..data'));
      symlinkSync('..data/order', path.join(folder, 'order'));
      expect([...(await databaseUrlsOf(folder))]).toEqual([['order', 'postgres://order']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the manifests for Kubernetes', () => {
  it('are what the table of processes makes of them', async () => {
    const generated = await generateManifests();
    const committed = [...generated.keys()].map((name) => [
      name,
      readFileSync(path.join(manifestFolder, name), 'utf8'),
    ]);
    expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(generated));
  });

  it.each(['base', 'overlays/dev', 'overlays/prod'])('of %s hold as they stand in their files', (folder) => {
    expect(findFaults(read(folder), either)).toEqual([]);
  });

  it('are complete: each process has its service, account, budget, policy and, with a database, its migration', () => {
    const base = read('base');
    for (const name of processes) {
      const kinds = base.filter(({ metadata }) => metadata.name === name).map(({ kind }) => kind);
      expect(kinds).toEqual(
        expect.arrayContaining(['ServiceAccount', 'Service', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy']),
      );
      const { template, strategy } = getObject(base, 'Deployment', name).spec;
      expect(template?.spec.terminationGracePeriodSeconds).toBe(60);
      expect(strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    }
    const services = processes.slice(1);
    expect(services.map((name) => getObject(base, 'Service', name).spec.clusterIP)).toEqual(services.map(() => 'None'));
    expect(base.flatMap(({ kind, metadata }) => (kind === 'Job' ? [metadata.name] : []))).toEqual(
      services.map((name) => `${name}-migration`),
    );
    const scaled = base.filter(({ kind }) => kind === 'HorizontalPodAutoscaler').map(({ metadata }) => metadata.name);
    // Neither gets faster by being more: see sizes.ts.
    expect(processes.filter((name) => !scaled.includes(name))).toEqual(['signer', 'certificate-authority']);
  });

  it('let through what the services themselves admit, and name who reaches anything outside', () => {
    const objects = read('overlays/prod');
    const outside = Object.fromEntries(
      podsOf(objects)
        .filter(({ name }) => processes.includes(name) || name === 'ops')
        .map((pod) => [pod.name, waysOutside(objects, pod).filter((way) => way !== 'dns 53')]),
    );
    const postgres = ['egress-postgres 5432'];
    const redis = ['egress-redis 6379', 'egress-redis 6380'];
    const mail = ['egress-mail 465', 'egress-mail 587'];
    const sorted = Object.fromEntries(Object.entries(outside).map(([name, ways]) => [name, ways.toSorted()]));
    expect(sorted).toEqual({
      gateway: redis,
      catalog: postgres,
      order: [...mail, 'egress-payments 443', ...postgres, ...redis],
      enrollment: [...mail, ...postgres, ...redis],
      identity: [...mail, ...postgres, ...redis],
      'second-factor': [...mail, ...postgres, ...redis, 'egress-sms 443'],
      'remote-signing': ['egress-applications 443', ...mail, ...postgres, ...redis],
      signer: postgres,
      'certificate-authority': postgres,
      ops: [],
    });
  });

  it('are not let through by a check that cannot fail: each of these changes is named', () => {
    const sound = read('overlays/dev');
    const found = mutations.map(({ what, change, fault }) => {
      const objects = structuredClone(sound);
      change(objects);
      const faults = findFaults(objects, either);
      return { what, fault: faults.find((one) => fault.test(one)) ?? `${faults.length} other faults: ${faults[0]}` };
    });
    expect(found).toEqual(
      mutations.map(({ what, fault }) => ({ what, fault: expect.stringMatching(fault) as unknown as string })),
    );
  });
});

(hasKubectl() ? describe : describe.skip)('what kubectl 1.27 or newer builds', () => {
  const built = new Map<string, Manifest[]>();
  const getBuilt = (folder: string): Manifest[] => {
    const found = built.get(folder) ?? build(folder);
    built.set(folder, found);
    return found;
  };
  afterAll(() => built.clear());

  it('of a trial and of a production holds, each with the secrets that are made for it', () => {
    expect(findFaults(getBuilt('overlays/dev'), knownOf(trial))).toEqual([]);
    expect(findFaults(getBuilt('overlays/prod'), knownOf(production))).toEqual([]);
  });

  it.each([
    ['overlays/dev', {}],
    ['overlays/prod', { ROOT_ELSEWHERE: 'true' }],
  ])('of %s gives every process what the launcher would give it', async (folder, more) => {
    const objects = getBuilt(folder);
    const chosen = getObject(objects, 'ConfigMap', 'installation-settings').data ?? {};
    const steps = await containerSteps({ environment: { ...chosen, ...more } });
    const names = workloads(objects).map(({ owner }) => owner.metadata.name);
    const serving = steps.filter(({ kind, process }) => kind === 'serve' && names.includes(process));
    expect(serving.length).toBeGreaterThanOrEqual(processes.length);
    for (const step of serving) {
      const container = getObject(objects, 'Deployment', step.process).spec.template?.spec.containers[0];
      if (container === undefined) throw new Error(`${step.process} has no container`);
      // The stand-ins decide nothing by these.
      const { LOG_LEVEL: _level, NODE_ENV: _mode, ...expected } = environmentOf(step);
      expect({ process: step.process, ...startedWith(container, objects) }).toMatchObject(expected);
    }
  });

  it('of a trial runs one of each process, and of a production two that are never on one node', () => {
    const dev = workloads(getBuilt('overlays/dev')).filter(({ owner }) => owner.kind === 'Deployment');
    expect(dev.filter(({ owner }) => owner.spec.replicas !== (owner.metadata.name === 'ops' ? 0 : 1))).toEqual([]);
    const prod = getBuilt('overlays/prod');
    for (const name of processes) {
      const { spec } = getObject(prod, 'Deployment', name);
      const scaler = prod.find(({ kind, metadata }) => kind === 'HorizontalPodAutoscaler' && metadata.name === name);
      expect(scaler?.spec.minReplicas ?? spec.replicas).toBeGreaterThanOrEqual(2);
      const spread = spec.template?.spec.topologySpreadConstraints ?? [];
      expect(spread.map(({ topologyKey, whenUnsatisfiable }) => `${topologyKey} ${whenUnsatisfiable}`)).toEqual([
        'topology.kubernetes.io/zone ScheduleAnyway',
        'kubernetes.io/hostname DoNotSchedule',
      ]);
    }
  });

  it('of a production makes every certificate that a process is given, in its name', () => {
    const prod = getBuilt('overlays/prod');
    const made = prod.flatMap(({ kind, spec }) =>
      kind === 'Certificate' ? [{ secret: spec.secretName, uris: spec.uris }] : [],
    );
    const used = workloads(prod).flatMap(({ pod }) =>
      (pod.volumes ?? []).flatMap(({ name, secret }) => (name === 'tls' ? [secret?.secretName] : [])),
    );
    expect(used).toHaveLength(processes.length + 1);
    for (const secret of used) {
      const name = secret?.replace(/^countersign-|-tls$/g, '');
      expect(made).toContainEqual({ secret, uris: [`spiffe://countersign/${name}`] });
    }
  });

  it('of a trial has no way into the cluster but by port-forward', () => {
    expect(getBuilt('overlays/dev').filter(({ kind }) => kind === 'Ingress')).toEqual([]);
  });

  it('of every component holds over the base', () => {
    const components = kustomizationFolders().filter((folder) => folder.startsWith('components/'));
    expect(components.length).toBeGreaterThan(4);
    // Components cannot be built alone; in the files they stand as they are.
    const objects = components.flatMap((folder) => (folder.endsWith('opentelemetry') ? [] : read(folder)));
    expect(findSchemaFaults(objects)).toEqual([]);
  });
});
