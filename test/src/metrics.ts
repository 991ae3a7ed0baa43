import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.join(import.meta.dirname, '..', '..');

/** Labels by the name of each metric. */
export type Metrics = ReadonlyMap<string, ReadonlySet<string>>;

/** What a rule or a panel asks. */
export interface Query {
  /** Alert, record or panel. */
  name: string;
  expr: string;
}

/** An alert of `observability/alerts.yml`. */
export interface Alert extends Query {
  severity: string | undefined;
  annotations: Readonly<Record<string, string>>;
}

/** What an operator looks at. */
export interface Observability {
  alerts: readonly Alert[];
  /** Rules that name an expression for others. */
  records: readonly Query[];
  panels: readonly Query[];
}

// Of the process and its runtime: many, made by the library, told under two prefixes.
const ofTheRuntime = /^(?:process|nodejs)_/;

/** The metrics of `docs/operations/metrics.md`: rows of tables, without those of the runtime. */
export function readDocumentedMetrics(): Metrics {
  const page = readFileSync(path.join(root, 'docs', 'operations', 'metrics.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z_]+)` \| ([a-z_, ]*)\|/gm)];
  const names = rows.map(([, name = '']) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`documented twice: ${twice.join(', ')}`);
  return new Map(rows.map(([, name = '', labels = '']) => [name, new Set(labels.match(/[a-z_]+/g) ?? [])]));
}

/** The metrics of a page in the text format of Prometheus, with the labels of the samples that it has. */
export function readMetricsPage(page: string): Metrics {
  const metrics = new Map<string, Set<string>>();
  let current = new Set<string>();
  for (const line of page.split('\n')) {
    const name = /^# TYPE (\S+) /.exec(line)?.[1];
    if (name !== undefined) {
      current = new Set();
      if (!ofTheRuntime.test(name)) metrics.set(name, current);
    } else if (!line.startsWith('#')) {
      for (const [, label = ''] of line.matchAll(/[{,]([a-z_]+)="/g)) current.add(label);
    }
  }
  for (const labels of metrics.values()) for (const label of ['service', 'le']) labels.delete(label);
  return metrics;
}

/** Rules and dashboard. */
export function readObservability(): Observability {
  const rules = parse(readFileSync(path.join(root, 'observability', 'alerts.yml'), 'utf8')) as {
    groups: { rules: RawRule[] }[];
  };
  const dashboard = JSON.parse(readFileSync(path.join(root, 'observability', 'grafana-dashboard.json'), 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const all = rules.groups.flatMap((group) => group.rules);
  return {
    alerts: all.flatMap(({ alert, expr, labels, annotations = {} }) =>
      alert === undefined ? [] : [{ name: alert, expr, severity: labels?.severity, annotations }],
    ),
    records: all.flatMap(({ record, expr }) => (record === undefined ? [] : [{ name: record, expr }])),
    panels: dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ name: title, expr }))),
  };
}

interface RawRule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: { severity?: string };
  annotations?: Record<string, string>;
}

const words = new Set(['and', 'or', 'unless', 'offset', 'bool']);

/** The metrics of a PromQL expression, with the labels that are asked of each, and labels that results are grouped by. */
export function readQuery(expr: string): { metrics: Metrics; groupedBy: ReadonlySet<string> } {
  const groupedBy = new Set<string>();
  const metrics = new Map<string, Set<string>>();
  const bare = expr
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g, (_all, _kind, list: string) => {
      for (const label of list.match(/[a-z_]+/g) ?? []) groupedBy.add(label);
      return ' ';
    })
    .replaceAll(/([a-zA-Z_:][\w:]*)?\{([^}]*)\}/g, (_all, name: string | undefined, matchers: string) => {
      if (name === undefined) throw new Error(`a selector without a name: ${expr}`);
      const labels = metrics.get(name) ?? new Set();
      for (const [, label = ''] of matchers.matchAll(/([a-z_]+)\s*[=!]~?"/g)) labels.add(label);
      metrics.set(name, labels);
      return ' ';
    });
  for (const [, name = ''] of bare.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\()(?![\w:])/g)) {
    if (!words.has(name) && !metrics.has(name)) metrics.set(name, new Set());
  }
  return { metrics, groupedBy };
}
