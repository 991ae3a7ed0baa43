import type { Migrations } from '@countersign/db';
import { keys } from './2026-11-21_keys.ts';

/** The schema of the signer, in order. */
export const migrations: Migrations = { '2026-11-21_keys': keys };
