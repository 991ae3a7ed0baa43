import type { Migrations } from '@countersign/db';
import { catalog } from './2026-11-21_catalog.ts';

export const migrations: Migrations = { '2026-11-21_catalog': catalog };
