import type { Migrations } from '@countersign/db';
import { enrollment } from './2026-11-21_enrollment.ts';
import { accounts } from './2026-11-22T0100_accounts.ts';
import { inventory } from './2026-11-22T0200_inventory.ts';
import { membershipChanges } from './2026-11-22T0500_membership_changes.ts';
import { traces } from './2026-11-22T1800_traces.ts';

/** All migrations of enrollment. */
export const migrations: Migrations = {
  '2026-11-21_enrollment': enrollment,
  '2026-11-22T0100_accounts': accounts,
  '2026-11-22T0200_inventory': inventory,
  '2026-11-22T0500_membership_changes': membershipChanges,
  '2026-11-22T1800_traces': traces,
};
