import type { Migrations } from '@countersign/db';
import { enrollment } from './2026-11-21_enrollment.ts';

/** All migrations of enrollment. */
export const migrations: Migrations = { '2026-11-21_enrollment': enrollment };
