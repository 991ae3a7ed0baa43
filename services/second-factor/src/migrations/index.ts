import type { Migrations } from '@countersign/db';
import { tables } from './2026-11-21_tables.ts';
import { codes } from './2026-11-22T0500_codes.ts';
import { throttles } from './2026-11-22T0506_throttles.ts';
import { factors } from './2026-11-22T0900_factors.ts';

/** The schema of the service, in order. */
export const migrations: Migrations = {
  '2026-11-21_tables': tables,
  '2026-11-22T0500_codes': codes,
  '2026-11-22T0506_throttles': throttles,
  '2026-11-22T0900_factors': factors,
};
