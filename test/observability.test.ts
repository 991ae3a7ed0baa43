import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { itWitnessedBy } from '@countersign/testing';
import { describe, expect, it } from '@jest/globals';
import { readDocumentedMetrics, readObservability, readQuery } from './src/metrics.ts';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'observability');
const runbooks = path.join('docs', 'operations', 'runbooks');
const { alerts, records, panels } = readObservability();
const documented = readDocumentedMetrics();
const recorded = new Set(records.map(({ name }) => name));

/** What Prometheus itself adds to what it scrapes, and what it makes by itself. */
const ofPrometheus: ReadonlyMap<string, readonly string[]> = new Map([
  ['up', []],
  ['ALERTS', ['alertstate']],
]);
const everywhere = ['job', 'instance', 'service'];
/** Of the runtime, which the page names by two prefixes. */
const ofTheRuntime = [
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_p99_seconds',
];

/** Labels that a metric may be asked for; undefined when there is no such metric. */
function labelsOf(name: string): readonly string[] | undefined {
  if (recorded.has(name)) return [];
  const own = ofPrometheus.get(name) ?? (ofTheRuntime.includes(name) ? [] : undefined);
  if (own !== undefined) return [...own, ...everywhere];
  const direct = documented.get(name);
  if (direct !== undefined) return [...direct, ...everywhere];
  const histogram = documented.get(name.replace(/_(?:bucket|count|sum)$/, ''));
  return histogram === undefined ? undefined : [...histogram, 'le', ...everywhere];
}

/** The page of an alert: `ServiceDown` has `service-down.md`. */
const pageOf = (alert: string) => `${alert.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase()}.md`;

describe('rules and dashboard', () => {
  it.each([...alerts, ...records, ...panels].map((query) => [query.name, query.expr]))(
    'ask only for what is documented: %s',
    (_name, expr) => {
      const { metrics, groupedBy } = readQuery(expr);
      expect(metrics.size).toBeGreaterThan(0);
      const known = [...metrics.keys()].map((name) => [name, labelsOf(name)] as const);
      expect(known.filter(([, labels]) => labels === undefined).map(([name]) => name)).toEqual([]);
      for (const [name, labels] of metrics) {
        expect([...labels].filter((label) => labelsOf(name)?.includes(label) !== true)).toEqual([]);
      }
      const ofAll = known.flatMap(([, labels]) => labels ?? []);
      expect([...groupedBy].filter((label) => !ofAll.includes(label))).toEqual([]);
    },
  );

  it('are read as Prometheus reads them', () => {
    const { metrics, groupedBy } = readQuery(
      'histogram_quantile(0.9, sum by (le, route) (rate(a_bucket{x="1",y!~"a|b"}[5m]))) > 1e3 and on () (b:c offset 1h) unless d',
    );
    expect([...metrics].map(([name, labels]) => [name, ...labels])).toEqual([['a_bucket', 'x', 'y'], ['b:c'], ['d']]);
    expect([...groupedBy]).toEqual(['le', 'route']);
  });
});

describe('alerts', () => {
  it('say how urgent they are, what happened, and where to read what to do', () => {
    expect(alerts.length).toBeGreaterThan(15);
    for (const { name, severity, annotations } of alerts) {
      expect([name, severity]).toEqual([name, expect.stringMatching(/^(page|ticket)$/)]);
      expect(Object.keys(annotations)).toEqual(['summary', 'description', 'runbook_url']);
      expect(annotations['runbook_url']).toBe(path.join(runbooks, pageOf(name)));
      expect(existsSync(path.join(root, annotations['runbook_url'] ?? ''))).toBe(true);
    }
  });

  it('have a page each, and each page an alert', () => {
    const pages = readdirSync(path.join(root, runbooks)).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual([...new Set(alerts.map(({ name }) => pageOf(name)))].toSorted());
    const index = readFileSync(path.join(root, runbooks, 'README.md'), 'utf8');
    expect(pages.filter((page) => !index.includes(`](${page})`))).toEqual([]);
  });

  it('are each tried', () => {
    const tests = readFileSync(path.join(folder, 'alerts.test.yml'), 'utf8');
    const untried = alerts.filter(
      ({ name, severity }) => !tests.includes(`alertname="${name}",severity="${severity}"`),
    );
    expect(untried.map(({ name }) => name)).toEqual([]);
  });
});

describe('Prometheus', () => {
  itWitnessedBy('promtool')('takes the configuration and the rules', () => {
    expect(
      execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder, encoding: 'utf8' }),
    ).toContain('is valid prometheus config file syntax');
  });

  itWitnessedBy('promtool')(
    'fires each alert on a series that is bad, and none on one that is well',
    () => {
      const told = execFileSync('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: folder, encoding: 'utf8' });
      expect(told).toContain('SUCCESS');
    },
    120_000,
  );
});
