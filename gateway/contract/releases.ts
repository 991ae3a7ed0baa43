import { readdirSync, readFileSync } from 'node:fs';
import { compareVersions } from '@countersign/runtime';
import type { Contract } from './compatibility.ts';

const folder = new URL('../releases/', import.meta.url);

/** The contract of the last release before `version`, and which one that is. */
export function readLastRelease(version: string): { version: string; contract: Contract } {
  const versions = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .filter((name) => compareVersions(name, version) < 0)
    .toSorted(compareVersions);
  const last = versions.at(-1);
  if (last === undefined) throw new Error(`there is no release before ${version}`);
  return { version: last, contract: JSON.parse(readFileSync(new URL(`${last}.json`, folder), 'utf8')) as Contract };
}

/** What is kept of a document at a release: the shape that clients rely on, without words and examples. */
export function shapeOf(document: unknown, within = ''): unknown {
  if (Array.isArray(document)) return document.map((each) => shapeOf(each));
  if (typeof document !== 'object' || document === null) return document;
  const isNamed = /^(properties|schemas|paths|responses|securitySchemes)$/.test(within);
  const members = Object.entries(document).filter(([name]) => isNamed || !words.has(name));
  return Object.fromEntries(members.map(([name, value]) => [name, shapeOf(value, isNamed ? '' : name)]));
}

const words = new Set(['description', 'summary', 'example', 'examples', 'tags']);
