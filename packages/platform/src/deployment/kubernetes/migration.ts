import { type ContainerStep, environmentOf, secretFilesOf } from '../container-settings.ts';
import { needLabels } from './outside.ts';
import { containerBasics, mounts, podBasics } from './pod.ts';
import { labelsOf, type Resource } from './resource.ts';

const resources = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } };

/**
 * The job that brings the database of a process up to date and then seeds it, where it has a seed: the migration is the init
 * container of the seed, so that one job is one step with nothing to order.
 * Argo CD makes it anew with each roll-out, and the Deployments wait for it.
 */
export function migrationJob(migrate: ContainerStep, seed?: ContainerStep): Resource {
  const { process: owner } = migrate;
  const name = `${owner}-migration`;
  const labels = labelsOf(name, 'migration');
  const files = [...new Set([migrate, ...(seed === undefined ? [] : [seed])].flatMap(secretFilesOf))].toSorted();
  const wish = { account: owner, secret: { process: owner, files }, withCertificate: false };
  const steps = [
    container({ name: 'migrate', args: [owner, 'migrate'], env: variables(migrate) }, wish),
    ...(seed === undefined ? [] : [container({ name: 'seed', args: [owner, 'seed'], ...seedSettings(seed) }, wish)]),
  ];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      labels,
      annotations: {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      },
    },
    spec: {
      // A database that is just starting is waited for: 10 s, 20 s, 40 s and so on between the attempts.
      backoffLimit: 8,
      activeDeadlineSeconds: 1800,
      ttlSecondsAfterFinished: 86_400,
      template: {
        metadata: { labels: { ...labels, ...needLabels(['postgres']) } },
        spec: {
          ...podBasics(wish),
          restartPolicy: 'Never',
          ...(steps.length > 1 ? { initContainers: steps.slice(0, -1) } : {}),
          containers: steps.slice(-1),
        },
      },
    },
  };
}

interface StepContainer {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { name: string; value: string }[];
  readonly envFrom?: readonly unknown[];
}

function container({ name, ...step }: StepContainer, wish: Parameters<typeof mounts>[0]) {
  return { name, ...containerBasics, ...step, resources, volumeMounts: mounts(wish) };
}

/** A seed shares the settings of its process. */
function seedSettings({ process: owner }: ContainerStep) {
  return {
    envFrom: [{ configMapRef: { name: 'installation-settings' } }, { configMapRef: { name: `${owner}-settings` } }],
  };
}

function variables(step: ContainerStep): { name: string; value: string }[] {
  return Object.entries(environmentOf(step)).map(([name, value]) => ({ name, value }));
}
