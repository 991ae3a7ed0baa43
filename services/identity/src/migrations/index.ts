import type { Migrations } from '@countersign/db';
import { createIdentity } from './2026-11-21T0900_create_identity.ts';

/** The schema's history. */
export const migrations: Migrations = {
  '2026-11-21T0900_create_identity': createIdentity,
};
