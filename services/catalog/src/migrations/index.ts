import type { Migrations } from '@countersign/db';
import { catalog } from './2026-11-21_catalog.ts';
import { completeCatalog } from './2026-11-22T0100_complete_catalog.ts';
import { taxNames } from './2026-11-22T0200_tax_names.ts';

export const migrations: Migrations = {
  '2026-11-21_catalog': catalog,
  '2026-11-22T0100_complete_catalog': completeCatalog,
  '2026-11-22T0200_tax_names': taxNames,
};
