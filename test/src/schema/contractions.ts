import type { Contraction } from './compatibility.ts';

/**
 * What migrations took away on purpose. An entry excuses a break for code of the release that it names and of later
 * ones: something may go one release after the last that used it. See docs/operations/upgrades.md.
 */
export const contractions: readonly Contraction[] = [];
