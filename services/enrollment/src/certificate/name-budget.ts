import { conflict, invalidField } from '@countersign/errors';
import type { NameRules } from '@countersign/proto/catalog';

/** What a licence lets its certificates name. */
export interface NameBudget {
  rules: NameRules;
  /** Extra names that were named when it was bought. */
  extraDomains: readonly string[];
  /** Extra names that were bought, those named included. */
  namesExtra: number;
}

/**
 * Throws unless names fit what was bought: `SERVER_NAME_INVALID` for wildcards that the product does not take, and
 * `NAMES_EXCEED_LICENCE` when the names of all certificates of a slot together are too many. A name and the same with
 * `www.` in front count once where the product says so; names under an included wildcard do not count; an extra domain
 * counts only against the extra domains that were bought.
 */
export function requireWithinBudget(
  { names, together }: { names: readonly string[]; together: readonly string[] },
  budget: NameBudget,
): void {
  requireWildcards(names, budget);
  const { rules, extraDomains, namesExtra } = budget;
  const counted = new Set(countedNames(together, rules));
  for (const extra of extraDomains) counted.delete(keyOf(extra, rules));
  const allowed = rules.included + namesExtra - extraDomains.length;
  if (counted.size > allowed) {
    throw conflict(
      'NAMES_EXCEED_LICENCE',
      `${counted.size} names beside the extra domains bought are more than the ${allowed} that this licence takes; ` +
        'they count together over its certificates',
    );
  }
}

function requireWildcards(names: readonly string[], { rules, extraDomains }: NameBudget): void {
  for (const [index, name] of names.entries()) {
    if (!name.startsWith('*.') || rules.wildcard === 'included') continue;
    const isBought = rules.wildcard === 'extra' && extraDomains.includes(name);
    if (isBought) continue;
    const detail =
      rules.wildcard === 'extra' ? 'must be one of the wildcards that were bought' : 'must not be a wildcard';
    throw invalidField('SERVER_NAME_INVALID', `/names/${index}`, detail);
  }
}

function countedNames(names: readonly string[], rules: NameRules): string[] {
  const covering = rules.wildcard === 'included' ? names.filter((name) => name.startsWith('*.')) : [];
  const isCovered = (name: string) =>
    covering.some((wildcard) => name !== wildcard && `.${name}`.endsWith(wildcard.slice(1)));
  return names.filter((name) => !isCovered(name)).map((name) => keyOf(name, rules));
}

function keyOf(name: string, { wwwPair }: NameRules): string {
  return wwwPair && name.startsWith('www.') ? name.slice('www.'.length) : name;
}
