import type { Column, Schema, Table } from './catalog.ts';

/** A difference on which code of the older release may fail. */
export interface Break {
  /** What it is about: `order carts.total_minor`. */
  readonly what: string;
  readonly why: string;
}

/** A break that is meant: no code uses the thing since a release. */
export interface Contraction {
  readonly what: string;
  /** The first release whose code does not use it any more, such as `0.3.0`. */
  readonly unusedSince: string;
}

/**
 * What of the schema `after` code that was written for `before` may fail on: something is gone, has another name or
 * form, takes less than before, or asks for what the older code does not give. `service` is only for the names.
 */
export function findBreaks(service: string, before: Schema, after: Schema): Break[] {
  const breaks: Break[] = [];
  for (const [name, table] of Object.entries(before.tables)) {
    const now = after.tables[name];
    const tell = (thing: string, why: string) => breaks.push({ what: `${service} ${name}${thing}`, why });
    if (now === undefined) tell('', 'is gone');
    else for (const [thing, why] of [...columnBreaks(table, now), ...ruleBreaks(table, now)]) tell(thing, why);
  }
  const gone = before.functions.filter((signature) => !after.functions.includes(signature));
  return [...breaks, ...gone.map((signature) => ({ what: `${service} ${signature}`, why: 'is gone' }))];
}

type Finding = readonly [thing: string, why: string];

function columnBreaks(before: Table, now: Table): Finding[] {
  const found: Finding[] = [];
  for (const [name, column] of Object.entries(before.columns)) {
    const other = now.columns[name];
    const why = other === undefined ? 'is gone' : changeOf(column, other);
    if (why !== undefined) found.push([`.${name}`, why]);
  }
  for (const [name, { nullable, default: given }] of Object.entries(now.columns)) {
    if (name in before.columns || nullable || given !== undefined) continue;
    found.push([`.${name}`, 'is new and has to be given']);
  }
  return found;
}

function changeOf(before: Column, now: Column): string | undefined {
  if (before.type !== now.type) return `was ${before.type} and is ${now.type}`;
  if (before.nullable && !now.nullable) return 'has to be given';
  // Code that was written for a value does not look whether there is one.
  if (!before.nullable && now.nullable) return 'may be empty';
  if (before.default !== now.default)
    return `is ${now.default ?? 'nothing'} where it is left out, and was ${before.default ?? 'nothing'}`;
  return undefined;
}

function ruleBreaks(before: Table, now: Table): Finding[] {
  const found: Finding[] = [];
  for (const [name, { definition, columns }] of Object.entries(now.constraints)) {
    const was = before.constraints[name];
    if (was === undefined) {
      // The older code leaves new columns out, and empty passes every rule that does not ask for NULL itself.
      const isOfNewColumns = columns.length > 0 && columns.every((column) => isOptional(before, now, column));
      if (!isOfNewColumns || /\bNULL\b/.test(definition)) found.push([` ${name}`, `is a new rule: ${definition}`]);
    } else if (was.definition !== definition) found.push([` ${name}`, `was ${was.definition} and is ${definition}`]);
  }
  for (const [name, { definition }] of Object.entries(before.constraints)) {
    // A check that is gone refuses nothing; keys are named by ON CONFLICT, and by code that reads which one was violated.
    if (now.constraints[name] === undefined && !definition.startsWith('CHECK')) found.push([` ${name}`, 'is gone']);
  }
  for (const kind of ['uniqueIndexes', 'triggers'] as const) {
    for (const [name, definition] of Object.entries(now[kind])) {
      const was = before[kind][name];
      if (was === undefined) found.push([` ${name}`, `is a new rule: ${definition}`]);
      else if (was !== definition) found.push([` ${name}`, `was ${was} and is ${definition}`]);
    }
    for (const name of Object.keys(before[kind])) if (!(name in now[kind])) found.push([` ${name}`, 'is gone']);
  }
  return found;
}

function isOptional(before: Table, now: Table, name: string): boolean {
  const column = now.columns[name];
  return !(name in before.columns) && column?.nullable === true && column.default === undefined;
}

/** The breaks that no contraction excuses for code of `release`, and the contractions that excuse none. */
export function judge(breaks: readonly Break[], contractions: readonly Contraction[], release: string) {
  const isMeant = ({ what }: Break, one: Contraction) =>
    one.what === what && compareReleases(one.unusedSince, release) <= 0;
  return {
    refused: breaks.filter((one) => !contractions.some((contraction) => isMeant(one, contraction))),
    needless: contractions.filter(
      (contraction) =>
        compareReleases(contraction.unusedSince, release) <= 0 && !breaks.some((one) => isMeant(one, contraction)),
    ),
  };
}

/** Below 0 when `a` is the older one; releases are three numbers. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a, b].map((release) => release.split('.').map(Number));
  const place = [0, 1, 2].find((one) => left?.[one] !== right?.[one]);
  return place === undefined ? 0 : (left?.[place] ?? 0) - (right?.[place] ?? 0);
}
