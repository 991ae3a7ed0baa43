import type { Check, Version } from './check.ts';
import { Failure, NotOffered } from './check.ts';
import { creationChecks } from './checks/creation.ts';
import { credentialChecks } from './checks/credentials.ts';
import { documentChecks } from './checks/documents.ts';
import { explicitChecks } from './checks/explicit.ts';
import { infoChecks } from './checks/info.ts';
import { oauthChecks } from './checks/oauth.ts';
import { signingChecks } from './checks/signing.ts';
import { timestampChecks } from './checks/timestamp.ts';
import { type Settings, World } from './world.ts';

/** All checks of the Cloud Signature Consortium API, in their order. */
const checks: readonly Check[] = [
  ...infoChecks,
  ...oauthChecks,
  ...credentialChecks,
  ...signingChecks,
  ...explicitChecks,
  ...documentChecks,
  ...timestampChecks,
  ...creationChecks,
];

/** What became of a check. */
export interface CheckResult {
  version: Version;
  method: string;
  title: string;
  outcome: 'passed' | 'failed' | 'not offered';
  /** Why it failed, or why it was not looked at. */
  reason?: string;
  ms: number;
}

export interface RunOptions {
  versions?: readonly Version[];
  /** Only checks whose method or title holds this. */
  only?: string;
  /** Called as each check ends. */
  onResult?: (result: CheckResult) => void;
}

/** Looks at a server; resolves to what became of every check. Checks of one version run one after the other. */
export async function runCsc(settings: Settings, options: RunOptions = {}): Promise<CheckResult[]> {
  const { versions = [1, 2], only = '', onResult = () => undefined } = options;
  const results: CheckResult[] = [];
  for (const version of versions) {
    const world = new World(settings, version);
    const wanted = checks.filter(
      (check) => check.versions.includes(version) && `${check.method} ${check.title}`.includes(only),
    );
    for (const check of wanted) {
      // They share tokens, and some wear out what others need.
      // oxlint-disable-next-line no-await-in-loop
      const result = await look(world, check);
      results.push(result);
      onResult(result);
    }
  }
  return results;
}

async function look(world: World, { method, title, run }: Check): Promise<CheckResult> {
  const begun = performance.now();
  const result = (outcome: CheckResult['outcome'], reason?: string): CheckResult => ({
    version: world.version,
    method,
    title,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ms: Math.round(performance.now() - begun),
  });
  try {
    await run(world);
    return result('passed');
  } catch (error) {
    if (error instanceof NotOffered) return result('not offered', error.message);
    if (error instanceof Failure) return result('failed', error.message);
    return result('failed', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}
