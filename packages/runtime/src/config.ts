import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Static, TObject } from 'typebox';

/** Thrown once with everything that is wrong with the configuration; names settings, never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Reads the settings that `schema` names from the environment, once, and freezes them. Every setting `X` may be given
 * as `X_FILE`, the path of a file that holds the value; a trailing line break is dropped. Numbers and booleans are
 * converted. Throws `ConfigError` with all faults at once. A secret never has a default: leave it required.
 */
export function readConfig<T extends TObject>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Static<T>> {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = readSetting(name, environment, faults);
    if (value !== undefined) values[name] = value;
  }

  const ajv = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true });
  addFormats.default(ajv);
  const check = ajv.compile(schema);
  if (!check(values)) {
    for (const error of check.errors ?? []) {
      const missing = (error.params as { missingProperty?: string }).missingProperty;
      if (missing !== undefined) {
        if (!faults.some((fault) => fault.startsWith(`${missing}_FILE`))) {
          faults.push(`${missing} is missing (or ${missing}_FILE)`);
        }
      } else faults.push(`${error.instancePath.slice(1)} ${error.message ?? 'is wrong'}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(values) as Readonly<Static<T>>;
}

function readSetting(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  faults: string[],
): string | undefined {
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  if (direct !== undefined && direct !== '' && file !== undefined && !name.endsWith('_FILE')) {
    faults.push(`${name} and ${name}_FILE are both set; keep one`);
    return undefined;
  }
  if (direct !== undefined && direct !== '') return direct;
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    faults.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}
