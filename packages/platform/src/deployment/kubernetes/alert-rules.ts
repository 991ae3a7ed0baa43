import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { workspaceRoot } from '../../state-folder.ts';
import type { Resource } from './resource.ts';

/** The alerts of observability/alerts.yml as the Prometheus operator takes them. */
export async function alertRules(): Promise<Resource> {
  const { groups } = parse(await readFile(path.join(workspaceRoot, 'observability', 'alerts.yml'), 'utf8')) as {
    groups: unknown;
  };
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'countersign', labels: { 'app.kubernetes.io/part-of': 'countersign' } },
    spec: { groups },
  };
}
