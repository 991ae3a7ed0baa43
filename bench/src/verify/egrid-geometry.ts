import type { Geometry } from '../../../services/second-factor/src/grid-card/geometry.ts';

/** The card of the usual policy. */
export const egridGeometry: Geometry = { mode: 'reuse', rows: 5, columns: 10, cells: 3, alphabet: 'crockford' };
